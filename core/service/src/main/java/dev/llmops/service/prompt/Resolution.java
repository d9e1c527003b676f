package dev.llmops.service.prompt;

import dev.llmops.kernel.version.SemanticVersion;
import dev.llmops.kernel.version.VersionReference;
import dev.llmops.kernel.version.VersionSyntaxException;
import dev.llmops.model.prompt.PromptLabel;
import dev.llmops.service.error.Names;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.prompt.PromptFamily.Compiled;
import dev.llmops.service.prompt.ResolvedPrompt.Match;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds the version that a reference means, or says what there is instead. */
final class Resolution {

  private static final int MOST_LISTED = 10;

  private Resolution() {}

  static VersionReference reference(String text) {
    try {
      return VersionReference.parse(text);
    } catch (VersionSyntaxException e) {
      throw new ServiceException(
          Kind.INVALID,
          PromptCodes.INVALID_REFERENCE,
          "a reference is an exact version, a label or a range: " + e.getMessage());
    }
  }

  /** Throws {@code INVALID} for labels, ranges and anything else. */
  static SemanticVersion exact(String text) {
    if (reference(text) instanceof VersionReference.Exact exact) {
      return exact.version();
    }
    throw new ServiceException(
        Kind.INVALID,
        PromptCodes.INVALID_REFERENCE,
        "\"" + text + "\" is no exact version; for labels and ranges ask the prompt with ?ref=");
  }

  static ResolvedPrompt resolve(PromptFamily family, VersionReference reference) {
    return switch (reference) {
      case VersionReference.Exact exact ->
          version(family, exact.version())
              .resolved(Match.EXACT, "version " + exact + " was asked for");
      case VersionReference.Label label -> labelled(family, label.name());
      case VersionReference.Range range -> highest(family, range);
    };
  }

  static Compiled version(PromptFamily family, SemanticVersion number) {
    return family
        .version(number)
        .orElseThrow(() ->
            new ServiceException(
                Kind.NOT_FOUND,
                PromptCodes.UNKNOWN_VERSION,
                "prompt " + family.name() + " has no version " + number + "; " + versions(family)));
  }

  private static ResolvedPrompt labelled(PromptFamily family, String name) {
    PromptLabel label = label(family, name);
    return version(family, SemanticVersion.parse(label.version()))
        .resolved(Match.LABEL, "label " + name + " points at version " + label.version());
  }

  static PromptLabel label(PromptFamily family, String name) {
    List<String> names = family.labels().stream().map(PromptLabel::label).toList();
    return family
        .label(name)
        .orElseThrow(() ->
            new ServiceException(
                Kind.NOT_FOUND,
                PromptCodes.UNKNOWN_LABEL,
                "prompt "
                    + family.name()
                    + " has no label "
                    + name
                    + Names.hint(name, names)
                    + "; "
                    + (names.isEmpty()
                        ? "no label points at any of its versions yet"
                        : listed("its labels are ", names, Function.identity()))));
  }

  private static ResolvedPrompt highest(PromptFamily family, VersionReference.Range range) {
    return family
        .highestIn(range.range())
        .map(number ->
            version(family, number)
                .resolved(
                    Match.RANGE, "version " + number + " is the highest in the range " + range))
        .orElseThrow(() ->
            new ServiceException(
                Kind.NOT_FOUND,
                PromptCodes.EMPTY_RANGE,
                "prompt "
                    + family.name()
                    + " has no version in the range "
                    + range
                    + "; "
                    + versions(family)));
  }

  private static String versions(PromptFamily family) {
    return listed("its versions are ", family.numbers(), SemanticVersion::toString);
  }

  private static <T> String listed(String what, Collection<T> items, Function<T, String> shown) {
    String text =
        items.stream().limit(MOST_LISTED).map(shown).collect(Collectors.joining(", ", what, ""));
    return items.size() <= MOST_LISTED
        ? text
        : text + " and " + (items.size() - MOST_LISTED) + " more";
  }
}
