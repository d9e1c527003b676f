package dev.llmops.service.alert;

import dev.llmops.model.alert.Alert;
import dev.llmops.model.evaluation.Run;
import dev.llmops.model.experiment.Direction;
import dev.llmops.model.json.Json;
import dev.llmops.service.alert.Finding.Met;
import dev.llmops.service.alert.Finding.Unknown;
import dev.llmops.service.alert.Finding.Violated;
import dev.llmops.service.audit.Facts;
import dev.llmops.service.evaluation.Comparability;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares a run with a baseline by a paired test. A pinned baseline is the only one. Without it,
 * while an alert holds, its own baseline is kept, so that bad runs do not become the measure of
 * those after them. Otherwise there are two: the last comparable run, and, so that a drift by small
 * steps is noticed, the best of the last ones at a level divided by their number. Thread-safe.
 */
final class RegressionRule {

  // Rates are quotients of counts; a fall of exactly the limit must not be lost to rounding.
  private static final double ROUNDING = 1e-12;

  /**
   * A run to compare with.
   *
   * @param how why it is the baseline, for people
   * @param level the p value up to which a worsening is believed
   */
  private record Baseline(Run run, String how, double level) {}

  Finding check(Rule rule, Candidate candidate, Optional<Alert> open) {
    Optional<String> met = Optional.empty();
    for (Baseline baseline : baselines(rule, candidate, open)) {
      Optional<Worsening> change =
          candidate
              .comparedWith(baseline.run())
              .flatMap(comparison -> Worsening.of(rule.measure(), comparison));
      if (change.isPresent()) {
        if (isViolated(rule, change.get(), baseline.level())) {
          return violated(rule, candidate.run(), baseline, change.get());
        }
        met = Optional.of(RunWording.notWorse(rule, baseline.run(), change.get()));
      }
    }
    // With another baseline than the alert's own nothing is known of its end.
    boolean conclusive =
        open.isEmpty() || rule.baselineRun().isPresent() || kept(candidate, open).isPresent();
    return met.isPresent() && conclusive ? new Met(met.get()) : new Unknown();
  }

  private static boolean isViolated(Rule rule, Worsening change, double level) {
    return change.p().isPresent()
        && change.p().getAsDouble() <= level
        && change.amount() + ROUNDING >= rule.limit();
  }

  private static List<Baseline> baselines(Rule rule, Candidate candidate, Optional<Alert> open) {
    double level = Thresholds.SIGNIFICANCE / rule.alternatives();
    if (rule.baselineRun().isPresent()) {
      return candidate.find(rule.baselineRun().get()).stream()
          .filter(run -> !run.id().equals(candidate.run().id()))
          .map(run -> new Baseline(run, RunWording.pinned(), level))
          .toList();
    }
    Optional<Run> kept = kept(candidate, open);
    if (kept.isPresent()) {
      return List.of(new Baseline(kept.get(), RunWording.ofTheAlert(), level));
    }
    List<Run> earlier = candidate.earlier(rule.window().orElse(Thresholds.BASELINE_WINDOW));
    Map<String, Baseline> found = new LinkedHashMap<>();
    if (!earlier.isEmpty()) {
      Run last = earlier.get(0);
      found.put(last.id(), new Baseline(last, RunWording.last(), level));
      best(rule.measure(), earlier)
          .ifPresent(best ->
              found.putIfAbsent(
                  best.id(),
                  new Baseline(best, RunWording.bestOf(earlier.size()), level / earlier.size())));
    }
    return List.copyOf(found.values());
  }

  /** The baseline of the alert that holds, where the run can be compared with it. */
  private static Optional<Run> kept(Candidate candidate, Optional<Alert> open) {
    return open.flatMap(alert -> alert.details().get("baselineRun"))
        .map(Json::asString)
        .flatMap(candidate::find)
        .filter(run -> Comparability.sameButForVersion(run.spec(), candidate.run().spec()));
  }

  private static Optional<Run> best(Measure measure, List<Run> runs) {
    Comparator<Run> byValue = Comparator.comparingDouble(run -> measure.value(run).getAsDouble());
    boolean less = measure.direction(runs.get(0)).filter(Direction.DECREASE::equals).isPresent();
    return runs.stream()
        .filter(run -> measure.value(run).isPresent())
        .max(less ? byValue.reversed() : byValue);
  }

  private static Violated violated(Rule rule, Run run, Baseline baseline, Worsening change) {
    Facts details =
        new Facts()
            .with("baselineRun", baseline.run().id())
            .with("baseline", baseline.how())
            .with("baselineVersion", baseline.run().spec().promptVersion());
    change.describe(details, rule.measure());
    return new Violated(
        rule.severity(change.amount() + ROUNDING),
        rule.limit(),
        change.finiteAmount(),
        RunWording.regression(rule, baseline.run(), baseline.how(), run, change),
        details);
  }
}
