package dev.llmops.kernel.version;

import java.util.Comparator;
import java.util.Objects;

/**
 * A version by <a href="https://semver.org/spec/v2.0.0.html">Semantic Versioning 2.0.0</a>, such as
 * {@code 1.4.0}, {@code 2.0.0-rc.1} or {@code 1.0.0+build.7}.
 *
 * <p>The order is the precedence of semver §11 and, where that is equal, the build metadata as text
 * (none first), so that it is total and consistent with {@code equals}. Immutable and thread-safe.
 *
 * @param major 0 to 999999999; the specification sets no limit, the ranges do
 * @param minor 0 to 999999999
 * @param patch 0 to 999999999
 * @param preRelease dot-separated identifiers after the hyphen; empty for a stable version
 * @param build dot-separated identifiers after the plus sign; empty when there are none
 */
public record SemanticVersion(int major, int minor, int patch, String preRelease, String build)
    implements Comparable<SemanticVersion> {

  /** The largest major, minor or patch number. */
  public static final int MAX_NUMBER = 999_999_999;

  /** The most characters of a version. */
  public static final int MAX_LENGTH = 256;

  private static final Comparator<SemanticVersion> ORDER =
      Comparator.comparingInt(SemanticVersion::major)
          .thenComparingInt(SemanticVersion::minor)
          .thenComparingInt(SemanticVersion::patch)
          .thenComparing(SemanticVersion::preRelease, Identifiers::comparePreReleases)
          .thenComparing(SemanticVersion::build);

  /**
   * Checks the parts.
   *
   * @throws VersionSyntaxException when a part is out of its range or malformed
   */
  public SemanticVersion {
    Objects.requireNonNull(preRelease, "preRelease is null");
    Objects.requireNonNull(build, "build is null");
    String text = major + "." + minor + "." + patch;
    for (int number : new int[] {major, minor, patch}) {
      if (number < 0 || number > MAX_NUMBER) {
        throw problem(text, "a number must be from 0 to " + MAX_NUMBER);
      }
    }
    if (!preRelease.isEmpty()) {
      Identifiers.problem(preRelease, "pre-release", true).ifPresent(why -> fail(text, why));
    }
    if (!build.isEmpty()) {
      Identifiers.problem(build, "build metadata", false).ifPresent(why -> fail(text, why));
    }
  }

  /** A stable version. */
  public static SemanticVersion of(int major, int minor, int patch) {
    return new SemanticVersion(major, minor, patch, "", "");
  }

  /**
   * Reads a version strictly: three numbers, no leading {@code v}, no blanks.
   *
   * @throws VersionSyntaxException saying what is wrong
   */
  public static SemanticVersion parse(String text) {
    requirePlausible(text);
    int plus = text.indexOf('+');
    String beforeBuild = plus < 0 ? text : text.substring(0, plus);
    int hyphen = beforeBuild.indexOf('-');
    String[] numbers =
        (hyphen < 0 ? beforeBuild : beforeBuild.substring(0, hyphen)).split("\\.", -1);
    if (numbers.length != 3) {
      throw problem(text, "it must have three numbers separated by dots");
    }
    String preRelease = beforeBuild.substring(hyphen < 0 ? beforeBuild.length() : hyphen + 1);
    if (hyphen >= 0) {
      Identifiers.problem(preRelease, "pre-release", true).ifPresent(why -> fail(text, why));
    }
    String build = plus < 0 ? "" : text.substring(plus + 1);
    if (plus >= 0) {
      Identifiers.problem(build, "build metadata", false).ifPresent(why -> fail(text, why));
    }
    return new SemanticVersion(
        number(text, "major", numbers[0]),
        number(text, "minor", numbers[1]),
        number(text, "patch", numbers[2]),
        preRelease,
        build);
  }

  /** Whether the text is a version. */
  public static boolean isVersion(String text) {
    try {
      parse(text);
      return true;
    } catch (VersionSyntaxException e) {
      return false;
    }
  }

  private static void requirePlausible(String text) {
    if (text.length() > MAX_LENGTH) {
      throw problem(text, "it is longer than " + MAX_LENGTH + " characters");
    }
    if (text.isEmpty()) {
      throw problem(text, "it is empty");
    }
    if (text.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c))) {
      throw problem(text, "it must not contain blanks");
    }
    if (text.length() > 1
        && (text.charAt(0) == 'v' || text.charAt(0) == 'V')
        && Identifiers.isDigit(text.charAt(1))) {
      throw problem(text, "it must not start with " + text.charAt(0));
    }
  }

  private static int number(String text, String part, String digits) {
    Identifiers.numberProblem(digits, part + " number").ifPresent(why -> fail(text, why));
    return Integer.parseInt(digits);
  }

  private static void fail(String text, String why) {
    throw problem(text, why);
  }

  private static VersionSyntaxException problem(String text, String why) {
    return new VersionSyntaxException(
        "\""
            + Identifiers.shortened(text)
            + "\" is no semantic version: "
            + why
            + "; write for example 1.4.0 or 2.0.0-rc.1");
  }

  @Override
  public int compareTo(SemanticVersion other) {
    return ORDER.compare(this, other);
  }

  /** The canonical text, which {@link #parse} reads back to an equal version. */
  @Override
  public String toString() {
    return major
        + "."
        + minor
        + "."
        + patch
        + (preRelease.isEmpty() ? "" : "-" + preRelease)
        + (build.isEmpty() ? "" : "+" + build);
  }
}
