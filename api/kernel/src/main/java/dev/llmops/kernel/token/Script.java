package dev.llmops.kernel.token;

import java.lang.Character.UnicodeScript;

/** What a character is written in, as far as tokenizers treat it alike. */
enum Script {
  LATIN(1, 1),
  GREEK(1, 0.40),
  CYRILLIC(1, 0.28),
  SEMITIC(1, 0.44),
  INDIC(1, 0.32),
  HANGUL(1, 0.72),
  HAN(0, 0.82),
  KANA(0, 0.78),
  THAI(0, 0.48),
  OTHER(0, 1),
  DIGIT(0, 1),
  BLANK(0, 1),
  SIGN(0, 1);

  private final double least;
  private final double cost;

  Script(double least, double cost) {
    this.least = least;
    this.cost = cost;
  }

  /** What a word costs at least; 0 for a script without blanks between words. */
  double least() {
    return least;
  }

  /** What a character costs in a long text. */
  double cost() {
    return cost;
  }

  static Script of(int character) {
    if (Character.isWhitespace(character)) {
      return BLANK;
    }
    if (Character.isDigit(character)) {
      return DIGIT;
    }
    int type = Character.getType(character);
    if (!Character.isLetter(character)
        && type != Character.NON_SPACING_MARK
        && type != Character.COMBINING_SPACING_MARK) {
      return SIGN;
    }
    return of(UnicodeScript.of(character));
  }

  private static Script of(UnicodeScript script) {
    return switch (script) {
      case LATIN, INHERITED -> LATIN;
      case GREEK -> GREEK;
      case CYRILLIC -> CYRILLIC;
      case ARABIC, HEBREW -> SEMITIC;
      case DEVANAGARI, BENGALI, GUJARATI, TAMIL, TELUGU -> INDIC;
      case HANGUL -> HANGUL;
      case HAN -> HAN;
      case HIRAGANA, KATAKANA -> KANA;
      case THAI -> THAI;
      default -> OTHER;
    };
  }
}
