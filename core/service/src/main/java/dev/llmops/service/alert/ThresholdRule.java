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
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Holds a value of a run against a limit, without any test. Thread-safe. */
final class ThresholdRule {

  private static final double ROUNDING = 1e-12;

  Finding check(Rule rule, Candidate candidate, Optional<Alert> open) {
    Run run = candidate.run();
    OptionalDouble value = rule.measure().value(run);
    if (value.isEmpty()) {
      return new Unknown();
    }
    if (rule.measure().equals(Measure.PASS_RATE_DROP)) {
      return drop(rule, candidate, open, value.getAsDouble());
    }
    if (rule.measure().equals(Measure.LATENCY_SPIKE)) {
      return spike(rule, candidate, value.getAsDouble());
    }
    return limit(rule, run, value.getAsDouble());
  }

  private static Finding limit(Rule rule, Run run, double value) {
    boolean most = rule.measure().direction(run).filter(Direction.DECREASE::equals).isPresent();
    boolean violated = most ? value > rule.limit() : value < rule.limit() - ROUNDING;
    return violated
        ? new Violated(
            rule.severity(),
            rule.limit(),
            OptionalDouble.of(value),
            RunWording.beyond(rule, run, value, most),
            new Facts().with("value", OptionalDouble.of(value)))
        : new Met(RunWording.within(rule, value, most));
  }

  private static Finding drop(Rule rule, Candidate candidate, Optional<Alert> open, double value) {
    Optional<Run> kept =
        open.flatMap(alert -> alert.details().get("baselineRun"))
            .map(Json::asString)
            .flatMap(candidate::find)
            .filter(run -> Comparability.sameButForVersion(run.spec(), candidate.run().spec()));
    Optional<Run> baseline = kept.or(() -> candidate.earlier(1).stream().findFirst());
    if (baseline.isEmpty() || Measure.PASS_RATE.value(baseline.get()).isEmpty()) {
      return new Unknown();
    }
    double before = Measure.PASS_RATE.value(baseline.get()).getAsDouble();
    double drop = before - value;
    if (drop + ROUNDING < rule.limit()) {
      return open.isPresent() && kept.isEmpty()
          ? new Unknown()
          : new Met(RunWording.noDrop(rule, before, value));
    }
    return new Violated(
        rule.severity(),
        rule.limit(),
        OptionalDouble.of(drop),
        RunWording.drop(rule, candidate.run(), before, value),
        new Facts()
            .with("baselineRun", baseline.get().id())
            .with("baselinePassRate", OptionalDouble.of(before))
            .with("passRate", OptionalDouble.of(value)));
  }

  private static Finding spike(Rule rule, Candidate candidate, double value) {
    List<Run> earlier = candidate.earlier(rule.window().orElse(Thresholds.BASELINE_WINDOW));
    double[] before =
        earlier.stream()
            .map(Measure.LATENCY_P99::value)
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .toArray();
    if (before.length == 0) {
      return new Unknown();
    }
    double usual = RobustScore.median(before);
    boolean violated =
        value > rule.limit() * usual && value - usual >= Thresholds.LATENCY_FLOOR.toMillis();
    if (!violated) {
      return new Met(RunWording.noSpike(value, usual, before.length));
    }
    return new Violated(
        rule.severity(),
        rule.limit(),
        usual > 0 ? OptionalDouble.of(value / usual) : OptionalDouble.empty(),
        RunWording.spike(rule, candidate.run(), value, usual, before.length),
        new Facts()
            .with("latencyP99", OptionalDouble.of(value))
            .with("usualLatencyP99", OptionalDouble.of(usual))
            .with("runs", before.length));
  }
}
