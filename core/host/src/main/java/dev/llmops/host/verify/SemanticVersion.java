package dev.llmops.host.verify;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version by semver.org 2.0.0; build metadata is dropped.
 *
 * @param qualifier the pre-release part, empty for a release
 */
public record SemanticVersion(int major, int minor, int patch, String qualifier)
    implements Comparable<SemanticVersion> {

  private static final Pattern SHAPE =
      Pattern.compile(
          "(0|[1-9]\\d{0,8})\\.(0|[1-9]\\d{0,8})\\.(0|[1-9]\\d{0,8})"
              + "(?:-([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?(?:\\+[0-9A-Za-z.-]+)?");
  private static final Comparator<SemanticVersion> NUMBERS =
      Comparator.comparingInt(SemanticVersion::major)
          .thenComparingInt(SemanticVersion::minor)
          .thenComparingInt(SemanticVersion::patch);

  /** The version, or empty when the text is none. */
  public static Optional<SemanticVersion> parse(String text) {
    Matcher matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String qualifier = matcher.group(4) == null ? "" : matcher.group(4);
    return Optional.of(
        new SemanticVersion(
            Integer.parseInt(matcher.group(1)),
            Integer.parseInt(matcher.group(2)),
            Integer.parseInt(matcher.group(3)),
            qualifier));
  }

  /** This version as a release. */
  public SemanticVersion withoutQualifier() {
    return new SemanticVersion(major, minor, patch, "");
  }

  @Override
  public int compareTo(SemanticVersion other) {
    int numbers = NUMBERS.compare(this, other);
    if (numbers != 0 || qualifier.equals(other.qualifier)) {
      return numbers;
    }
    if (qualifier.isEmpty() || other.qualifier.isEmpty()) {
      return qualifier.isEmpty() ? 1 : -1;
    }
    return compareQualifiers(qualifier.split("\\."), other.qualifier.split("\\."));
  }

  private static int compareQualifiers(String[] left, String[] right) {
    for (int i = 0; i < Math.min(left.length, right.length); i++) {
      boolean leftNumber = left[i].chars().allMatch(Character::isDigit);
      boolean rightNumber = right[i].chars().allMatch(Character::isDigit);
      int order;
      if (leftNumber && rightNumber) {
        order = new BigInteger(left[i]).compareTo(new BigInteger(right[i]));
      } else if (leftNumber != rightNumber) {
        order = leftNumber ? -1 : 1;
      } else {
        order = left[i].compareTo(right[i]);
      }
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.length, right.length);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch + (qualifier.isEmpty() ? "" : "-" + qualifier);
  }
}
