package dev.llmops.storage.contract;

import static dev.llmops.storage.contract.PromptSamples.version;
import static dev.llmops.storage.contract.Samples.NOON;
import static dev.llmops.storage.contract.Samples.ODD_JSON;
import static dev.llmops.storage.contract.Samples.ODD_TEXT;
import static dev.llmops.storage.contract.Samples.id;

import dev.llmops.model.evaluation.Dataset;
import dev.llmops.model.evaluation.DatasetType;
import dev.llmops.model.evaluation.DatasetVersion;
import dev.llmops.model.evaluation.PassBound;
import dev.llmops.model.evaluation.PluginPin;
import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.RunLimits;
import dev.llmops.model.evaluation.RunMetric;
import dev.llmops.model.evaluation.RunSpec;
import dev.llmops.model.evaluation.RunStatus;
import dev.llmops.model.evaluation.RunSummary;
import dev.llmops.model.evaluation.Sample;
import dev.llmops.model.evaluation.SampleOutcome;
import dev.llmops.model.evaluation.SampleResult;
import dev.llmops.model.experiment.Direction;
import dev.llmops.model.json.Json;
import dev.llmops.spi.storage.Stores;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Datasets, runs and their results to store, with every field filled where it can be. */
public final class RunSamples {

  private RunSamples() {}

  public static Dataset dataset(String name, Instant createdAt) {
    return new Dataset(
        name, DatasetType.SYNTHETIC, ODD_TEXT, List.of("a", ODD_TEXT), ODD_JSON, createdAt, 0);
  }

  public static List<Sample> samples(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(number ->
            new Sample(
                "sample-" + number,
                Json.object(Map.of("text", Json.of(ODD_TEXT + number))),
                number % 2 == 0 ? Optional.of("positive") : Optional.empty(),
                number % 3 == 0 ? Optional.of(ODD_JSON) : Optional.empty(),
                ODD_JSON))
        .toList();
  }

  public static DatasetVersion datasetVersion(String dataset, int version, long samples) {
    return new DatasetVersion(dataset, version, samples, "cd".repeat(32), ODD_TEXT, "anna", NOON);
  }

  /** What runs refer to: dataset {@code d} version 1 and prompts {@code p} and {@code q} 1.0.0. */
  public static void prerequisitesOfRuns(Stores stores) {
    stores.prompts().insert(version("p", "1.0.0"));
    stores.prompts().insert(version("q", "1.0.0"));
    stores.datasets().insert(dataset("d", NOON));
    stores.datasets().openUpload("upload-d", "d", NOON);
    stores.datasets().publish("upload-d", datasetVersion("d", 1, 0));
  }

  public static PluginPin pin(String instance) {
    return new PluginPin(instance, "plugin", "1.2.3", "ef".repeat(32), "01".repeat(32));
  }

  public static Run run(int number, String prompt) {
    return new Run(
        id(number),
        "run " + number,
        ODD_TEXT,
        ODD_JSON,
        new RunSpec(
            "d",
            1,
            prompt,
            "1.0.0",
            "ab".repeat(32),
            pin("main"),
            number % 2 == 0 ? Optional.of("gpt") : Optional.empty(),
            ODD_JSON,
            List.of(
                new RunMetric(
                    "exact",
                    pin("exact"),
                    PassBound.atLeast(0.7),
                    Optional.of(Direction.INCREASE),
                    true,
                    ""),
                new RunMetric("cost", pin("cost"), PassBound.NONE, Optional.empty(), false, "USD")),
            8,
            number % 2 == 0
                ? RunLimits.NONE
                : new RunLimits(
                    Optional.of(Duration.ofMillis(1_234)), Optional.of(Duration.ofHours(1)))),
        RunStatus.PENDING,
        1000,
        NOON.plusSeconds(number),
        Optional.empty(),
        Optional.empty(),
        Duration.ZERO,
        Optional.empty(),
        Optional.empty(),
        1);
  }

  public static Run finished(Run run, Optional<RunSummary> summary) {
    return new Run(
        run.id(),
        run.name(),
        run.description(),
        run.metadata(),
        run.spec(),
        summary.isPresent() ? RunStatus.COMPLETED : RunStatus.FAILED,
        run.totalSamples(),
        run.createdAt(),
        Optional.of(NOON.plusSeconds(100)),
        Optional.of(NOON.plusSeconds(200)),
        Duration.ofMillis(99_999),
        summary.isPresent() ? Optional.empty() : Optional.of(ODD_TEXT),
        summary,
        run.revision() + 1);
  }

  public static RunSummary summary() {
    return new RunSummary(
        10,
        7,
        5,
        2,
        1,
        OptionalDouble.of(5.0 / 7),
        List.of(
            new RunSummary.MetricSummary(
                "exact",
                7,
                OptionalDouble.of(0.1 + 0.2),
                OptionalDouble.of(1e-300),
                OptionalDouble.of(0),
                OptionalDouble.of(1),
                new RunSummary.Percentiles(
                    OptionalDouble.of(0.5), OptionalDouble.of(0.75), OptionalDouble.of(1)),
                3),
            new RunSummary.MetricSummary(
                "cost",
                0,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                RunSummary.Percentiles.NONE,
                0)),
        new RunSummary.Percentiles(
            OptionalDouble.of(1.5), OptionalDouble.of(2.5), OptionalDouble.empty()),
        123,
        456,
        Optional.of(new RunSummary.Cost(0.125, "USD", 6)),
        Map.of("provider:timeout", 2L, "metric:exact", 1L));
  }

  public static SampleResult result(long position, SampleOutcome outcome) {
    boolean scored = outcome == SampleOutcome.PASSED || outcome == SampleOutcome.NOT_PASSED;
    return new SampleResult(
        "sample-" + position,
        position,
        outcome,
        scored ? Optional.of(ODD_TEXT) : Optional.empty(),
        scored
            ? List.of(
                new SampleResult.MetricScore(
                    "exact", OptionalDouble.of(1.0 / 3), Optional.of(true), ODD_TEXT, ODD_JSON),
                new SampleResult.MetricScore(
                    "cost", OptionalDouble.empty(), Optional.empty(), "", Json.EMPTY_OBJECT))
            : List.of(),
        scored ? OptionalDouble.of(12.5) : OptionalDouble.empty(),
        11,
        22,
        outcome == SampleOutcome.FAILED
            ? Optional.of(new SampleResult.Failure("provider:timeout", ODD_TEXT))
            : Optional.empty());
  }
}
