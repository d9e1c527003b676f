package dev.llmops.metrics.text;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * Compiles patterns that people wrote. RE2 bounds the time of matching but not the size of what it
 * compiles, since nested counts such as {@code ((a{1000}){1000}){1000}} multiply; both the length
 * and that size are limited here.
 */
final class CheckedPattern {

  /** The most characters of a pattern. */
  static final int MAX_LENGTH = 1_000;

  /** The most elements of a pattern once its counts are written out. */
  static final int MAX_SIZE = 10_000;

  private CheckedPattern() {}

  /**
   * Compiles a pattern.
   *
   * @throws IllegalArgumentException when the pattern is wrong, too long or too large; positions in
   *     the message count from 1
   */
  static Pattern compile(String pattern, boolean ignoreCase) {
    if (pattern.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "pattern has %d characters, at most %d are allowed"
              .formatted(pattern.length(), MAX_LENGTH));
    }
    PatternOutline outline = PatternOutline.of(pattern);
    if (outline.size() > MAX_SIZE) {
      throw new IllegalArgumentException(
          "pattern is too large at position %d: with its counts written out it has more than %d"
                  .formatted(outline.largestAt() + 1, MAX_SIZE)
              + " elements; use smaller counts or * and +");
    }
    int flags = ignoreCase ? Pattern.CASE_INSENSITIVE : 0;
    try {
      return Pattern.compile(pattern, flags);
    } catch (PatternSyntaxException e) {
      int position = position(pattern, e, outline) + 1;
      throw new IllegalArgumentException(
          "pattern is wrong at position %d: %s%s"
              .formatted(position, e.getDescription(), fragment(e, pattern)),
          e);
    }
  }

  private static String fragment(PatternSyntaxException e, String pattern) {
    String fragment = e.getPattern();
    return fragment == null || fragment.isEmpty() || fragment.equals(pattern)
        ? ""
        : " '" + fragment + "'";
  }

  /**
   * Where the fault begins, from 0. The library names the faulty fragment but not its place: it
   * ends where the shortest prefix with the same fault ends.
   */
  private static int position(
      String pattern, PatternSyntaxException fault, PatternOutline outline) {
    if (outline.unclosedGroupAt().isPresent() && fault.getDescription().contains("closing )")) {
      return outline.unclosedGroupAt().getAsInt();
    }
    String fragment = fault.getPattern();
    if (fragment == null || fragment.isEmpty()) {
      return pattern.length() - 1;
    }
    for (int end = fragment.length(); end < pattern.length(); end++) {
      if (hasSameFault(pattern.substring(0, end), fault)) {
        return end - fragment.length();
      }
    }
    return pattern.length() - fragment.length();
  }

  private static boolean hasSameFault(String prefix, PatternSyntaxException fault) {
    try {
      Pattern.compile(prefix);
      return false;
    } catch (PatternSyntaxException e) {
      return fault.getDescription().equals(e.getDescription())
          && fault.getPattern().equals(e.getPattern());
    }
  }
}
