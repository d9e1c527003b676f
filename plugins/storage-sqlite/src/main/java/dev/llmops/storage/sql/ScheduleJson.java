package dev.llmops.storage.sql;

import dev.llmops.model.evaluation.PassBound;
import dev.llmops.model.evaluation.RunLimits;
import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.PromptReference;
import dev.llmops.model.schedule.Firing;
import dev.llmops.model.schedule.PromptBinding.BoundDataset;
import dev.llmops.model.schedule.RunTemplate;
import dev.llmops.model.schedule.RunTemplate.TemplateMetric;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The JSON in the tables of schedules. */
final class ScheduleJson {

  private ScheduleJson() {}

  static Json template(RunTemplate template) {
    JsonWriter json =
        new JsonWriter()
            .put("name", template.name())
            .put("description", template.description())
            .put("dataset", template.dataset())
            .put("prompt", template.prompt().name())
            .put("ref", template.prompt().ref())
            .put("provider", template.provider())
            .put("model", template.model())
            .put("parameters", template.parameters())
            .put("metrics", metrics(template.metrics()))
            .put("metadata", template.metadata());
    template.datasetVersion().ifPresent(version -> json.put("datasetVersion", version));
    template.concurrency().ifPresent(most -> json.put("concurrency", most));
    template.limits().timeout().ifPresent(most -> json.put("timeout", most.toMillis()));
    template.limits().sampleTimeout().ifPresent(most -> json.put("sampleTimeout", most.toMillis()));
    return json.json();
  }

  static RunTemplate template(Json stored) {
    JsonReader json = new JsonReader(stored);
    return new RunTemplate(
        json.text("name"),
        json.text("description"),
        json.text("dataset"),
        integer(stored, "datasetVersion"),
        new PromptReference(json.text("prompt"), json.text("ref")),
        json.text("provider"),
        json.optionalText("model"),
        json.value("parameters"),
        metrics(json.value("metrics")),
        integer(stored, "concurrency"),
        new RunLimits(millis(stored, "timeout"), millis(stored, "sampleTimeout")),
        json.value("metadata"));
  }

  static Json metrics(List<TemplateMetric> metrics) {
    return Json.array(
        metrics.stream()
            .map(metric ->
                new JsonWriter()
                    .put("metric", metric.metric())
                    .put("min", metric.pass().min())
                    .put("max", metric.pass().max())
                    .json())
            .toList());
  }

  static List<TemplateMetric> metrics(Json stored) {
    return stored.elements().stream()
        .map(JsonReader::new)
        .map(json ->
            new TemplateMetric(
                json.text("metric"),
                new PassBound(json.optionalReal("min"), json.optionalReal("max"))))
        .toList();
  }

  static Json datasets(List<BoundDataset> datasets) {
    return Json.array(
        datasets.stream()
            .map(dataset -> {
              JsonWriter json = new JsonWriter().put("name", dataset.name());
              dataset.version().ifPresent(version -> json.put("version", version));
              return json.json();
            })
            .toList());
  }

  static List<BoundDataset> datasets(Json stored) {
    return stored.elements().stream()
        .map(json -> new BoundDataset(new JsonReader(json).text("name"), integer(json, "version")))
        .toList();
  }

  static Json firing(Firing firing) {
    return new JsonWriter()
        .put("id", firing.id())
        .put("origin", firing.origin())
        .put("cause", Columns.stored(firing.cause()))
        .put("dueAt", Times.micros(firing.dueAt()))
        .put("outcome", Columns.stored(firing.outcome()))
        .put("settledAt", Times.micros(firing.settledAt()))
        .put("version", firing.version())
        .put("dataset", firing.dataset())
        .put("run", firing.run())
        .put("samples", firing.samples())
        .put("detail", firing.detail())
        .json();
  }

  static Firing firing(Json stored) {
    JsonReader json = new JsonReader(stored);
    return new Firing(
        json.text("id"),
        json.text("origin"),
        Columns.constant(Firing.Cause.class, json.text("cause")),
        time(json, "dueAt"),
        Columns.constant(Firing.Outcome.class, json.text("outcome")),
        time(json, "settledAt"),
        json.optionalText("version"),
        json.text("dataset"),
        json.optionalText("run"),
        json.number("samples"),
        json.text("detail"));
  }

  private static Optional<Duration> millis(Json json, String name) {
    return json.get(name).map(value -> Duration.ofMillis(value.asLong()));
  }

  private static Instant time(JsonReader json, String name) {
    return Times.instant(json.number(name));
  }

  private static OptionalInt integer(Json json, String name) {
    Optional<Json> value = json.get(name);
    return value.isPresent()
        ? OptionalInt.of(Math.toIntExact(value.get().asLong()))
        : OptionalInt.empty();
  }
}
