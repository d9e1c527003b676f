package dev.llmops.storage.sql;

import dev.llmops.model.experiment.Direction;
import dev.llmops.model.experiment.ExperimentMetric;
import dev.llmops.model.experiment.MetricKind;
import dev.llmops.model.experiment.TargetingCondition;
import dev.llmops.model.experiment.TargetingOperator;
import dev.llmops.model.experiment.Variant;
import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.PromptReference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The lists of an experiment as JSON. */
final class ExperimentJson {

  private ExperimentJson() {}

  static Json variants(List<Variant> variants) {
    return Json.array(variants.stream().map(ExperimentJson::variant).toList());
  }

  static List<Variant> variants(Json json) {
    return json.elements().stream().map(JsonReader::new).map(ExperimentJson::variant).toList();
  }

  static Json metrics(List<ExperimentMetric> metrics) {
    return Json.array(metrics.stream().map(ExperimentJson::metric).toList());
  }

  static List<ExperimentMetric> metrics(Json json) {
    return json.elements().stream().map(JsonReader::new).map(ExperimentJson::metric).toList();
  }

  static Json targeting(List<TargetingCondition> conditions) {
    return Json.array(conditions.stream().map(ExperimentJson::condition).toList());
  }

  static List<TargetingCondition> targeting(Json json) {
    return json.elements().stream().map(JsonReader::new).map(ExperimentJson::condition).toList();
  }

  static Json names(List<String> names) {
    return Json.array(names.stream().map(Json::of).toList());
  }

  static List<String> names(Json json) {
    return json.elements().stream().map(Json::asString).toList();
  }

  /** In the order of the names, so that equal ones are equal texts. */
  static Json segments(Map<String, String> segments) {
    Map<String, Json> fields = new LinkedHashMap<>();
    new TreeMap<>(segments).forEach((name, value) -> fields.put(name, Json.of(value)));
    return Json.object(fields);
  }

  static Map<String, String> segments(Json json) {
    return json.fields().entrySet().stream()
        .collect(
            Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> entry.getValue().asString()));
  }

  private static Json condition(TargetingCondition condition) {
    return new JsonWriter()
        .put("attribute", condition.attribute())
        .put("operator", Columns.stored(condition.operator()))
        .put("values", Json.array(condition.values()))
        .json();
  }

  private static TargetingCondition condition(JsonReader json) {
    return new TargetingCondition(
        json.text("attribute"),
        Columns.constant(TargetingOperator.class, json.text("operator")),
        json.value("values").elements());
  }

  private static Json variant(Variant variant) {
    return new JsonWriter()
        .put("name", variant.name())
        .put("description", variant.description())
        .put("control", variant.control())
        .put("share", variant.share())
        .put("prompt", variant.prompt().map(PromptReference::name))
        .put("promptRef", variant.prompt().map(PromptReference::ref))
        .put("provider", variant.provider())
        .put("model", variant.model())
        .put("parameters", variant.parameters())
        .json();
  }

  private static Variant variant(JsonReader json) {
    return new Variant(
        json.text("name"),
        json.text("description"),
        json.flag("control"),
        json.real("share"),
        json.optionalText("prompt").map(name -> new PromptReference(name, json.text("promptRef"))),
        json.optionalText("provider"),
        json.optionalText("model"),
        json.value("parameters"));
  }

  private static Json metric(ExperimentMetric metric) {
    return new JsonWriter()
        .put("name", metric.name())
        .put("kind", Columns.stored(metric.kind()))
        .put("direction", Columns.stored(metric.direction()))
        .put("primary", metric.primary())
        .put("test", metric.test())
        .json();
  }

  private static ExperimentMetric metric(JsonReader json) {
    return new ExperimentMetric(
        json.text("name"),
        Columns.constant(MetricKind.class, json.text("kind")),
        Columns.constant(Direction.class, json.text("direction")),
        json.flag("primary"),
        json.text("test"));
  }
}
