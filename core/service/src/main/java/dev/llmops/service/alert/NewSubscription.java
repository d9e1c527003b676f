package dev.llmops.service.alert;

import dev.llmops.model.alert.AlertType;
import dev.llmops.model.alert.Severity;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Which alerts a sink shall get; all given conditions must hold.
 *
 * @param sink the sink's instance name
 * @param types the types wanted; empty for all
 * @param minSeverity the least severity wanted
 * @param source the kind of thing that raised the alert
 * @param prompt the prompt the alert is about
 */
public record NewSubscription(
    String sink,
    Set<AlertType> types,
    Severity minSeverity,
    Optional<String> source,
    Optional<String> prompt) {

  public NewSubscription {
    Objects.requireNonNull(sink, "sink is null");
    types = Set.copyOf(types);
    Objects.requireNonNull(minSeverity, "minSeverity is null");
    Objects.requireNonNull(source, "source is null");
    Objects.requireNonNull(prompt, "prompt is null");
  }
}
