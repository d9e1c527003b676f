package dev.llmops.storage.sql;

import dev.llmops.model.evaluation.PassBound;
import dev.llmops.model.evaluation.PluginPin;
import dev.llmops.model.evaluation.RunMetric;
import dev.llmops.model.evaluation.RunSummary.MetricSummary;
import dev.llmops.model.evaluation.RunSummary.Percentiles;
import dev.llmops.model.evaluation.SampleResult.MetricScore;
import dev.llmops.model.experiment.Direction;
import dev.llmops.model.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The lists of a run and of its results as JSON. */
final class RunJson {

  private RunJson() {}

  static Json metrics(List<RunMetric> metrics) {
    return Json.array(metrics.stream().map(RunJson::metric).toList());
  }

  static List<RunMetric> metrics(Json json) {
    return json.elements().stream().map(JsonReader::new).map(RunJson::metric).toList();
  }

  static Json summaries(List<MetricSummary> summaries) {
    return Json.array(summaries.stream().map(RunJson::summary).toList());
  }

  static List<MetricSummary> summaries(Json json) {
    return json.elements().stream().map(JsonReader::new).map(RunJson::summary).toList();
  }

  static Json scores(List<MetricScore> scores) {
    return Json.array(scores.stream().map(RunJson::score).toList());
  }

  static List<MetricScore> scores(Json json) {
    return json.elements().stream().map(JsonReader::new).map(RunJson::score).toList();
  }

  static Json counts(Map<String, Long> counts) {
    Map<String, Json> fields = new LinkedHashMap<>();
    counts.forEach((code, count) -> fields.put(code, Json.of(count)));
    return Json.object(fields);
  }

  static Map<String, Long> counts(Json json) {
    Map<String, Long> counts = new LinkedHashMap<>();
    json.fields().forEach((code, count) -> counts.put(code, count.asLong()));
    return counts;
  }

  private static Json metric(RunMetric metric) {
    JsonWriter json =
        new JsonWriter()
            .put("name", metric.name())
            .put("instance", metric.pin().instance())
            .put("plugin", metric.pin().plugin())
            .put("version", metric.pin().version())
            .put("sha256", metric.pin().sha256())
            .put("configHash", metric.pin().configHash())
            .put("min", metric.bound().min())
            .put("max", metric.bound().max())
            .put("quality", metric.quality())
            .put("unit", metric.unit());
    return json.put("direction", metric.direction().map(Columns::stored)).json();
  }

  private static RunMetric metric(JsonReader json) {
    return new RunMetric(
        json.text("name"),
        new PluginPin(
            json.text("instance"),
            json.text("plugin"),
            json.text("version"),
            json.text("sha256"),
            json.text("configHash")),
        new PassBound(json.optionalReal("min"), json.optionalReal("max")),
        json.optionalText("direction")
            .map(direction -> Columns.constant(Direction.class, direction)),
        json.optionalFlag("quality").orElse(false),
        json.optionalText("unit").orElse(""));
  }

  private static Json summary(MetricSummary summary) {
    return new JsonWriter()
        .put("metric", summary.metric())
        .put("count", summary.count())
        .put("mean", summary.mean())
        .put("standardDeviation", summary.standardDeviation())
        .put("min", summary.min())
        .put("max", summary.max())
        .put("p50", summary.percentiles().p50())
        .put("p90", summary.percentiles().p90())
        .put("p99", summary.percentiles().p99())
        .put("notApplicable", summary.notApplicable())
        .json();
  }

  private static MetricSummary summary(JsonReader json) {
    return new MetricSummary(
        json.text("metric"),
        json.number("count"),
        json.optionalReal("mean"),
        json.optionalReal("standardDeviation"),
        json.optionalReal("min"),
        json.optionalReal("max"),
        new Percentiles(
            json.optionalReal("p50"), json.optionalReal("p90"), json.optionalReal("p99")),
        json.number("notApplicable"));
  }

  private static Json score(MetricScore score) {
    JsonWriter json = new JsonWriter().put("metric", score.metric()).put("value", score.value());
    score.passed().ifPresent(passed -> json.put("passed", passed.booleanValue()));
    if (!score.details().equals(Json.EMPTY_OBJECT)) {
      json.put("details", score.details());
    }
    return json.put("reason", score.reason()).json();
  }

  private static MetricScore score(JsonReader json) {
    return new MetricScore(
        json.text("metric"),
        json.optionalReal("value"),
        json.optionalFlag("passed"),
        json.text("reason"),
        json.optionalObject("details"));
  }
}
