package dev.llmops.storage.contract;

import dev.llmops.model.alert.Alert;
import dev.llmops.model.alert.AlertType;
import dev.llmops.model.alert.Severity;
import dev.llmops.model.audit.AuditEntry;
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
import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.ExperimentMetric;
import dev.llmops.model.experiment.ExperimentStatus;
import dev.llmops.model.experiment.MetricKind;
import dev.llmops.model.experiment.Observation;
import dev.llmops.model.experiment.TargetingCondition;
import dev.llmops.model.experiment.TargetingOperator;
import dev.llmops.model.experiment.Variant;
import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.IncludedPrompt;
import dev.llmops.model.prompt.PromptConfig;
import dev.llmops.model.prompt.PromptLabel;
import dev.llmops.model.prompt.PromptMessage;
import dev.llmops.model.prompt.PromptReference;
import dev.llmops.model.prompt.PromptVersion;
import dev.llmops.model.prompt.Variable;
import dev.llmops.model.prompt.VariableType;
import dev.llmops.spi.storage.Stores;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Records to store, with every field filled where it can be. */
public final class Samples {

  public static final Instant NOON = Instant.parse("2026-05-04T12:00:00.123456Z");

  /** Quotes, line ends, a zero, four-byte characters and spaces at the end. */
  public static final String ODD_TEXT = "it's \"5\" \\ \r\n\t\u0000 ☃ 😀 日本 ' or 1=1 --  ";

  public static final Json ODD_JSON =
      Json.object(
          Map.of(
              "text", Json.of(ODD_TEXT),
              "nothing", Json.NULL,
              "number", Json.of(0.1),
              "big", Json.of(Long.MAX_VALUE),
              "list", Json.array(List.of(Json.of(true), Json.EMPTY_OBJECT))));

  private Samples() {}

  /** Ids that sort in the order of their number. */
  public static String id(int number) {
    return "0197-%06d".formatted(number);
  }

  public static PromptVersion version(String prompt, String version) {
    return new PromptVersion(
        prompt,
        version,
        "Hello {{name}}" + ODD_TEXT,
        List.of(),
        List.of(),
        List.of(
            Variable.required("name").withValidation("[^<]*" + ODD_TEXT),
            new Variable("tone", VariableType.LIST, false, ODD_JSON, ODD_TEXT)),
        new PromptConfig("gpt-5-mini", ODD_JSON),
        ODD_TEXT,
        List.of("b", "a", ODD_TEXT),
        ODD_JSON,
        "ann",
        "first",
        "ab".repeat(32),
        NOON);
  }

  /** A version that includes others; ranges of one prompt may lead to the same version. */
  public static PromptVersion including(String prompt, String version, PromptVersion... others) {
    PromptVersion text = version(prompt, version);
    return new PromptVersion(
        prompt,
        version,
        "{{> it}}",
        List.of(),
        Stream.of(others)
            .map(other ->
                new IncludedPrompt(
                    other.name(),
                    "^" + other.version(),
                    other.version(),
                    other.hash(),
                    other.content(),
                    other.includes()))
            .toList(),
        text.variables(),
        PromptConfig.NONE,
        "",
        List.of(),
        Json.EMPTY_OBJECT,
        "",
        "",
        text.hash(),
        NOON);
  }

  /** A version that consists of messages. */
  public static PromptVersion chat(String prompt, String version) {
    PromptVersion text = version(prompt, version);
    return new PromptVersion(
        prompt,
        version,
        "",
        List.of(
            new PromptMessage(PromptMessage.Role.SYSTEM, "Answer in {{tone}}." + ODD_TEXT),
            new PromptMessage(PromptMessage.Role.USER, "Hello {{name}}"),
            new PromptMessage(PromptMessage.Role.ASSISTANT, ODD_TEXT)),
        List.of(),
        text.variables(),
        PromptConfig.NONE,
        "",
        List.of(),
        Json.EMPTY_OBJECT,
        "",
        "",
        text.hash(),
        NOON);
  }

  public static PromptLabel label(String prompt, String label, String version, long revision) {
    return new PromptLabel(prompt, label, version, revision, NOON, "ann", ODD_TEXT);
  }

  public static Experiment experiment(int number) {
    return new Experiment(
        id(number),
        "experiment " + number,
        ODD_TEXT,
        ODD_JSON,
        List.of(
            new Variant(
                "control",
                "",
                true,
                1.0 / 3,
                Optional.of(new PromptReference("greet", "^1.2")),
                Optional.of("main"),
                Optional.of("gpt"),
                ODD_JSON),
            new Variant(
                "bold",
                ODD_TEXT,
                false,
                2.0 / 3,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Json.EMPTY_OBJECT)),
        List.of(
            new ExperimentMetric("accuracy", MetricKind.PROPORTION, Direction.INCREASE, true, "z"),
            new ExperimentMetric("latency", MetricKind.MEAN, Direction.DECREASE, false, "welch")),
        List.of(
            new TargetingCondition(
                "plan", TargetingOperator.NOT_IN, List.of(Json.of(ODD_TEXT), Json.of(1.5))),
            new TargetingCondition("age", TargetingOperator.EXISTS, List.of())),
        1.0 / 3,
        List.of("country", ODD_TEXT),
        ExperimentStatus.DRAFT,
        "salt",
        1,
        100,
        0.95,
        NOON,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Json.NULL,
        1);
  }

  /** The same experiment, completed. */
  public static Experiment completed(Experiment draft) {
    return new Experiment(
        draft.id(),
        draft.name() + " renamed",
        draft.description(),
        Json.EMPTY_OBJECT,
        draft.variants().reversed(),
        draft.metrics(),
        List.of(),
        1,
        List.of(),
        ExperimentStatus.COMPLETED,
        draft.salt(),
        3,
        draft.minSamples(),
        draft.confidence(),
        draft.createdAt(),
        Optional.of(NOON.plusSeconds(1)),
        Optional.of(NOON.plusSeconds(2)),
        Optional.of("bold"),
        ODD_JSON,
        draft.revision() + 1);
  }

  public static Experiment withStatus(Experiment experiment, ExperimentStatus status) {
    return new Experiment(
        experiment.id(),
        experiment.name(),
        experiment.description(),
        experiment.metadata(),
        experiment.variants(),
        experiment.metrics(),
        experiment.targeting(),
        experiment.traffic(),
        experiment.segments(),
        status,
        experiment.salt(),
        experiment.epoch(),
        experiment.minSamples(),
        experiment.confidence(),
        experiment.createdAt(),
        experiment.startedAt(),
        experiment.endedAt(),
        experiment.winner(),
        experiment.result(),
        experiment.revision());
  }

  public static Observation observation(String experiment, String id, double value) {
    return new Observation(id, experiment, "user-" + id, "control", "accuracy", value, NOON);
  }

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

  public static Alert alert(int number, Severity severity, String source) {
    return Alert.raised(
        id(number),
        AlertType.REGRESSION,
        severity,
        ODD_TEXT,
        source,
        "run-" + number,
        number % 2 == 0 ? Optional.of("exact") : Optional.empty(),
        OptionalDouble.of(0.05),
        number % 2 == 0 ? OptionalDouble.of(0.1) : OptionalDouble.empty(),
        ODD_JSON,
        "condition-" + number,
        NOON.plusSeconds(number),
        number % 2 == 0 ? Optional.of(NOON) : Optional.empty());
  }

  public static Alert acknowledged(Alert alert) {
    return alert.acknowledged(new Alert.Note(NOON, "bob", ODD_TEXT));
  }

  public static AuditEntry entry(int number, String actor, String resource) {
    return new AuditEntry(
        id(number),
        NOON.plusSeconds(number),
        actor,
        "label.move",
        resource,
        Json.NULL,
        ODD_JSON,
        ODD_TEXT);
  }
}
