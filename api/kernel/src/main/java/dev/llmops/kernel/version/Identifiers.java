package dev.llmops.kernel.version;

import java.util.Optional;

/**
 * The identifiers and numbers that versions are made of: semver §2, §9, §10 and their order, §11.
 */
final class Identifiers {

  private static final int SHOWN = 60;

  private Identifiers() {}

  /** What is wrong with dot-separated identifiers, empty when nothing is. */
  static Optional<String> problem(String identifiers, String what, boolean numbersStrict) {
    for (String identifier : identifiers.split("\\.", -1)) {
      if (identifier.isEmpty()) {
        return Optional.of("the " + what + " has an empty identifier");
      }
      if (!identifier.chars().allMatch(c -> isDigit(c) || isLetter(c) || c == '-')) {
        return Optional.of(
            "the "
                + what
                + " identifier \""
                + shortened(identifier)
                + "\" may have only letters a-z, A-Z, digits and hyphens");
      }
      if (numbersStrict
          && isNumeric(identifier)
          && identifier.length() > 1
          && identifier.charAt(0) == '0') {
        return Optional.of(
            "the " + what + " number " + shortened(identifier) + " must not start with 0");
      }
      // semver4j, which evaluates ranges, reads these as long.
      if (numbersStrict && isNumeric(identifier) && identifier.length() > 18) {
        return Optional.of(
            "the " + what + " number " + shortened(identifier) + " has more than 18 digits");
      }
    }
    return Optional.empty();
  }

  /** What is wrong with a major, minor or patch number, empty when nothing is. */
  static Optional<String> numberProblem(String digits, String what) {
    if (!isNumeric(digits)) {
      return Optional.of("the " + what + " \"" + shortened(digits) + "\" must consist of digits");
    }
    if (digits.length() > 1 && digits.charAt(0) == '0') {
      return Optional.of("the " + what + " " + shortened(digits) + " must not start with 0");
    }
    if (digits.length() > 9) {
      return Optional.of(
          "the " + what + " " + shortened(digits) + " is above " + SemanticVersion.MAX_NUMBER);
    }
    return Optional.empty();
  }

  /**
   * Orders pre-releases by semver §11.3 and §11.4; the empty one, a stable version, is the
   * greatest.
   */
  static int comparePreReleases(String a, String b) {
    if (a.isEmpty() || b.isEmpty()) {
      return Boolean.compare(a.isEmpty(), b.isEmpty());
    }
    String[] left = a.split("\\.", -1);
    String[] right = b.split("\\.", -1);
    for (int i = 0; i < Math.min(left.length, right.length); i++) {
      int order = compareIdentifiers(left[i], right[i]);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.length, right.length);
  }

  private static int compareIdentifiers(String a, String b) {
    if (isNumeric(a) && isNumeric(b)) {
      return Long.compare(Long.parseLong(a), Long.parseLong(b));
    }
    if (isNumeric(a) != isNumeric(b)) {
      return isNumeric(a) ? -1 : 1;
    }
    return a.compareTo(b);
  }

  static boolean isNumeric(String text) {
    return !text.isEmpty() && text.chars().allMatch(Identifiers::isDigit);
  }

  static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  static String shortened(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
