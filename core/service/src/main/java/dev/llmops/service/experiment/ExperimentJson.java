package dev.llmops.service.experiment;

import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.ExperimentMetric;
import dev.llmops.model.experiment.TargetingCondition;
import dev.llmops.model.experiment.Variant;
import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.PromptReference;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What the audit trail keeps of experiments: everything but the salt, which foretells assignments,
 * and the result.
 */
final class ExperimentJson {

  private ExperimentJson() {}

  static Json of(Experiment experiment) {
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("name", Json.of(experiment.name()));
    fields.put("description", Json.of(experiment.description()));
    fields.put("metadata", experiment.metadata());
    fields.put("status", Json.of(Lifecycle.name(experiment.status())));
    fields.put("revision", Json.of(experiment.revision()));
    fields.put(
        "variants",
        Json.array(experiment.variants().stream().map(ExperimentJson::variant).toList()));
    fields.put(
        "metrics", Json.array(experiment.metrics().stream().map(ExperimentJson::metric).toList()));
    fields.put(
        "targeting",
        Json.array(experiment.targeting().stream().map(ExperimentJson::condition).toList()));
    fields.put("traffic", Json.of(experiment.traffic()));
    fields.put("segments", Json.array(experiment.segments().stream().map(Json::of).toList()));
    fields.put("epoch", Json.of(experiment.epoch()));
    fields.put("minSamples", Json.of(experiment.minSamples()));
    fields.put("confidence", Json.of(experiment.confidence()));
    fields.put("winner", experiment.winner().map(Json::of).orElse(Json.NULL));
    return Json.object(fields);
  }

  private static Json variant(Variant variant) {
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("name", Json.of(variant.name()));
    fields.put("control", Json.of(variant.control()));
    fields.put("share", Json.of(variant.share()));
    fields.put("prompt", variant.prompt().map(ExperimentJson::prompt).orElse(Json.NULL));
    fields.put("provider", variant.provider().map(Json::of).orElse(Json.NULL));
    fields.put("model", variant.model().map(Json::of).orElse(Json.NULL));
    fields.put("parameters", variant.parameters());
    return Json.object(fields);
  }

  private static Json prompt(PromptReference reference) {
    return Json.of(reference.name() + "@" + reference.ref());
  }

  private static Json condition(TargetingCondition condition) {
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("attribute", Json.of(condition.attribute()));
    fields.put("operator", Json.of(condition.operator().name().toLowerCase(Locale.ROOT)));
    fields.put("values", Json.array(condition.values()));
    return Json.object(fields);
  }

  private static Json metric(ExperimentMetric metric) {
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("name", Json.of(metric.name()));
    fields.put("kind", Json.of(metric.kind().name().toLowerCase(Locale.ROOT)));
    fields.put("direction", Json.of(metric.direction().name().toLowerCase(Locale.ROOT)));
    fields.put("primary", Json.of(metric.primary()));
    fields.put("test", Json.of(metric.test()));
    return Json.object(fields);
  }
}
