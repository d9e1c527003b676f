package dev.llmops.server.api;

import dev.llmops.model.evaluation.PassBound;
import dev.llmops.model.evaluation.RunLimits;
import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.PromptReference;
import dev.llmops.model.schedule.RunTemplate;
import dev.llmops.model.schedule.RunTemplate.TemplateMetric;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What bodies say of runs that are to be started later. */
final class TemplateBodies {

  private TemplateBodies() {}

  /** What every run of a schedule evaluates. */
  record TemplateBody(
      String name,
      String description,
      String dataset,
      Integer datasetVersion,
      PromptReference prompt,
      String provider,
      String model,
      Json parameters,
      List<MetricBody> metrics,
      Integer concurrency,
      Duration timeout,
      Duration sampleTimeout,
      Json metadata) {

    RunTemplate toTemplate() {
      return new RunTemplate(
          orEmpty(name),
          orEmpty(description),
          orEmpty(dataset),
          optional(datasetVersion),
          prompt == null ? new PromptReference("", null) : prompt,
          orEmpty(provider),
          Optional.ofNullable(model),
          orObject(parameters),
          TemplateBodies.metrics(metrics),
          optional(concurrency),
          new RunLimits(Optional.ofNullable(timeout), Optional.ofNullable(sampleTimeout)),
          orObject(metadata));
    }

    /** Of a body that has none. */
    static TemplateBody none() {
      return new TemplateBody(
          null, null, null, null, null, null, null, null, null, null, null, null, null);
    }
  }

  /** A metric, and with which scores a sample passes. */
  record MetricBody(String metric, BoundBody pass) {

    /** Inclusive bounds. */
    record BoundBody(Double min, Double max) {}

    private TemplateMetric toMetric() {
      PassBound bound =
          pass == null ? PassBound.NONE : new PassBound(optional(pass.min()), optional(pass.max()));
      return new TemplateMetric(orEmpty(metric), bound);
    }
  }

  static List<TemplateMetric> metrics(List<MetricBody> bodies) {
    return bodies == null ? List.of() : bodies.stream().map(MetricBody::toMetric).toList();
  }

  static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  static Json orObject(Json json) {
    return json == null || json.isNull() ? Json.EMPTY_OBJECT : json;
  }

  static OptionalInt optional(Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }

  static OptionalLong optional(Long value) {
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  private static OptionalDouble optional(Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
