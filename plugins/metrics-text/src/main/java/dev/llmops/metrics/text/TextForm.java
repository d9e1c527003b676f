package dev.llmops.metrics.text;

import java.util.Locale;
import java.util.Objects;

/**
 * The form in which texts are compared. Unicode normalisation is left alone: a composed and a
 * decomposed é differ.
 *
 * @param ignoreCase whether upper and lower case are one
 * @param whiteSpace what is done to white space
 */
record TextForm(boolean ignoreCase, WhiteSpace whiteSpace) {

  TextForm {
    Objects.requireNonNull(whiteSpace, "whiteSpace is null");
  }

  /** The text in this form. */
  String of(String text) {
    String spaced = whiteSpace.apply(text);
    return ignoreCase ? foldCase(spaced) : spaced;
  }

  /**
   * Folds case the same way in every locale and at every place in a word: full upper case first, so
   * that ß equals SS, then lower case code point by code point, so that a final sigma equals any
   * other. As in {@link String#equalsIgnoreCase}, the dotless ı counts as an i.
   */
  private static String foldCase(String text) {
    StringBuilder folded = new StringBuilder(text.length());
    text.codePoints().forEach(codePoint -> fold(codePoint, folded));
    return folded.toString();
  }

  // One by one, since the JDK takes quadratic time over a text in which many letters get longer.
  private static void fold(int codePoint, StringBuilder folded) {
    if (codePoint < 0x80) {
      folded.append((char) Character.toLowerCase(codePoint));
    } else {
      String upper = Character.toString(codePoint).toUpperCase(Locale.ROOT);
      upper.codePoints().map(Character::toLowerCase).forEach(folded::appendCodePoint);
    }
  }
}
