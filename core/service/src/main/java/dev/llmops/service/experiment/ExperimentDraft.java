package dev.llmops.service.experiment;

import dev.llmops.kernel.assignment.Allocation;
import dev.llmops.kernel.assignment.AllocationException;
import dev.llmops.kernel.targeting.Targeting;
import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.ExperimentMetric;
import dev.llmops.model.experiment.ExperimentStatus;
import dev.llmops.model.experiment.MetricKind;
import dev.llmops.model.experiment.TargetingCondition;
import dev.llmops.model.experiment.Variant;
import dev.llmops.model.json.Json;
import dev.llmops.service.error.Names;
import dev.llmops.service.error.Problems;
import dev.llmops.service.experiment.NewExperiment.NewCondition;
import dev.llmops.service.experiment.NewExperiment.NewMetric;
import dev.llmops.service.experiment.NewExperiment.NewVariant;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds everything that is wrong with a new experiment and, when nothing is, makes the record. */
final class ExperimentDraft {

  private static final int MAX_VARIANTS = 50;
  private static final int MAX_METRICS = 100;
  private static final int MAX_CONDITIONS = 50;
  private static final int MAX_SEGMENTS = 10;
  private static final int MAX_TEXT = 10_000;
  private static final long MAX_MIN_SAMPLES = 1_000_000_000;
  private static final Pattern ID =
      Pattern.compile(
          "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

  private final NewExperiment draft;
  private final References references;
  private final Problems problems = new Problems();

  private ExperimentDraft(NewExperiment draft, References references) {
    this.draft = draft;
    this.references = references;
  }

  /** The experiment in status draft; throws {@code INVALID} with all problems. */
  static Experiment check(
      NewExperiment draft,
      ExperimentSettings settings,
      References references,
      String id,
      String salt,
      Instant now) {
    ExperimentDraft check = new ExperimentDraft(draft, references);
    check.names();
    check.variants();
    Optional<Allocation> allocation = check.allocation();
    check.metrics();
    long minSamples = draft.minSamples().orElse(settings.minSamples());
    double confidence = draft.confidence().orElse(settings.confidence());
    check.numbers(minSamples, confidence);
    check.targeting();
    double traffic = draft.traffic().orElse(1.0);
    traffic(traffic, check.problems);
    check.segments();
    check.problems.throwIfAny(ExperimentCodes.INVALID_EXPERIMENT, "the experiment");
    return new Experiment(
        id,
        draft.name(),
        draft.description(),
        draft.metadata(),
        check.variants(allocation.orElseThrow()),
        check.checkedMetrics(),
        check.conditions(),
        traffic,
        draft.segments(),
        ExperimentStatus.DRAFT,
        salt,
        1,
        minSamples,
        confidence,
        now,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Json.NULL,
        1);
  }

  private void names() {
    Names.check(draft.name(), "/name", problems);
    problems.require(
        !ID.matcher(draft.name()).matches(), "/name", "a name must not look like an id");
    notes(draft.description(), draft.metadata(), problems);
  }

  /** Checks what can change of an experiment that has started; throws {@code INVALID}. */
  static void checkNotes(Experiment experiment) {
    Problems problems = new Problems();
    notes(experiment.description(), experiment.metadata(), problems);
    traffic(experiment.traffic(), problems);
    problems.throwIfAny(ExperimentCodes.INVALID_EXPERIMENT, "the experiment");
  }

  private static void notes(String description, Json metadata, Problems problems) {
    atMost(description, "/description", problems);
    problems.require(metadata.isObject(), "/metadata", "metadata must be a JSON object");
  }

  private static void atMost(String text, String pointer, Problems problems) {
    problems.require(
        text.length() <= MAX_TEXT,
        pointer,
        "a description has at most " + MAX_TEXT + " characters, this one has " + text.length());
  }

  private void variants() {
    List<NewVariant> variants = draft.variants();
    problems.require(
        variants.size() >= 2,
        "/variants",
        "an experiment needs at least 2 variants, this one has " + variants.size());
    problems.require(
        variants.size() <= MAX_VARIANTS,
        "/variants",
        "an experiment has at most " + MAX_VARIANTS + " variants, this one has " + variants.size());
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < variants.size(); i++) {
      NewVariant variant = variants.get(i);
      String pointer = "/variants/" + i;
      Names.check(variant.name(), pointer + "/name", problems);
      problems.require(
          variant.name().isEmpty() || seen.add(variant.name()),
          pointer + "/name",
          "variant " + variant.name() + " is given twice");
      problems.require(
          variant.parameters().isObject(),
          pointer + "/parameters",
          "parameters must be a JSON object");
      atMost(variant.description(), pointer + "/description", problems);
      variant
          .prompt()
          .ifPresent(prompt -> references.checkPrompt(prompt, pointer + "/prompt", problems));
      variant
          .provider()
          .ifPresent(
              provider -> references.checkProvider(provider, pointer + "/provider", problems));
    }
    List<String> controls =
        variants.stream().filter(NewVariant::control).map(NewVariant::name).toList();
    if (controls.isEmpty() && !variants.isEmpty()) {
      problems.add(
          "/variants",
          "mark one variant as the control that the others are compared with: \"control\": true");
    } else if (controls.size() > 1) {
      problems.add(
          "/variants",
          "exactly one variant is the control, but " + String.join(", ", controls) + " are marked");
    }
  }

  private Optional<Allocation> allocation() {
    List<String> names = draft.variants().stream().map(NewVariant::name).toList();
    if (!draft.weights().isEmpty() && !draft.shares().isEmpty()) {
      problems.add(
          "/shares",
          "give either weights, which are normalised, or shares, which sum to 1, not both");
      return Optional.empty();
    }
    boolean soundNames =
        names.size() >= 2
            && new HashSet<>(names).size() == names.size()
            && names.stream().noneMatch(String::isBlank);
    if (!soundNames) {
      return Optional.empty();
    }
    String pointer = draft.weights().isEmpty() ? "/shares" : "/weights";
    try {
      Allocation allocation = allocation(names);
      for (int i = 0; i < names.size(); i++) {
        problems.require(
            !draft.variants().get(i).control() || allocation.share(i) > 0,
            pointer,
            "the control "
                + names.get(i)
                + " needs a share above 0, or there is nothing to compare with");
      }
      return Optional.of(allocation);
    } catch (AllocationException e) {
      e.problems().forEach(problem -> problems.add(pointer, problem));
      return Optional.empty();
    }
  }

  private Allocation allocation(List<String> names) {
    if (!draft.weights().isEmpty()) {
      return Allocation.ofWeights(names, draft.weights());
    }
    return draft.shares().isEmpty()
        ? Allocation.equalShares(names)
        : Allocation.ofShares(names, draft.shares());
  }

  private void metrics() {
    List<NewMetric> metrics = draft.metrics();
    problems.require(!metrics.isEmpty(), "/metrics", "an experiment needs at least one metric");
    problems.require(
        metrics.size() <= MAX_METRICS,
        "/metrics",
        "an experiment has at most " + MAX_METRICS + " metrics, this one has " + metrics.size());
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < metrics.size(); i++) {
      NewMetric metric = metrics.get(i);
      String pointer = "/metrics/" + i;
      Names.check(metric.name(), pointer + "/name", problems);
      problems.require(
          metric.name().isEmpty() || seen.add(metric.name()),
          pointer + "/name",
          "metric " + metric.name() + " is given twice");
      if (problems.require(
          metric.kind().isPresent(), pointer + "/kind", "a kind is required: proportion or mean")) {
        references.checkTest(
            test(metric), metric.kind().orElseThrow(), pointer + "/test", problems);
      }
    }
  }

  private void numbers(long minSamples, double confidence) {
    problems.require(
        minSamples >= 2 && minSamples <= MAX_MIN_SAMPLES,
        "/minSamples",
        "minSamples must be 2 to " + MAX_MIN_SAMPLES + ", was " + minSamples);
    problems.require(
        confidence > 0 && confidence < 1,
        "/confidence",
        "confidence must be above 0 and below 1, such as 0.95; was " + confidence);
  }

  private static void traffic(double traffic, Problems problems) {
    problems.require(
        traffic >= 0 && traffic <= 1,
        "/traffic",
        "traffic is the share of units that take part, 0 to 1; was " + traffic);
  }

  private void targeting() {
    List<NewCondition> conditions = draft.targeting();
    problems.require(
        conditions.size() <= MAX_CONDITIONS,
        "/targeting",
        "an experiment has at most "
            + MAX_CONDITIONS
            + " conditions, this one has "
            + conditions.size());
    for (int i = 0; i < conditions.size(); i++) {
      NewCondition condition = conditions.get(i);
      String pointer = "/targeting/" + i;
      Names.check(condition.attribute(), pointer + "/attribute", problems);
      if (problems.require(
          condition.operator().isPresent(),
          pointer + "/operator",
          "an operator is required, such as in")) {
        Targeting.problem(condition.operator().orElseThrow(), condition.values())
            .ifPresent(problem -> problems.add(pointer + "/values", problem));
      }
    }
  }

  private void segments() {
    List<String> segments = draft.segments();
    problems.require(
        segments.size() <= MAX_SEGMENTS,
        "/segments",
        "results are broken down by at most "
            + MAX_SEGMENTS
            + " attributes, these are "
            + segments.size());
    for (int i = 0; i < segments.size(); i++) {
      Names.check(segments.get(i), "/segments/" + i, problems);
      problems.require(
          segments.indexOf(segments.get(i)) == i,
          "/segments/" + i,
          "the attribute " + segments.get(i) + " is listed twice");
    }
  }

  private List<TargetingCondition> conditions() {
    return draft.targeting().stream()
        .map(condition ->
            new TargetingCondition(
                condition.attribute(), condition.operator().orElseThrow(), condition.values()))
        .toList();
  }

  private List<Variant> variants(Allocation allocation) {
    List<Variant> variants = new ArrayList<>();
    for (int i = 0; i < draft.variants().size(); i++) {
      NewVariant variant = draft.variants().get(i);
      variants.add(
          new Variant(
              variant.name(),
              variant.description(),
              variant.control(),
              allocation.share(i),
              variant.prompt(),
              variant.provider(),
              variant.model(),
              variant.parameters()));
    }
    return variants;
  }

  private List<ExperimentMetric> checkedMetrics() {
    boolean flagged = draft.metrics().stream().anyMatch(NewMetric::primary);
    List<ExperimentMetric> metrics = new ArrayList<>();
    for (NewMetric metric : draft.metrics()) {
      MetricKind kind = metric.kind().orElseThrow();
      boolean primary = flagged ? metric.primary() : metrics.isEmpty();
      metrics.add(
          new ExperimentMetric(metric.name(), kind, metric.direction(), primary, test(metric)));
    }
    return metrics;
  }

  private static String test(NewMetric metric) {
    return metric.test().orElseGet(() -> References.defaultTest(metric.kind().orElseThrow()));
  }
}
