package dev.llmops.kernel.template;

import dev.llmops.kernel.version.VersionReference;
import dev.llmops.kernel.version.VersionSyntaxException;
import java.util.Optional;

/** The rule for what a tag includes: a prompt and an exact version or a range. */
final class Inclusions {

  /** The range of a tag that names none: the highest stable version. */
  static final String ANY = "*";

  private static final int MAX_NAME = 128;

  private Inclusions() {}

  /** What is wrong, empty when nothing is. */
  static Optional<String> problem(String name, String ref) {
    if (name.isEmpty() || name.length() > MAX_NAME) {
      return Optional.of(
          "a prompt is included by its name of at most "
              + MAX_NAME
              + " characters, as in {{> policy}} or {{> policy@^1.2}}");
    }
    try {
      return VersionReference.parse(ref) instanceof VersionReference.Label
          ? Optional.of(
              "{{> "
                  + SyntaxProblems.shown(name + "@" + ref)
                  + "}} names a label, which moves, so that what is included would depend on the moment;"
                  + " name a version or a range such as {{> policy@^1.2}}")
          : Optional.empty();
    } catch (VersionSyntaxException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** A reference without problems in its one notation. */
  static String plain(String ref) {
    return VersionReference.parse(ref).toString();
  }
}
