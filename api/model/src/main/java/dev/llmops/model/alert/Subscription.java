package dev.llmops.model.alert;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Which alerts a sink wants; all given conditions must hold.
 *
 * @param id unique, ordered by creation
 * @param sink the sink's instance name
 * @param types the types wanted; empty for all
 * @param minSeverity the least severity wanted
 * @param source the kind of thing that raised it, such as {@code run}
 * @param prompt the prompt it is about
 * @param createdAt when it was made
 */
public record Subscription(
    String id,
    String sink,
    Set<AlertType> types,
    Severity minSeverity,
    Optional<String> source,
    Optional<String> prompt,
    Instant createdAt) {

  public Subscription {
    Objects.requireNonNull(id, "id is null");
    Objects.requireNonNull(sink, "sink is null");
    types = Set.copyOf(types);
    Objects.requireNonNull(minSeverity, "minSeverity is null");
    Objects.requireNonNull(source, "source is null");
    Objects.requireNonNull(prompt, "prompt is null");
    Objects.requireNonNull(createdAt, "createdAt is null");
  }

  /** Whether the sink wants an alert. */
  public boolean wants(Alert alert) {
    return (types.isEmpty() || types.contains(alert.type()))
        && alert.severity().compareTo(minSeverity) >= 0
        && (source.isEmpty() || source.get().equals(alert.source()))
        && (prompt.isEmpty() || prompt.equals(alert.prompt()));
  }
}
