package dev.llmops.service.experiment.analysis;

import dev.llmops.model.experiment.Direction;
import dev.llmops.spi.stats.TestResult;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A treatment compared with the control in one metric. Every number is finite; what does not exist
 * is empty.
 *
 * @param variant the treatment
 * @param status {@code ok}, {@code approximate}, {@code no_evidence}, {@code insufficient}, {@code
 *     undefined}, or {@code failed} when the test gave no result
 * @param method what was computed, in words
 * @param estimate treatment minus control
 * @param interval the interval for the difference
 * @param pValue two-sided, 0 to 1
 * @param adjustedPValue the same, adjusted for the number of comparisons that the decision rests
 *     on; primary metrics only
 * @param relativeChange the estimate as a fraction of the control's mean
 * @param verdict what the decision may take from it
 * @param notes what a reader should know, such as why there is no number
 */
public record Comparison(
    String variant,
    String status,
    String method,
    OptionalDouble estimate,
    Optional<TestResult.Interval> interval,
    OptionalDouble pValue,
    OptionalDouble adjustedPValue,
    OptionalDouble relativeChange,
    Verdict verdict,
    List<String> notes) {

  /** The status of a comparison whose test gave no result. */
  public static final String FAILED = "failed";

  /** What a comparison says at the level of significance. */
  public enum Verdict {
    /** The treatment is better. */
    IMPROVEMENT,
    /** It is worse. */
    DETERIORATION,
    /** Neither can be said. */
    INCONCLUSIVE
  }

  public Comparison {
    Objects.requireNonNull(variant, "variant is null");
    Objects.requireNonNull(status, "status is null");
    Objects.requireNonNull(method, "method is null");
    Objects.requireNonNull(estimate, "estimate is null");
    Objects.requireNonNull(interval, "interval is null");
    Objects.requireNonNull(pValue, "pValue is null");
    Objects.requireNonNull(adjustedPValue, "adjustedPValue is null");
    Objects.requireNonNull(relativeChange, "relativeChange is null");
    Objects.requireNonNull(verdict, "verdict is null");
    notes = List.copyOf(notes);
  }

  /** From what a test found; numbers that may not be used are left out. */
  static Comparison of(String variant, TestResult result, OptionalDouble controlMean) {
    boolean usable = result.usable();
    OptionalDouble estimate = usable ? result.estimate() : OptionalDouble.empty();
    return new Comparison(
        variant,
        result.status().name().toLowerCase(Locale.ROOT),
        result.method(),
        estimate,
        usable ? result.interval() : Optional.empty(),
        usable ? result.pValue() : OptionalDouble.empty(),
        OptionalDouble.empty(),
        relative(estimate, controlMean),
        Verdict.INCONCLUSIVE,
        result.warnings());
  }

  /** Without numbers, and why there are none. */
  static Comparison without(String variant, String status, String reason) {
    return new Comparison(
        variant,
        status,
        "",
        OptionalDouble.empty(),
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        Verdict.INCONCLUSIVE,
        List.of(reason));
  }

  private static OptionalDouble relative(OptionalDouble estimate, OptionalDouble controlMean) {
    if (estimate.isEmpty() || controlMean.isEmpty() || controlMean.getAsDouble() == 0) {
      return OptionalDouble.empty();
    }
    double change = estimate.getAsDouble() / Math.abs(controlMean.getAsDouble());
    return Double.isFinite(change) ? OptionalDouble.of(change) : OptionalDouble.empty();
  }

  /** Whether it is from a test whose numbers hold at all looks together. */
  boolean holdsAtAllLooks() {
    return interval
        .filter(found -> found.kind() == TestResult.IntervalKind.ALWAYS_VALID)
        .isPresent();
  }

  /** With the verdict of its own p value, for a metric that the decision does not rest on. */
  Comparison judged(Direction direction, double alpha) {
    return judged(direction, pValue, OptionalDouble.empty(), alpha);
  }

  /** With the verdict of the adjusted p value. */
  Comparison judgedBy(double adjusted, Direction direction, double alpha) {
    OptionalDouble shown =
        pValue.isPresent() ? OptionalDouble.of(adjusted) : OptionalDouble.empty();
    return judged(direction, shown, shown, alpha);
  }

  private Comparison judged(
      Direction direction, OptionalDouble deciding, OptionalDouble adjusted, double alpha) {
    boolean significant =
        deciding.isPresent()
            && deciding.getAsDouble() <= alpha
            && estimate.isPresent()
            && estimate.getAsDouble() != 0;
    Verdict judged = Verdict.INCONCLUSIVE;
    if (significant) {
      judged =
          direction.improves(estimate.getAsDouble()) ? Verdict.IMPROVEMENT : Verdict.DETERIORATION;
    }
    return new Comparison(
        variant,
        status,
        method,
        estimate,
        interval,
        pValue,
        adjusted,
        relativeChange,
        judged,
        notes);
  }
}
