package dev.llmops.service.alert;

import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.RunSpec;
import dev.llmops.service.message.Message;
import java.util.Locale;

/** Every sentence that alerts on evaluation runs are told in. Numbers are the same everywhere. */
final class RunWording {

  private RunWording() {}

  static String pinned() {
    return Message.ALERT_BASELINE_PINNED.with();
  }

  static String last() {
    return Message.ALERT_BASELINE_LAST.with();
  }

  static String ofTheAlert() {
    return Message.ALERT_BASELINE_ALERT.with();
  }

  static String bestOf(int runs) {
    return Message.ALERT_BASELINE_BEST.with("runs", runs);
  }

  static String dropped() {
    return Message.ALERT_DROPPED.with();
  }

  static String regression(Rule rule, Run baseline, String how, Run run, Worsening change) {
    Message sentence =
        rule.measure().metric().isEmpty()
            ? Message.ALERT_REGRESSION_PASSRATE
            : Message.ALERT_REGRESSION_METRIC;
    return sentence.with(
        "subject",
        subject(rule, run),
        "before",
        value(rule.measure(), change.before()),
        "baselineVersion",
        baseline.spec().promptVersion(),
        "after",
        value(rule.measure(), change.after()),
        "version",
        run.spec().promptVersion(),
        "amount",
        amount(rule.measure(), change.amount()),
        "p",
        text("%.2g", change.p().getAsDouble()),
        "samples",
        change.pairs(),
        "baseline",
        how);
  }

  static String notWorse(Rule rule, Run baseline, Worsening change) {
    return Message.ALERT_REGRESSION_OVER.with(
        "measure",
        name(rule.measure()),
        "value",
        value(rule.measure(), change.after()),
        "limit",
        amount(rule.measure(), rule.limit()),
        "before",
        value(rule.measure(), change.before()),
        "run",
        baseline.id());
  }

  static String beyond(Rule rule, Run run, double value, boolean most) {
    Message sentence = most ? Message.ALERT_LIMIT_ABOVE : Message.ALERT_LIMIT_BELOW;
    return sentence.with(
        "subject",
        subject(rule, run),
        "value",
        value(rule.measure(), value),
        "version",
        run.spec().promptVersion(),
        "limit",
        value(rule.measure(), rule.limit()));
  }

  static String within(Rule rule, double value, boolean most) {
    Message sentence = most ? Message.ALERT_LIMIT_NOTABOVE : Message.ALERT_LIMIT_NOTBELOW;
    return sentence.with(
        "measure",
        name(rule.measure()),
        "value",
        value(rule.measure(), value),
        "limit",
        value(rule.measure(), rule.limit()));
  }

  static String drop(Rule rule, Run run, double before, double after) {
    return Message.ALERT_DROP.with(
        "subject",
        subject(rule, run),
        "before",
        value(rule.measure(), before),
        "after",
        value(rule.measure(), after),
        "version",
        run.spec().promptVersion(),
        "amount",
        amount(rule.measure(), before - after));
  }

  static String noDrop(Rule rule, double before, double after) {
    return Message.ALERT_DROP_OVER.with(
        "measure",
        name(rule.measure()),
        "value",
        value(rule.measure(), after),
        "limit",
        amount(rule.measure(), rule.limit()),
        "before",
        value(rule.measure(), before));
  }

  static String spike(Rule rule, Run run, double value, double usual, int runs) {
    return Message.ALERT_SPIKE.with(
        "subject",
        subject(rule, run),
        "value",
        value(Measure.LATENCY_P99, value),
        "version",
        run.spec().promptVersion(),
        "limit",
        number(rule.limit()),
        "usual",
        value(Measure.LATENCY_P99, usual),
        "runs",
        runs);
  }

  static String noSpike(double value, double usual, int runs) {
    return Message.ALERT_SPIKE_OVER.with(
        "measure",
        name(Measure.LATENCY_P99),
        "value",
        value(Measure.LATENCY_P99, value),
        "usual",
        value(Measure.LATENCY_P99, usual),
        "runs",
        runs);
  }

  static String anomaly(Rule rule, Run run, double value, RobustScore score, int runs) {
    Message sentence =
        Double.isFinite(score.score()) ? Message.ALERT_ANOMALY_FAR : Message.ALERT_ANOMALY_UNLIKE;
    return sentence.with(
        "subject",
        subject(rule, run),
        "value",
        value(rule.measure(), value),
        "version",
        run.spec().promptVersion(),
        "runs",
        runs,
        "median",
        value(rule.measure(), score.median()),
        "distance",
        distance(score));
  }

  static String usual(Rule rule, RobustScore score) {
    return Message.ALERT_ANOMALY_OVER.with(
        "measure",
        name(rule.measure()),
        "distance",
        distance(score),
        "median",
        value(rule.measure(), score.median()),
        "limit",
        number(rule.limit()));
  }

  static String recovered(Run run, String how) {
    return Message.ALERT_RUN_OVER.with("run", run.id(), "reason", how);
  }

  private static String subject(Rule rule, Run run) {
    RunSpec spec = run.spec();
    return ofThree(
            rule.measure(),
            Message.ALERT_SUBJECT_METRIC,
            Message.ALERT_SUBJECT_PASSRATE,
            Message.ALERT_SUBJECT_LATENCY)
        .with(
            "metric",
            rule.measure().metric().orElse(""),
            "prompt",
            spec.prompt(),
            "dataset",
            spec.dataset(),
            "datasetVersion",
            spec.datasetVersion());
  }

  private static String name(Measure measure) {
    return ofThree(
            measure,
            Message.ALERT_MEASURE_METRIC,
            Message.ALERT_MEASURE_PASSRATE,
            Message.ALERT_MEASURE_LATENCY)
        .with("metric", measure.metric().orElse(""));
  }

  private static Message ofThree(
      Measure measure, Message metric, Message passRate, Message latency) {
    if (measure.metric().isPresent()) {
      return metric;
    }
    return isRate(measure) ? passRate : latency;
  }

  private static boolean isRate(Measure measure) {
    return measure.equals(Measure.PASS_RATE) || measure.equals(Measure.PASS_RATE_DROP);
  }

  private static String value(Measure measure, double value) {
    if (measure.metric().isPresent()) {
      return number(value);
    }
    return isRate(measure)
        ? text("%.1f %%", 100 * value)
        : Message.VALUE_MILLIS.with("millis", text("%.0f", value));
  }

  /** How much it fell or got worse: in points, or for a metric as a share. */
  private static String amount(Measure measure, double amount) {
    return measure.metric().isEmpty()
        ? Message.VALUE_POINTS.with("points", text("%.1f", 100 * amount))
        : text("%.0f %%", 100 * amount);
  }

  private static String distance(RobustScore score) {
    return text("%.1f", Math.abs(score.score()));
  }

  private static String number(double value) {
    return text("%.4g", value);
  }

  private static String text(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
