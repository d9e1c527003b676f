package dev.llmops.kernel.version;

import java.util.Objects;

/**
 * What follows the {@code @} when somebody asks for a prompt: an exact version ({@code 1.4.0}), a
 * label ({@code production}) or a range ({@code ^1.2}). The three never overlap: a label name
 * cannot be read as a version or range.
 */
public sealed interface VersionReference {

  /** The most characters of a label name. */
  int MAX_LABEL_LENGTH = 63;

  /** One version. */
  record Exact(SemanticVersion version) implements VersionReference {
    public Exact {
      Objects.requireNonNull(version, "version is null");
    }

    @Override
    public String toString() {
      return version.toString();
    }
  }

  /** The version that carries a label. */
  record Label(String name) implements VersionReference {

    /**
     * Checks the name.
     *
     * @throws VersionSyntaxException when it is no label name
     */
    public Label {
      requireLabelName(name);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** The highest version in a range. */
  record Range(VersionRange range) implements VersionReference {
    public Range {
      Objects.requireNonNull(range, "range is null");
    }

    @Override
    public String toString() {
      return range.toString();
    }
  }

  /**
   * Reads a reference.
   *
   * @throws VersionSyntaxException saying what is wrong, when the text is neither a version nor a
   *     label name nor a range
   */
  static VersionReference parse(String text) {
    Objects.requireNonNull(text, "text is null");
    if (SemanticVersion.isVersion(text)) {
      return new Exact(SemanticVersion.parse(text));
    }
    if (!text.isEmpty() && isLowerCase(text.charAt(0)) && !RangeGrammar.isRange(text)) {
      return new Label(text);
    }
    return new Range(VersionRange.parse(text));
  }

  /**
   * Checks a label name: a letter a-z, then letters a-z, digits, dots, underscores and hyphens,
   * {@value #MAX_LABEL_LENGTH} characters at most; not {@code latest}, and nothing that reads like
   * a version or range, such as {@code x}, {@code x.1} or {@code v2}.
   *
   * @return the name
   * @throws VersionSyntaxException saying what is wrong
   */
  static String requireLabelName(String name) {
    Objects.requireNonNull(name, "name is null");
    String shown = "\"" + Identifiers.shortened(name) + "\" is no label name: ";
    if (name.isEmpty() || !isLowerCase(name.charAt(0))) {
      throw new VersionSyntaxException(
          shown + "it must start with a letter a-z; write for example production or canary-2");
    }
    if (name.length() > MAX_LABEL_LENGTH) {
      throw new VersionSyntaxException(
          shown + "it is longer than " + MAX_LABEL_LENGTH + " characters");
    }
    if (!name.chars()
        .allMatch(
            c -> isLowerCase(c) || Identifiers.isDigit(c) || c == '.' || c == '_' || c == '-')) {
      throw new VersionSyntaxException(
          shown
              + "it may have only letters a-z, digits, dots, underscores and hyphens; write for example production or canary-2");
    }
    if (name.equals("latest")) {
      throw new VersionSyntaxException(
          shown
              + "latest is reserved; use the label production, or the range * for the highest stable version");
    }
    if (name.equals("x") || name.startsWith("x.")) {
      throw new VersionSyntaxException(shown + "it reads like a version range");
    }
    if (name.charAt(0) == 'v'
        && (SemanticVersion.isVersion(name.substring(1))
            || RangeGrammar.isRange(name.substring(1)))) {
      throw new VersionSyntaxException(
          shown + "it reads like a version; versions are written without v, for example 1.4.0");
    }
    return name;
  }

  private static boolean isLowerCase(int c) {
    return c >= 'a' && c <= 'z';
  }
}
