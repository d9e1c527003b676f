package dev.llmops.model.alert;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A condition that every completed evaluation run in its scope is held against.
 *
 * @param id unique, ordered by creation
 * @param kind regression, threshold or anomaly
 * @param measure what is looked at: {@code pass-rate}, {@code latency-p99}, {@code pass-rate-drop},
 *     {@code latency-spike}, or {@code metric:} and the name of a metric
 * @param limit where it begins to be violated; empty for what the server is configured with
 * @param baselineRun the run to compare with; empty for earlier runs. Regressions only
 * @param window how many earlier runs are looked at; empty for what fits the kind
 * @param severity how bad a violation is at least
 * @param prompt runs of this prompt only
 * @param dataset runs on this dataset only
 * @param provider runs with this provider only
 * @param enabled whether it raises alerts; one that does not still takes the place of the built-in
 *     condition of its kind and measure
 * @param createdAt when it was made
 * @param revision how often the record was written, from 1
 */
public record Monitor(
    String id,
    AlertType kind,
    String measure,
    OptionalDouble limit,
    Optional<String> baselineRun,
    OptionalInt window,
    Severity severity,
    Optional<String> prompt,
    Optional<String> dataset,
    Optional<String> provider,
    boolean enabled,
    Instant createdAt,
    long revision) {

  public Monitor {
    Objects.requireNonNull(id, "id is null");
    Objects.requireNonNull(kind, "kind is null");
    Objects.requireNonNull(measure, "measure is null");
    Objects.requireNonNull(limit, "limit is null");
    Objects.requireNonNull(baselineRun, "baselineRun is null");
    Objects.requireNonNull(window, "window is null");
    Objects.requireNonNull(severity, "severity is null");
    Objects.requireNonNull(prompt, "prompt is null");
    Objects.requireNonNull(dataset, "dataset is null");
    Objects.requireNonNull(provider, "provider is null");
    Objects.requireNonNull(createdAt, "createdAt is null");
  }
}
