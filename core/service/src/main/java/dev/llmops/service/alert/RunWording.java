package dev.llmops.service.alert;

import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.RunSpec;
import java.util.Locale;

/** Every sentence that alerts on evaluation runs are told in. */
final class RunWording {

  private RunWording() {}

  static String pinned() {
    return "pinned baseline";
  }

  static String last() {
    return "last comparable run";
  }

  static String ofTheAlert() {
    return "baseline of the alert";
  }

  static String bestOf(int runs) {
    return "best of the last " + runs + " comparable runs";
  }

  static String dropped() {
    return "The condition is not checked any more: a monitor has taken its place, or it is disabled.";
  }

  static String regression(Rule rule, Run baseline, String how, Run run, Worsening change) {
    return rule.measure().metric().isEmpty()
        ? text(
            "%s fell from %.1f %% with version %s to %.1f %% with version %s, by %.1f points"
                + " (p = %.2g over %d samples; against the %s).",
            subject(rule, run),
            100 * change.before(),
            baseline.spec().promptVersion(),
            100 * change.after(),
            run.spec().promptVersion(),
            100 * change.amount(),
            change.p().getAsDouble(),
            change.pairs(),
            how)
        : text(
            "%s got worse, from %.4g with version %s to %.4g with version %s (p = %.2g over %d"
                + " samples; against the %s).",
            subject(rule, run),
            change.before(),
            baseline.spec().promptVersion(),
            change.after(),
            run.spec().promptVersion(),
            change.p().getAsDouble(),
            change.pairs(),
            how);
  }

  static String notWorse(Rule rule, Run baseline, Worsening change) {
    return text(
        "%s is %s, which is not significantly worse by %s or more than %s in the baseline run %s",
        name(rule.measure()),
        value(rule.measure(), change.after()),
        rule.measure().metric().isEmpty()
            ? text("%.1f points", 100 * rule.limit())
            : text("%.0f %%", 100 * rule.limit()),
        value(rule.measure(), change.before()),
        baseline.id());
  }

  static String beyond(Rule rule, Run run, double value, boolean most) {
    return text(
        "%s is %s with version %s, %s the limit of %s.",
        subject(rule, run),
        value(rule.measure(), value),
        run.spec().promptVersion(),
        most ? "above" : "below",
        value(rule.measure(), rule.limit()));
  }

  static String within(Rule rule, double value, boolean most) {
    return text(
        "%s is %s, %s the limit of %s",
        name(rule.measure()),
        value(rule.measure(), value),
        most ? "not above" : "not below",
        value(rule.measure(), rule.limit()));
  }

  static String drop(Rule rule, Run run, double before, double after) {
    return text(
        "%s fell from %.1f %% to %.1f %% with version %s, by %.1f points.",
        subject(rule, run),
        100 * before,
        100 * after,
        run.spec().promptVersion(),
        100 * (before - after));
  }

  static String noDrop(Rule rule, double before, double after) {
    return text(
        "the pass rate is %.1f %%, less than %.1f points below the %.1f %% of the baseline",
        100 * after, 100 * rule.limit(), 100 * before);
  }

  static String spike(Rule rule, Run run, double value, double usual, int runs) {
    return text(
        "%s is %s with version %s, more than %.4g times the %s it was in the last %d comparable"
            + " runs.",
        subject(rule, run),
        value(Measure.LATENCY_P99, value),
        run.spec().promptVersion(),
        rule.limit(),
        value(Measure.LATENCY_P99, usual),
        runs);
  }

  static String noSpike(double value, double usual, int runs) {
    return text(
        "the 99th percentile of the latency is %s, after %s in the last %d comparable runs",
        value(Measure.LATENCY_P99, value), value(Measure.LATENCY_P99, usual), runs);
  }

  static String anomaly(Rule rule, Run run, double value, RobustScore score, int runs) {
    return text(
        "%s is unusual: %s with version %s, where the median of the last %d comparable runs is %s%s.",
        subject(rule, run),
        value(rule.measure(), value),
        run.spec().promptVersion(),
        runs,
        value(rule.measure(), score.median()),
        Double.isFinite(score.score())
            ? text(", %.1f robust standard deviations away", Math.abs(score.score()))
            : " and none differs from it");
  }

  static String usual(Rule rule, RobustScore score) {
    return text(
        "%s is %.1f robust standard deviations from its median of %s, within %.4g",
        name(rule.measure()),
        Math.abs(score.score()),
        value(rule.measure(), score.median()),
        rule.limit());
  }

  static String recovered(Run run, String how) {
    return "run " + run.id() + ": " + how;
  }

  private static String subject(Rule rule, Run run) {
    RunSpec spec = run.spec();
    String name = name(rule.measure());
    return text(
        "%s%s of prompt %s on %s version %d",
        name.substring(0, 1).toUpperCase(Locale.ROOT),
        name.substring(1),
        spec.prompt(),
        spec.dataset(),
        spec.datasetVersion());
  }

  private static String name(Measure measure) {
    if (measure.metric().isPresent()) {
      return "the mean of " + measure.metric().get();
    }
    return measure.equals(Measure.PASS_RATE) || measure.equals(Measure.PASS_RATE_DROP)
        ? "the pass rate"
        : "the 99th percentile of the latency";
  }

  private static String value(Measure measure, double value) {
    if (measure.metric().isPresent()) {
      return text("%.4g", value);
    }
    return measure.equals(Measure.PASS_RATE) || measure.equals(Measure.PASS_RATE_DROP)
        ? text("%.1f %%", 100 * value)
        : text("%.0f ms", value);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
