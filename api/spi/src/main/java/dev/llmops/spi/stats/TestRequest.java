package dev.llmops.spi.stats;

import java.util.Objects;
import java.util.Optional;

/**
 * What a statistical test is asked. Differences are treatment minus control. Immutable.
 *
 * @since 1.0
 */
public final class TestRequest {

  private final Optional<Moments> controlMoments;
  private final Optional<Moments> treatmentMoments;
  private final Optional<Counts> controlCounts;
  private final Optional<Counts> treatmentCounts;
  private final Optional<Moments> differences;
  private final Optional<PairedTable> table;
  private final double confidence;
  private final double nullDifference;

  private TestRequest(Builder builder) {
    this.controlMoments = Optional.ofNullable(builder.controlMoments);
    this.treatmentMoments = Optional.ofNullable(builder.treatmentMoments);
    this.controlCounts = Optional.ofNullable(builder.controlCounts);
    this.treatmentCounts = Optional.ofNullable(builder.treatmentCounts);
    this.differences = Optional.ofNullable(builder.differences);
    this.table = Optional.ofNullable(builder.table);
    this.confidence = builder.confidence;
    this.nullDifference = builder.nullDifference;
  }

  /** Compares the moments of two independent arms. */
  public static Builder moments(Moments control, Moments treatment) {
    Builder builder = new Builder();
    builder.controlMoments = Objects.requireNonNull(control, "control is null");
    builder.treatmentMoments = Objects.requireNonNull(treatment, "treatment is null");
    return builder;
  }

  /** Compares the success rates of two independent arms. */
  public static Builder counts(Counts control, Counts treatment) {
    Builder builder = new Builder();
    builder.controlCounts = Objects.requireNonNull(control, "control is null");
    builder.treatmentCounts = Objects.requireNonNull(treatment, "treatment is null");
    return builder;
  }

  /** Compares paired values by the moments of their differences. */
  public static Builder paired(Moments differences) {
    Builder builder = new Builder();
    builder.differences = Objects.requireNonNull(differences, "differences is null");
    return builder;
  }

  /** Compares paired pass/fail results. */
  public static Builder paired(PairedTable table) {
    Builder builder = new Builder();
    builder.table = Objects.requireNonNull(table, "table is null");
    return builder;
  }

  /** The control's moments, for {@link AggregateKind#MOMENTS}. */
  public Moments controlMoments() {
    return require(controlMoments, AggregateKind.MOMENTS);
  }

  /** The treatment's moments, for {@link AggregateKind#MOMENTS}. */
  public Moments treatmentMoments() {
    return require(treatmentMoments, AggregateKind.MOMENTS);
  }

  /** The control's counts, for {@link AggregateKind#COUNTS}. */
  public Counts controlCounts() {
    return require(controlCounts, AggregateKind.COUNTS);
  }

  /** The treatment's counts, for {@link AggregateKind#COUNTS}. */
  public Counts treatmentCounts() {
    return require(treatmentCounts, AggregateKind.COUNTS);
  }

  /** The moments of the paired differences, for {@link AggregateKind#PAIRED_MOMENTS}. */
  public Moments differences() {
    return require(differences, AggregateKind.PAIRED_MOMENTS);
  }

  /** The paired counts, for {@link AggregateKind#PAIRED_TABLE}. */
  public PairedTable table() {
    return require(table, AggregateKind.PAIRED_TABLE);
  }

  private static <T> T require(Optional<T> value, AggregateKind kind) {
    return value.orElseThrow(() -> new IllegalArgumentException("the request carries no " + kind));
  }

  /** The level of the interval, strictly between 0 and 1. */
  public double confidence() {
    return confidence;
  }

  /** The significance level, 1 − confidence. */
  public double alpha() {
    return 1 - confidence;
  }

  /** The difference under the null hypothesis. */
  public double nullDifference() {
    return nullDifference;
  }

  /** Collects the parts of a {@link TestRequest}. */
  public static final class Builder {

    private Moments controlMoments;
    private Moments treatmentMoments;
    private Counts controlCounts;
    private Counts treatmentCounts;
    private Moments differences;
    private PairedTable table;
    private double confidence = 0.95;
    private double nullDifference;

    private Builder() {}

    /** The level of the interval, strictly between 0 and 1; 0.95 when not set. */
    public Builder confidence(double level) {
      if (!(level > 0 && level < 1)) {
        throw new IllegalArgumentException("confidence must be between 0 and 1, was " + level);
      }
      this.confidence = level;
      return this;
    }

    /** The difference under the null hypothesis; 0 when not set. */
    public Builder nullDifference(double difference) {
      if (!Double.isFinite(difference)) {
        throw new IllegalArgumentException("nullDifference must be finite, was " + difference);
      }
      this.nullDifference = difference;
      return this;
    }

    /** The request. */
    public TestRequest build() {
      return new TestRequest(this);
    }
  }
}
