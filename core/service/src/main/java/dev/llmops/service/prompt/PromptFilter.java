package dev.llmops.service.prompt;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Which prompts are wanted; all given conditions must hold.
 *
 * @param tag the version that is served has this tag
 * @param label the prompt has this label
 * @param text the name or the description contains this, letter case ignored
 */
public record PromptFilter(Optional<String> tag, Optional<String> label, Optional<String> text) {

  /** Every prompt. */
  public static final PromptFilter ALL =
      new PromptFilter(Optional.empty(), Optional.empty(), Optional.empty());

  public PromptFilter {
    Objects.requireNonNull(tag, "tag is null");
    Objects.requireNonNull(label, "label is null");
    Objects.requireNonNull(text, "text is null");
  }

  boolean accepts(PromptSummary prompt) {
    return tag.map(prompt.tags()::contains).orElse(true)
        && label
            .map(wanted -> prompt.labels().stream().anyMatch(found -> found.label().equals(wanted)))
            .orElse(true)
        && text.map(
                wanted -> contains(prompt.name(), wanted) || contains(prompt.description(), wanted))
            .orElse(true);
  }

  private static boolean contains(String text, String wanted) {
    return text.toLowerCase(Locale.ROOT).contains(wanted.toLowerCase(Locale.ROOT));
  }
}
