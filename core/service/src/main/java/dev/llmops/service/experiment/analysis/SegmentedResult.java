package dev.llmops.service.experiment.analysis;

import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.json.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What an experiment shows in groups of its units. It is for exploring: nothing is decided by it.
 *
 * @param experiment the experiment as it was analysed
 * @param at when
 * @param attribute what the units are grouped by
 * @param segments the largest groups, the largest first; p values are adjusted for the number of
 *     all their comparisons
 * @param others the groups that are too small to be among them
 */
public record SegmentedResult(
    Experiment experiment, Instant at, String attribute, List<Segment> segments, Others others) {

  /**
   * A group of units.
   *
   * @param value what the attribute of these units is; empty when it was not told
   * @param units how many were assigned
   * @param metrics what each metric shows, in the order of the experiment
   */
  public record Segment(Optional<String> value, long units, List<MetricAnalysis> metrics) {

    public Segment {
      Objects.requireNonNull(value, "value is null");
      metrics = List.copyOf(metrics);
    }
  }

  /**
   * Groups that were not analysed.
   *
   * @param values how many groups
   * @param units how many units were assigned in them
   */
  public record Others(int values, long units) {}

  public SegmentedResult {
    Objects.requireNonNull(experiment, "experiment is null");
    Objects.requireNonNull(at, "at is null");
    Objects.requireNonNull(attribute, "attribute is null");
    segments = List.copyOf(segments);
    Objects.requireNonNull(others, "others is null");
  }

  /** As it is presented: every field is always there, null where there is no value. */
  public Json toJson() {
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("experiment", Json.of(experiment.id()));
    fields.put("name", Json.of(experiment.name()));
    fields.put("attribute", Json.of(attribute));
    fields.put("at", Json.of(at.toString()));
    fields.put("confidence", Json.of(experiment.confidence()));
    fields.put("segments", Json.array(segments.stream().map(SegmentedResult::segment).toList()));
    fields.put(
        "others",
        Json.object(Map.of("values", Json.of(others.values()), "units", Json.of(others.units()))));
    return Json.object(fields);
  }

  private static Json segment(Segment segment) {
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("value", segment.value().map(Json::of).orElse(Json.NULL));
    fields.put("units", Json.of(segment.units()));
    fields.put("metrics", Json.array(segment.metrics().stream().map(ResultJson::metric).toList()));
    return Json.object(fields);
  }
}
