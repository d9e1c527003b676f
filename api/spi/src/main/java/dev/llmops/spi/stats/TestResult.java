package dev.llmops.spi.stats;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What a statistical test found. Every number in it is finite; what does not exist is empty.
 * Immutable.
 *
 * @since 1.0
 */
public final class TestResult {

  /** Whether the numbers may be used. */
  public enum Status {
    /** They may. */
    OK,
    /** They may, with the care that the warnings name. */
    APPROXIMATE,
    /** There are too few data. */
    INSUFFICIENT,
    /** The data admit no such number, as with zero variance. */
    UNDEFINED,
    /** The data say nothing about a difference, as when no pair is discordant; p is 1. */
    NO_EVIDENCE
  }

  /** How an interval is to be read. */
  public enum IntervalKind {
    /** Holds its level at one look of planned size. */
    FIXED_HORIZON,
    /** Holds its level at all looks together. */
    ALWAYS_VALID,
    /** A posterior interval. */
    CREDIBLE
  }

  /**
   * An interval for the difference.
   *
   * @param low the lower bound
   * @param high the upper bound
   * @param level its level, between 0 and 1
   * @param kind how it is to be read
   */
  public record Interval(double low, double high, double level, IntervalKind kind) {

    public Interval {
      if (!Double.isFinite(low) || !Double.isFinite(high) || low > high) {
        throw new IllegalArgumentException("impossible interval: " + low + " to " + high);
      }
      Objects.requireNonNull(kind, "kind is null");
    }
  }

  /**
   * What is believed of the difference after the data.
   *
   * @param greater the probability that it is above 0, the treatment's value the greater one
   * @param shortfall how much the treatment is expected to fall short of the control: the mean of
   *     the difference below 0, with 0 where it is above; at least 0. It is the expected loss of
   *     choosing the treatment where greater is better
   * @param excess how much it is expected to exceed the control, likewise
   */
  public record Posterior(double greater, double shortfall, double excess) {

    public Posterior {
      if (!(greater >= 0 && greater <= 1)) {
        throw new IllegalArgumentException("a probability must be 0 to 1, was " + greater);
      }
      if (!(shortfall >= 0 && excess >= 0) || Double.isInfinite(shortfall + excess)) {
        throw new IllegalArgumentException(
            "impossible shortfall and excess: " + shortfall + " and " + excess);
      }
    }
  }

  private final Status status;
  private final String method;
  private final OptionalDouble estimate;
  private final OptionalDouble standardError;
  private final OptionalDouble statistic;
  private final OptionalDouble degreesOfFreedom;
  private final OptionalDouble pValue;
  private final OptionalDouble log10P;
  private final Optional<Interval> interval;
  private final Optional<Posterior> posterior;
  private final List<String> warnings;
  private final Map<String, Double> details;

  private TestResult(Builder builder) {
    this.status = builder.status;
    this.method = builder.method;
    this.estimate = builder.estimate;
    this.standardError = builder.standardError;
    this.statistic = builder.statistic;
    this.degreesOfFreedom = builder.degreesOfFreedom;
    this.pValue = builder.pValue;
    this.log10P = builder.log10P;
    this.interval = builder.interval;
    this.posterior = builder.posterior;
    this.warnings = List.copyOf(builder.warnings);
    this.details = Collections.unmodifiableMap(new TreeMap<>(builder.details));
  }

  /** A result of the named method. */
  public static Builder of(Status status, String method) {
    return new Builder(status, method);
  }

  /** A result without numbers, and why there are none. */
  public static TestResult without(Status status, String method, String reason) {
    return new Builder(status, method).warning(reason).build();
  }

  /** Whether the numbers may be used. */
  public Status status() {
    return status;
  }

  /** Whether there are numbers to decide by. */
  public boolean usable() {
    return status == Status.OK || status == Status.APPROXIMATE || status == Status.NO_EVIDENCE;
  }

  /** What was computed, in words, such as {@code Welch's t-test}. */
  public String method() {
    return method;
  }

  /** Treatment minus control. */
  public OptionalDouble estimate() {
    return estimate;
  }

  /** The standard error of the estimate. */
  public OptionalDouble standardError() {
    return standardError;
  }

  /** The test statistic. */
  public OptionalDouble statistic() {
    return statistic;
  }

  /** The degrees of freedom. */
  public OptionalDouble degreesOfFreedom() {
    return degreesOfFreedom;
  }

  /** The two-sided p value, 0 to 1. */
  public OptionalDouble pValue() {
    return pValue;
  }

  /**
   * The decimal logarithm of the p value, also where the p value itself is too small for a double.
   */
  public OptionalDouble log10P() {
    return log10P;
  }

  /** The interval for the difference. */
  public Optional<Interval> interval() {
    return interval;
  }

  /** What is believed of the difference, from tests that have a prior. */
  public Optional<Posterior> posterior() {
    return posterior;
  }

  /** What a reader should know, in words. */
  public List<String> warnings() {
    return warnings;
  }

  /** More numbers by name, ordered by name. */
  public Map<String, Double> details() {
    return details;
  }

  /** Collects the parts of a {@link TestResult}; it refuses NaN and infinities. */
  public static final class Builder {

    private final Status status;
    private final String method;
    private OptionalDouble estimate = OptionalDouble.empty();
    private OptionalDouble standardError = OptionalDouble.empty();
    private OptionalDouble statistic = OptionalDouble.empty();
    private OptionalDouble degreesOfFreedom = OptionalDouble.empty();
    private OptionalDouble pValue = OptionalDouble.empty();
    private OptionalDouble log10P = OptionalDouble.empty();
    private Optional<Interval> interval = Optional.empty();
    private Optional<Posterior> posterior = Optional.empty();
    private final List<String> warnings = new ArrayList<>();
    private final Map<String, Double> details = new TreeMap<>();

    private Builder(Status status, String method) {
      this.status = Objects.requireNonNull(status, "status is null");
      this.method = Objects.requireNonNull(method, "method is null");
    }

    /** Treatment minus control. */
    public Builder estimate(double value) {
      this.estimate = OptionalDouble.of(finite("estimate", value));
      return this;
    }

    /** The standard error of the estimate. */
    public Builder standardError(double value) {
      this.standardError = OptionalDouble.of(finite("standardError", value));
      return this;
    }

    /** The test statistic. */
    public Builder statistic(double value) {
      this.statistic = OptionalDouble.of(finite("statistic", value));
      return this;
    }

    /** The degrees of freedom. */
    public Builder degreesOfFreedom(double value) {
      this.degreesOfFreedom = OptionalDouble.of(finite("degreesOfFreedom", value));
      return this;
    }

    /** The two-sided p value, 0 to 1. */
    public Builder pValue(double value) {
      if (!(value >= 0 && value <= 1)) {
        throw new IllegalArgumentException("a p value must be 0 to 1, was " + value);
      }
      this.pValue = OptionalDouble.of(value);
      return this;
    }

    /** The decimal logarithm of the p value. */
    public Builder log10P(double value) {
      this.log10P = OptionalDouble.of(finite("log10P", value));
      return this;
    }

    /** The interval for the difference. */
    public Builder interval(double low, double high, double level, IntervalKind kind) {
      this.interval = Optional.of(new Interval(low, high, level, kind));
      return this;
    }

    /** What is believed of the difference. */
    public Builder posterior(Posterior belief) {
      this.posterior = Optional.of(belief);
      return this;
    }

    /** Something a reader should know. */
    public Builder warning(String text) {
      warnings.add(Objects.requireNonNull(text, "text is null"));
      return this;
    }

    /** One more number. */
    public Builder detail(String name, double value) {
      details.put(name, finite(name, value));
      return this;
    }

    private static double finite(String name, double value) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(name + " must be finite, was " + value);
      }
      return value;
    }

    /** The result. */
    public TestResult build() {
      return new TestResult(this);
    }
  }
}
