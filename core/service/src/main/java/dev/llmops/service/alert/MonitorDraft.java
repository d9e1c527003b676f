package dev.llmops.service.alert;

import dev.llmops.model.alert.AlertType;
import dev.llmops.model.alert.Severity;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a monitor shall look at; see {@link dev.llmops.model.alert.Monitor} for the meaning.
 *
 * @param kind regression, threshold or anomaly
 * @param measure what is looked at
 * @param limit where it begins to be violated
 * @param baselineRun the run to compare with
 * @param window how many earlier runs are looked at
 * @param severity how bad a violation is at least
 * @param prompt runs of this prompt only
 * @param dataset runs on this dataset only
 * @param provider runs with this provider only
 * @param enabled whether it raises alerts
 */
public record MonitorDraft(
    AlertType kind,
    String measure,
    OptionalDouble limit,
    Optional<String> baselineRun,
    OptionalInt window,
    Severity severity,
    Optional<String> prompt,
    Optional<String> dataset,
    Optional<String> provider,
    boolean enabled) {

  public MonitorDraft {
    Objects.requireNonNull(kind, "kind is null");
    Objects.requireNonNull(measure, "measure is null");
    Objects.requireNonNull(limit, "limit is null");
    Objects.requireNonNull(baselineRun, "baselineRun is null");
    Objects.requireNonNull(window, "window is null");
    Objects.requireNonNull(severity, "severity is null");
    Objects.requireNonNull(prompt, "prompt is null");
    Objects.requireNonNull(dataset, "dataset is null");
    Objects.requireNonNull(provider, "provider is null");
  }
}
