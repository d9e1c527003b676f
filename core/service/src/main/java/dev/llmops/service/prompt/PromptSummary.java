package dev.llmops.service.prompt;

import dev.llmops.model.prompt.PromptLabel;
import java.util.List;
import java.util.Objects;

/**
 * A prompt in a list.
 *
 * @param name its name
 * @param description the description of the version that is served; of the highest while none is
 * @param tags the tags of the same version
 * @param served the version that is served: the one labelled {@code production}; empty while none
 *     is
 * @param highest the highest version, pre-releases included
 * @param versions how many versions there are
 * @param labels all labels, by name
 */
public record PromptSummary(
    String name,
    String description,
    List<String> tags,
    String served,
    String highest,
    int versions,
    List<PromptLabel> labels) {

  public PromptSummary {
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(description, "description is null");
    tags = List.copyOf(tags);
    Objects.requireNonNull(served, "served is null");
    Objects.requireNonNull(highest, "highest is null");
    labels = List.copyOf(labels);
  }
}
