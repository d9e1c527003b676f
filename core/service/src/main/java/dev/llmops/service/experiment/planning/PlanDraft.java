package dev.llmops.service.experiment.planning;

import dev.llmops.model.experiment.MetricKind;
import dev.llmops.service.error.Problems;
import dev.llmops.service.experiment.ExperimentCodes;
import dev.llmops.service.experiment.planning.Plan.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Finds everything that is wrong with a request and, when nothing is, what is asked. */
final class PlanDraft {

  private static final int MAX_VARIANTS = 50;
  private static final int MAX_METRICS = 100;
  private static final double MAX_NUMBER = 1e100;

  private final PlanRequest request;
  private final Problems problems = new Problems();
  private final double confidence;

  private PlanDraft(PlanRequest request, double confidence) {
    this.request = request;
    this.confidence = confidence;
  }

  /**
   * What is asked, with everything made exact.
   *
   * @param effect the effect in the metric's own unit; empty when asked for
   * @param base what relative effects are fractions of; empty when not known
   */
  record Asked(
      Question question,
      double confidence,
      int comparisons,
      Shares shares,
      Power test,
      OptionalDouble effect,
      OptionalDouble base) {

    double level() {
      return (1 - confidence) / comparisons;
    }
  }

  /** Throws {@code INVALID} with all problems. */
  static Asked check(PlanRequest request, double defaultConfidence) {
    PlanDraft draft = new PlanDraft(request, request.confidence().orElse(defaultConfidence));
    draft.numbers();
    draft.metric();
    Optional<Question> question = draft.question();
    draft.effect();
    draft.problems.throwIfAny(ExperimentCodes.INVALID_PLAN, "the plan");
    return draft.asked(question.orElseThrow());
  }

  private void numbers() {
    problems.require(
        confidence > 0 && confidence < 1,
        "/confidence",
        "confidence must be above 0 and below 1, such as 0.95; was " + confidence);
    int metrics = request.primaryMetrics().orElse(1);
    problems.require(
        metrics >= 1 && metrics <= MAX_METRICS,
        "/primaryMetrics",
        "primaryMetrics must be 1 to " + MAX_METRICS + ", was " + metrics);
    List<Double> weights = request.weights();
    problems.require(
        weights.isEmpty() || (weights.size() >= 2 && weights.size() <= MAX_VARIANTS),
        "/weights",
        "give 2 to " + MAX_VARIANTS + " weights, the control's first; there are " + weights.size());
    for (int i = 0; i < weights.size(); i++) {
      positive(Optional.ofNullable(weights.get(i)).orElse(0.0), "/weights/" + i, "a weight");
    }
    request
        .unitsPerDay()
        .ifPresent(value ->
            problems.require(value >= 1, "/unitsPerDay", "must be at least 1, was " + value));
    request
        .power()
        .ifPresent(power ->
            problems.require(
                power > 1 - confidence && power < 1,
                "/power",
                "power must be below 1 and above 1 - confidence, such as 0.8; was " + power));
  }

  private void metric() {
    if (request.kind().isEmpty()) {
      problems.add("/kind", "a kind is required: proportion or mean");
      return;
    }
    switch (request.kind().orElseThrow()) {
      case PROPORTION -> {
        foreign(request.standardDeviation(), "/standardDeviation", "mean");
        foreign(request.controlMean(), "/controlMean", "mean");
        request
            .controlRate()
            .ifPresentOrElse(
                rate ->
                    problems.require(
                        rate > 0 && rate < 1,
                        "/controlRate",
                        "controlRate must be above 0 and below 1, such as 0.3; was " + rate),
                () ->
                    problems.add(
                        "/controlRate", "a proportion needs the rate expected of the control"));
      }
      case MEAN -> {
        foreign(request.controlRate(), "/controlRate", "proportion");
        request
            .controlMean()
            .ifPresent(mean ->
                problems.require(
                    Math.abs(mean) > 0 && Math.abs(mean) <= MAX_NUMBER,
                    "/controlMean",
                    "controlMean must not be 0, or nothing is a fraction of it; was " + mean));
        request
            .standardDeviation()
            .ifPresentOrElse(
                value -> positive(value, "/standardDeviation", "standardDeviation"),
                () ->
                    problems.add(
                        "/standardDeviation", "a mean needs the standard deviation of its units"));
      }
    }
  }

  private void foreign(Optional<Double> value, String pointer, String kind) {
    problems.require(
        value.isEmpty(), pointer, "only a " + kind + " has this; leave it out or change the kind");
  }

  private void positive(double value, String pointer, String name) {
    problems.require(
        value > 0 && value <= MAX_NUMBER, pointer, name + " must be above 0, was " + value);
  }

  private Optional<Question> question() {
    if (request.effect().isPresent() && request.relativeEffect().isPresent()) {
      problems.add("/relativeEffect", "give either effect or relativeEffect, not both");
    }
    boolean effect = request.effect().isPresent() || request.relativeEffect().isPresent();
    List<Question> open = new ArrayList<>();
    if (request.units().isEmpty()) {
      open.add(Question.UNITS);
    }
    if (!effect) {
      open.add(Question.EFFECT);
    }
    if (request.power().isEmpty()) {
      open.add(Question.POWER);
    }
    if (open.size() == 1) {
      return Optional.of(open.getFirst());
    }
    problems.add(
        "",
        "give two of units, effect (or relativeEffect) and power, and the third is answered; given "
            + (open.isEmpty() ? "are all three" : open.size() == 3 ? "is none" : "is only one"));
    return Optional.empty();
  }

  private void effect() {
    request
        .units()
        .ifPresent(units ->
            problems.require(
                units > 0 && units <= Planner.MOST_UNITS,
                "/units",
                "units must be 1 to " + Planner.MOST_UNITS + ", was " + units));
    request.effect().ifPresent(effect -> positive(effect, "/effect", "effect"));
    request
        .relativeEffect()
        .ifPresent(effect -> positive(effect, "/relativeEffect", "relativeEffect"));
    boolean sound = problems.isEmpty();
    if (request.relativeEffect().isPresent()
        && request.kind().filter(MetricKind.MEAN::equals).isPresent()
        && request.controlMean().isEmpty()) {
      problems.add("/controlMean", "a relative effect is a fraction of it; give it or an effect");
      return;
    }
    if (!sound) {
      return;
    }
    double largest = test(1).largestEffect();
    ownEffect()
        .ifPresent(effect ->
            problems.require(
                effect < largest,
                request.effect().isPresent() ? "/effect" : "/relativeEffect",
                "from a rate of "
                    + request.controlRate().orElse(0.0)
                    + " an effect of "
                    + effect
                    + " leaves the rates between 0 and 1; it must be below "
                    + largest));
    Shares shares = shares();
    problems.require(
        shares.smallest() * Planner.MOST_UNITS >= 2,
        "/weights",
        "the smallest weight leaves its variant fewer than 2 of %,d units; give it more"
            .formatted(Planner.MOST_UNITS));
    request
        .units()
        .ifPresent(units ->
            problems.require(
                shares.smallest() * units >= 2,
                "/units",
                "every variant needs at least 2 units; with these weights that takes "
                    + (long) Math.ceil(2 / shares.smallest())));
  }

  private OptionalDouble base() {
    Optional<Double> base = request.controlRate().or(request::controlMean).map(Math::abs);
    return base.isPresent() ? OptionalDouble.of(base.orElseThrow()) : OptionalDouble.empty();
  }

  private OptionalDouble ownEffect() {
    if (request.effect().isPresent()) {
      return OptionalDouble.of(request.effect().orElseThrow());
    }
    return request.relativeEffect().isPresent()
        ? OptionalDouble.of(request.relativeEffect().orElseThrow() * base().orElseThrow())
        : OptionalDouble.empty();
  }

  private Shares shares() {
    return request.weights().isEmpty()
        ? Shares.ofWeights(List.of(1.0, 1.0))
        : Shares.ofWeights(request.weights());
  }

  private Power test(double level) {
    return switch (request.kind().orElseThrow()) {
      case PROPORTION ->
          new ProportionPower(request.controlRate().orElseThrow(), request.direction(), level);
      case MEAN -> new MeanPower(request.standardDeviation().orElseThrow(), level);
    };
  }

  private Asked asked(Question question) {
    Shares shares = shares();
    int comparisons = (shares.count() - 1) * request.primaryMetrics().orElse(1);
    return new Asked(
        question,
        confidence,
        comparisons,
        shares,
        test((1 - confidence) / comparisons),
        ownEffect(),
        base());
  }
}
