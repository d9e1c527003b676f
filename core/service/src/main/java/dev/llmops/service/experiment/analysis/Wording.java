package dev.llmops.service.experiment.analysis;

import dev.llmops.model.experiment.MetricKind;
import dev.llmops.service.message.Message;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Numbers in sentences, the same in every locale. */
final class Wording {

  private Wording() {}

  /** Four significant digits, without an exponent in the usual range. */
  static String number(double value) {
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros();
    boolean usual = rounded.signum() == 0 || (Math.abs(value) >= 1e-6 && Math.abs(value) < 1e12);
    return usual ? rounded.toPlainString() : rounded.toString();
  }

  static String signed(double value) {
    return (value > 0 ? "+" : "") + number(value);
  }

  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  static String p(double value) {
    return value < 0.0001 ? "p < 0.0001" : "p = " + number(value);
  }

  static String percent(double fraction) {
    return String.format(
        Locale.ROOT, Math.abs(fraction) < 0.01 ? "%.2f %%" : "%.1f %%", fraction * 100);
  }

  /** A level of confidence, such as {@code 95 %}. */
  static String level(double level) {
    return number(level * 100) + " %";
  }

  /** A value of a metric: proportions as percentages. */
  static String value(MetricKind kind, double value) {
    return kind == MetricKind.PROPORTION ? percent(value) : number(value);
  }

  /** A difference of a metric: of proportions in percentage points. */
  static String difference(MetricKind kind, double value) {
    return kind == MetricKind.PROPORTION
        ? Message.VALUE_POINTS.with("points", String.format(Locale.ROOT, "%+.2f", value * 100))
        : signed(value);
  }

  /** Such as {@code 512 : 488}. */
  static String counts(List<SampleRatio.Arm> arms) {
    return Message.RATIO_COUNTS.with(
        "counts", arms.stream().map(arm -> count(arm.units())).collect(Collectors.joining(" : ")));
  }
}
