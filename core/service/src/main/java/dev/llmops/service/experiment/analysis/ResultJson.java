package dev.llmops.service.experiment.analysis;

import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.ExperimentMetric;
import dev.llmops.model.experiment.MetricKind;
import dev.llmops.model.json.Json;
import dev.llmops.spi.stats.TestResult;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * The JSON form of an {@link ExperimentResult}: every field is always there, null where there is no
 * value.
 */
final class ResultJson {

  private ResultJson() {}

  static Json of(ExperimentResult result, boolean frozen) {
    Experiment experiment = result.experiment();
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("experiment", Json.of(experiment.id()));
    fields.put("name", Json.of(experiment.name()));
    fields.put("status", name(experiment.status()));
    fields.put("frozen", Json.of(frozen));
    fields.put("winner", experiment.winner().map(Json::of).orElse(Json.NULL));
    fields.put("at", Json.of(result.at().toString()));
    fields.put("window", window(result));
    fields.put("units", Json.of(result.units()));
    fields.put("observations", Json.of(result.observations()));
    fields.put("confidence", Json.of(experiment.confidence()));
    fields.put("minSamples", Json.of(experiment.minSamples()));
    fields.put("sampleRatio", sampleRatio(result.sampleRatio()));
    fields.put("metrics", array(result.metrics(), ResultJson::metric));
    fields.put("decision", decision(result.decision()));
    return Json.object(fields);
  }

  /** From the first start to the end, which is now while there is none. */
  private static Json window(ExperimentResult result) {
    Optional<Instant> start = result.experiment().startedAt();
    Optional<Instant> end = start.map(at -> result.experiment().endedAt().orElse(result.at()));
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("start", time(start));
    fields.put("end", time(end));
    return Json.object(fields);
  }

  private static Json time(Optional<Instant> at) {
    return at.map(Instant::toString).map(Json::of).orElse(Json.NULL);
  }

  private static Json sampleRatio(SampleRatio check) {
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("status", name(check.status()));
    fields.put("arms", array(check.arms(), ResultJson::exposed));
    fields.put("chiSquare", number(check.chiSquare()));
    fields.put("degreesOfFreedom", Json.of(check.degreesOfFreedom()));
    fields.put("pValue", number(check.pValue()));
    fields.put("threshold", Json.of(SampleRatio.THRESHOLD));
    fields.put("reason", Json.of(check.reason()));
    return Json.object(fields);
  }

  private static Json exposed(SampleRatio.Arm arm) {
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("variant", Json.of(arm.variant()));
    fields.put("units", Json.of(arm.units()));
    fields.put("expected", Json.of(arm.expected()));
    return Json.object(fields);
  }

  static Json metric(MetricAnalysis analysis) {
    ExperimentMetric metric = analysis.metric();
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("name", Json.of(metric.name()));
    fields.put("kind", name(metric.kind()));
    fields.put("direction", name(metric.direction()));
    fields.put("primary", Json.of(metric.primary()));
    fields.put("test", Json.of(metric.test()));
    fields.put("arms", array(analysis.arms(), arm -> arm(metric.kind(), arm)));
    fields.put("comparisons", array(analysis.comparisons(), ResultJson::comparison));
    return Json.object(fields);
  }

  private static Json arm(MetricKind kind, Arm arm) {
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("variant", Json.of(arm.variant()));
    fields.put("control", Json.of(arm.control()));
    fields.put("units", Json.of(arm.units()));
    fields.put("observations", Json.of(arm.observations()));
    fields.put("mean", number(arm.mean()));
    fields.put("conversionRate", kind == MetricKind.PROPORTION ? number(arm.mean()) : Json.NULL);
    fields.put("standardDeviation", number(arm.standardDeviation()));
    fields.put("min", arm.range().map(range -> Json.of(range.low())).orElse(Json.NULL));
    fields.put("max", arm.range().map(range -> Json.of(range.high())).orElse(Json.NULL));
    fields.put("improvement", number(arm.improvement()));
    return Json.object(fields);
  }

  private static Json comparison(Comparison comparison) {
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("variant", Json.of(comparison.variant()));
    fields.put("status", Json.of(comparison.status()));
    fields.put("method", Json.of(comparison.method()));
    fields.put("estimate", number(comparison.estimate()));
    fields.put("interval", comparison.interval().map(ResultJson::interval).orElse(Json.NULL));
    fields.put("pValue", number(comparison.pValue()));
    fields.put("adjustedPValue", number(comparison.adjustedPValue()));
    fields.put("relativeChange", number(comparison.relativeChange()));
    fields.put("verdict", name(comparison.verdict()));
    fields.put("notes", array(comparison.notes(), Json::of));
    return Json.object(fields);
  }

  static Json interval(TestResult.Interval interval) {
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("low", Json.of(interval.low()));
    fields.put("high", Json.of(interval.high()));
    fields.put("level", Json.of(interval.level()));
    fields.put("kind", name(interval.kind()));
    return Json.object(fields);
  }

  private static Json decision(Decision decision) {
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("action", name(decision.action()));
    fields.put("variant", decision.variant().map(Json::of).orElse(Json.NULL));
    fields.put("summary", Json.of(decision.summary()));
    fields.put("reasons", array(decision.reasons(), Json::of));
    return Json.object(fields);
  }

  private static Json name(Enum<?> value) {
    return Json.of(value.name().toLowerCase(Locale.ROOT));
  }

  private static Json number(OptionalDouble value) {
    return value.isPresent() ? Json.of(value.getAsDouble()) : Json.NULL;
  }

  private static <T> Json array(List<T> items, Function<T, Json> form) {
    return Json.array(items.stream().map(form).toList());
  }
}
