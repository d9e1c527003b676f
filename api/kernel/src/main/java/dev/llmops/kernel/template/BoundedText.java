package dev.llmops.kernel.template;

/** Text that refuses to grow beyond a number of UTF-8 bytes. Confined to one rendering. */
final class BoundedText {

  private final StringBuilder text = new StringBuilder();
  private int bytesLeft;

  BoundedText(int maxBytes) {
    this.bytesLeft = maxBytes;
  }

  /** Appends the text when there is room for all of it; whether there was. */
  boolean append(String addition) {
    int bytes = utf8Length(addition, bytesLeft);
    if (bytes > bytesLeft) {
      return false;
    }
    bytesLeft -= bytes;
    text.append(addition);
    return true;
  }

  /** The length in UTF-8, or some number above the limit when it is longer than that. */
  private static int utf8Length(String text, int limit) {
    int bytes = 0;
    for (int i = 0; i < text.length() && bytes <= limit; i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        bytes += 1;
      } else if (c < 0x800 || Character.isSurrogate(c)) {
        bytes += 2;
      } else {
        bytes += 3;
      }
    }
    return bytes;
  }

  /** How many UTF-16 units there are so far. */
  int length() {
    return text.length();
  }

  /** What was appended since the text had the given length. */
  String since(int length) {
    return text.substring(length);
  }
}
