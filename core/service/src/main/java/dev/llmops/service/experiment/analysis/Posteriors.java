package dev.llmops.service.experiment.analysis;

import dev.llmops.model.experiment.ArmSum;
import dev.llmops.model.experiment.Direction;
import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.ExperimentMetric;
import dev.llmops.model.json.Json;
import dev.llmops.service.plugin.Plugins;
import dev.llmops.spi.stats.TestResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Puts beside every comparison of a result what a Bayesian test says to the same numbers. Nothing
 * is decided by it. Thread-safe.
 */
public final class Posteriors {

  private static final String PROPORTION_TEST = "bayesian-proportion";
  private static final String MEAN_TEST = "bayesian-mean";

  private final TestCalls tests;

  public Posteriors(Plugins plugins) {
    this.tests = new TestCalls(Objects.requireNonNull(plugins, "plugins is null"));
  }

  /**
   * The result with a field {@code posterior} in every comparison.
   *
   * @param result the JSON form of a result of the experiment
   * @param collected what it was computed from
   * @throws InterruptedException when the calling thread is interrupted while a test works
   */
  public Json addTo(Json result, Experiment experiment, Collected collected)
      throws InterruptedException {
    List<Json> metrics = new ArrayList<>();
    for (Json metric : result.get("metrics").orElseThrow().elements()) {
      List<Json> comparisons = new ArrayList<>();
      for (Json comparison : metric.get("comparisons").orElseThrow().elements()) {
        Json posterior =
            posterior(
                experiment,
                metric(experiment, text(metric, "name")),
                text(comparison, "variant"),
                collected);
        comparisons.add(with(comparison, "posterior", posterior));
      }
      metrics.add(with(metric, "comparisons", Json.array(comparisons)));
    }
    return with(result, "metrics", Json.array(metrics));
  }

  private static ExperimentMetric metric(Experiment experiment, String name) {
    return experiment.metrics().stream()
        .filter(metric -> metric.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static String text(Json object, String field) {
    return object.get(field).orElseThrow().asString();
  }

  private static Json with(Json object, String name, Json value) {
    Map<String, Json> fields = new LinkedHashMap<>(object.fields());
    fields.put(name, value);
    return Json.object(fields);
  }

  private Json posterior(
      Experiment experiment, ExperimentMetric metric, String variant, Collected collected)
      throws InterruptedException {
    ArmSum control = collected.sum(experiment, experiment.control(), metric);
    ArmSum treatment = collected.sum(experiment, experiment.variant(variant).orElseThrow(), metric);
    String test =
        switch (metric.kind()) {
          case PROPORTION -> PROPORTION_TEST;
          case MEAN -> MEAN_TEST;
        };
    TestCalls.Outcome outcome =
        tests.compare(test, metric.kind(), control, treatment, experiment.confidence());
    Optional<TestResult> usable = outcome.result().filter(TestResult::usable);
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("test", Json.of(test));
    fields.put(
        "status",
        Json.of(
            outcome
                .result()
                .map(result -> result.status().name().toLowerCase(Locale.ROOT))
                .orElse(outcome.status())));
    fields.put("method", Json.of(outcome.result().map(TestResult::method).orElse("")));
    fields.putAll(belief(usable.flatMap(TestResult::posterior), metric.direction()));
    fields.put(
        "interval",
        usable.flatMap(TestResult::interval).map(ResultJson::interval).orElse(Json.NULL));
    List<String> notes =
        outcome.result().map(TestResult::warnings).orElse(List.of(outcome.reason()));
    fields.put("notes", Json.array(notes.stream().map(Json::of).toList()));
    return Json.object(fields);
  }

  private static Map<String, Json> belief(
      Optional<TestResult.Posterior> posterior, Direction direction) {
    boolean up = direction == Direction.INCREASE;
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put(
        "probabilityBetter",
        posterior.map(it -> Json.of(up ? it.greater() : 1 - it.greater())).orElse(Json.NULL));
    fields.put(
        "expectedLoss",
        posterior.map(it -> Json.of(up ? it.shortfall() : it.excess())).orElse(Json.NULL));
    return fields;
  }
}
