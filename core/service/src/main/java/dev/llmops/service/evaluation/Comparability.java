package dev.llmops.service.evaluation;

import dev.llmops.model.evaluation.PassBound;
import dev.llmops.model.evaluation.PluginPin;
import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.RunMetric;
import dev.llmops.model.evaluation.RunSpec;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Whether the numbers of runs mean anything, and the same. */
public final class Comparability {

  /** The share of its samples from which on a run says something. */
  private static final double SCORED_SHARE = 0.95;

  /** What makes the scores and the passing of two runs mean the same. */
  public record Meaning(String plugin, String version, String configHash, PassBound bound) {

    private static Meaning of(RunMetric metric) {
      PluginPin pin = metric.pin();
      return new Meaning(pin.plugin(), pin.version(), pin.configHash(), metric.bound());
    }
  }

  private Comparability() {}

  /** Whether enough of a run's samples were scored for its numbers to mean anything. */
  public static boolean wellScored(Run run) {
    return run.summary()
        .filter(summary -> summary.scored() > 0)
        .filter(summary -> summary.scored() >= SCORED_SHARE * summary.total())
        .isPresent();
  }

  /** What the metrics of a run mean, by name. */
  public static Map<String, Meaning> meanings(RunSpec spec, Predicate<RunMetric> which) {
    return spec.metrics().stream()
        .filter(which)
        .collect(Collectors.toMap(RunMetric::name, Meaning::of));
  }

  /** Whether the numbers of two runs mean the same, but for the version of the prompt. */
  public static boolean sameButForVersion(RunSpec before, RunSpec after) {
    return before.prompt().equals(after.prompt())
        && before.dataset().equals(after.dataset())
        && before.datasetVersion() == after.datasetVersion()
        && before.provider().instance().equals(after.provider().instance())
        && before.provider().plugin().equals(after.provider().plugin())
        // Many a provider is configured with its model rather than asked for one.
        && before.provider().configHash().equals(after.provider().configHash())
        && before.model().equals(after.model())
        && before.parameters().equals(after.parameters())
        && meanings(before, metric -> true).equals(meanings(after, metric -> true));
  }
}
