package dev.llmops.service.experiment;

import dev.llmops.kernel.version.SemanticVersion;
import dev.llmops.model.experiment.Direction;
import dev.llmops.model.experiment.MetricKind;
import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.PromptReference;
import dev.llmops.service.error.Problems;
import dev.llmops.service.experiment.NewExperiment.NewMetric;
import dev.llmops.service.experiment.NewExperiment.NewVariant;
import dev.llmops.service.prompt.NewPromptVersion;
import dev.llmops.service.prompt.PromptCheck;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An experiment between two prompt versions that differ in nothing else, with variants {@code
 * control} and {@code treatment}. Versions that do not exist yet are created with it.
 *
 * @param name the experiment's name
 * @param description the hypothesis; names the versions when empty
 * @param control what is served now
 * @param treatment what may be better
 * @param share the treatment's part of the traffic, strictly between 0 and 1; half when empty
 * @param provider the provider instance of both
 * @param model the model of both
 * @param parameters of both, a JSON object
 * @param metrics what to watch; {@code quality} (primary), {@code latency} and {@code satisfaction}
 *     when empty
 * @param minSamples units an arm must have before a decision; empty for the server's default
 * @param confidence the level of intervals; empty for the server's default
 */
public record PromptComparison(
    String name,
    String description,
    Arm control,
    Arm treatment,
    Optional<Double> share,
    Optional<String> provider,
    Optional<String> model,
    Json parameters,
    List<NewMetric> metrics,
    Optional<Long> minSamples,
    Optional<Double> confidence) {

  /**
   * One of the two: either a version to create or one that exists.
   *
   * @param create a version to create
   * @param prompt a version that exists; a label or range means the version that it leads to when
   *     the comparison is created
   */
  public record Arm(Optional<NewPromptVersion> create, Optional<PromptReference> prompt) {

    private static final Arm MISSING = new Arm(Optional.empty(), Optional.empty());

    public Arm {
      create = create == null ? Optional.empty() : create;
      prompt = prompt == null ? Optional.empty() : prompt;
    }

    /** A version to create. */
    public static Arm creating(NewPromptVersion version) {
      return new Arm(Optional.of(version), Optional.empty());
    }

    /** A version that exists. */
    public static Arm existing(String prompt, String ref) {
      return new Arm(Optional.empty(), Optional.of(new PromptReference(prompt, ref)));
    }

    private Optional<PromptReference> reference() {
      return create.map(Arm::reference).or(() -> prompt);
    }

    private static PromptReference reference(NewPromptVersion version) {
      String number = version.version();
      return new PromptReference(
          version.name(),
          SemanticVersion.isVersion(number) ? SemanticVersion.parse(number).toString() : number);
    }

    private void check(
        String pointer, Function<NewPromptVersion, PromptCheck> versions, Problems problems) {
      problems.require(
          create.isPresent() != prompt.isPresent(),
          pointer,
          "give either the version to create, as \"create\", or one that exists, as \"prompt\"");
      create
          .map(versions)
          .ifPresent(found ->
              found
                  .problems()
                  .forEach(problem ->
                      problems.add(pointer + "/create" + problem.pointer(), problem.message())));
    }
  }

  public PromptComparison {
    name = name == null ? "" : name;
    description = description == null ? "" : description;
    control = control == null ? Arm.MISSING : control;
    treatment = treatment == null ? Arm.MISSING : treatment;
    share = share == null ? Optional.empty() : share;
    provider = provider == null ? Optional.empty() : provider;
    model = model == null ? Optional.empty() : model;
    parameters = parameters == null || parameters.isNull() ? Json.EMPTY_OBJECT : parameters;
    metrics = metrics == null ? List.of() : List.copyOf(metrics);
    minSamples = minSamples == null ? Optional.empty() : minSamples;
    confidence = confidence == null ? Optional.empty() : confidence;
  }

  /** With half of the traffic for each and the server's defaults. */
  public static PromptComparison of(String name, Arm control, Arm treatment) {
    return new PromptComparison(
        name,
        "",
        control,
        treatment,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Json.EMPTY_OBJECT,
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  /** The versions to create, the control's first. */
  List<NewPromptVersion> versions() {
    return Stream.of(control, treatment).flatMap(arm -> arm.create().stream()).toList();
  }

  /** The same as references. */
  Set<PromptReference> coming() {
    return versions().stream().map(Arm::reference).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Finds what is wrong with it beside what is wrong with the experiment.
   *
   * @param pinned makes an exact version of a reference that leads to one
   * @param versions checks the versions to create
   */
  Problems check(
      UnaryOperator<PromptReference> pinned, Function<NewPromptVersion, PromptCheck> versions) {
    Problems problems = new Problems();
    control.check("/control", versions, problems);
    treatment.check("/treatment", versions, problems);
    Optional<PromptReference> served = control.reference().map(pinned);
    problems.require(
        served.isEmpty() || !served.equals(treatment.reference().map(pinned)),
        "/treatment",
        "control and treatment are the same version, so that there is nothing to compare");
    problems.require(
        share.isEmpty() || (share.get() > 0 && share.get() < 1),
        "/share",
        "the treatment's share must be above 0 and below 1, such as 0.5; was " + share.orElse(0.5));
    return problems;
  }

  /**
   * The experiment to create.
   *
   * @param pinned makes an exact version of a reference that leads to one, so that a label which
   *     moves to a version of the comparison does not make both arms the same
   */
  NewExperiment toExperiment(UnaryOperator<PromptReference> pinned) {
    double treated = share.filter(value -> value > 0 && value < 1).orElse(0.5);
    Optional<PromptReference> served = control.reference().map(pinned);
    Optional<PromptReference> tried = treatment.reference().map(pinned);
    return new NewExperiment(
        name,
        description.isEmpty()
            ? "Prompt comparison: " + text(served) + ", " + text(tried)
            : description,
        Json.EMPTY_OBJECT,
        List.of(variant("control", served), variant("treatment", tried)),
        Map.of(),
        Map.of("control", 1 - treated, "treatment", treated),
        metrics.isEmpty() ? defaultMetrics() : metrics,
        minSamples,
        confidence,
        List.of(),
        Optional.empty(),
        List.of());
  }

  private NewVariant variant(String arm, Optional<PromptReference> prompt) {
    return new NewVariant(arm, "", arm.equals("control"), prompt, provider, model, parameters);
  }

  private static String text(Optional<PromptReference> prompt) {
    return prompt.map(reference -> reference.name() + " " + reference.ref()).orElse("");
  }

  /** Where in the comparison stands what the experiment has at a place. */
  static String pointer(String inExperiment) {
    return inExperiment
        .replaceFirst("^/variants/0/prompt", "/control/prompt")
        .replaceFirst("^/variants/1/prompt", "/treatment/prompt")
        .replaceFirst("^/variants/[01]/", "/");
  }

  private static List<NewMetric> defaultMetrics() {
    return List.of(
        NewMetric.of("quality", MetricKind.MEAN, Direction.INCREASE, true),
        NewMetric.of("latency", MetricKind.MEAN, Direction.DECREASE, false),
        NewMetric.of("satisfaction", MetricKind.MEAN, Direction.INCREASE, false));
  }
}
