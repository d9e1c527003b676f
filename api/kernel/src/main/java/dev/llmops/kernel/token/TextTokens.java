package dev.llmops.kernel.token;

/**
 * Estimates the tokens of a text. It is cut where byte-pair tokenizers cut before they merge: into
 * words (with the blank before them), groups of three digits, signs, and blanks; each piece costs
 * what pieces of its script and length cost on average under {@code o200k_base}. The numbers were
 * fitted to that vocabulary; the reference documentation tells the errors that were measured.
 */
final class TextTokens {

  /** What a word of a common length costs: a little less than 1, for some merge with signs. */
  private static final double WORD = 0.97;

  private static final int COMMON_WORD = 5;
  private static final double FURTHER_LETTER = 0.09;

  /** Words with letters beyond ASCII are cut into more pieces. */
  private static final double ACCENT = 0.4;

  private static final int MOST_ACCENTS = 2;

  /** One sign before a word often is part of it. */
  private static final double SIGN_OF_WORD = 0.5;

  private static final double FURTHER_SIGN = 0.2;

  /** Arrows, dashes, emoji and other signs beyond ASCII cost more. */
  private static final double RARE_SIGN = 0.7;

  /** A line of dashes or the like is cut into pieces of many. */
  private static final int RULE = 16;

  private static final int SHORTEST_RULE = 4;

  /** Line breaks behind a sign mostly are part of it. */
  private static final double BREAK_BEHIND_SIGN = 0.1;

  /** Line breaks behind a word with the indentation of the next line. */
  private static final double BREAK_AND_INDENT = 1.6;

  private static final int DIGITS = 3;

  private final String text;
  private int position;

  private TextTokens(String text) {
    this.text = text;
  }

  static double estimate(String text) {
    TextTokens tokens = new TextTokens(text);
    double sum = 0;
    while (tokens.position < text.length()) {
      sum += tokens.next();
    }
    return sum;
  }

  /** Goes on to the end of a piece and returns its cost. */
  private double next() {
    int start = position;
    Script script = Script.of(text.codePointAt(start));
    int length = 0;
    int beyondAscii = 0;
    int last = 0;
    while (position < text.length()) {
      int character = text.codePointAt(position);
      if (Script.of(character) != script || newWord(script, last, character)) {
        break;
      }
      length++;
      beyondAscii += character > 0x7f ? 1 : 0;
      last = character;
      position += Character.charCount(character);
    }
    return switch (script) {
      case LATIN ->
          WORD
              + Math.max(0, length - COMMON_WORD) * FURTHER_LETTER
              + Math.min(beyondAscii, MOST_ACCENTS) * ACCENT;
      case DIGIT -> Math.ceil((double) length / DIGITS);
      case BLANK -> blanks(start, length);
      case SIGN -> signs(start, length) + beyondAscii * RARE_SIGN;
      case GREEK, CYRILLIC, SEMITIC, INDIC, HANGUL, HAN, KANA, THAI, OTHER ->
          Math.max(script.least(), length * script.cost());
    };
  }

  /** Tokenizers cut {@code camelCase} before the capital. */
  private static boolean newWord(Script script, int last, int character) {
    return script == Script.LATIN
        && last != 0
        && Character.isUpperCase(character)
        && !Character.isUpperCase(last);
  }

  private double blanks(int start, int length) {
    boolean breaks = text.substring(start, position).indexOf('\n') >= 0;
    if (!breaks) {
      return length == 1 ? 0 : 1;
    }
    boolean behindSign = start > 0 && Script.of(text.codePointBefore(start)) == Script.SIGN;
    if (text.charAt(position - 1) == '\n') {
      return behindSign ? BREAK_BEHIND_SIGN : 1;
    }
    return behindSign ? 1 : BREAK_AND_INDENT;
  }

  private double signs(int start, int length) {
    if (length == 1
        && position < text.length()
        && Script.of(text.codePointAt(position)) == Script.LATIN) {
      return SIGN_OF_WORD;
    }
    return length >= SHORTEST_RULE && isRule(start)
        ? 1 + (double) length / RULE
        : 1 + (length - 1) * FURTHER_SIGN;
  }

  private boolean isRule(int start) {
    for (int i = start + 1; i < position; i++) {
      if (text.charAt(i) != text.charAt(start)) {
        return false;
      }
    }
    return true;
  }
}
