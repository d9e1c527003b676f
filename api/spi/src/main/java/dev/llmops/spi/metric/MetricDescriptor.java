package dev.llmops.spi.metric;

import dev.llmops.model.evaluation.PassBound;
import dev.llmops.model.experiment.Direction;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What the scores of a metric mean. Immutable.
 *
 * @since 1.0
 */
public final class MetricDescriptor {

  private final double min;
  private final double max;
  private final Optional<Direction> direction;
  private final String unit;
  private final PassBound passBound;
  private final boolean quality;
  private final boolean deterministic;
  private final Optional<Duration> waitsUpTo;

  private MetricDescriptor(Builder builder) {
    this.min = builder.min;
    this.max = builder.max;
    if (!(min < max)) {
      throw new IllegalArgumentException("an empty range: " + min + " to " + max);
    }
    this.direction = builder.direction;
    this.unit = builder.unit;
    this.passBound = builder.passBound;
    this.quality = builder.quality;
    this.deterministic = builder.deterministic;
    this.waitsUpTo = builder.waitsUpTo;
  }

  /**
   * A quality score from 0 to 1, higher is better; a sample passes at the server's pass mark, 0.7
   * unless configured.
   */
  public static Builder unitQuality() {
    Builder builder = new Builder(0, 1);
    builder.quality = true;
    builder.direction = Optional.of(Direction.INCREASE);
    return builder;
  }

  /** A measurement within a range, bounds included and possibly infinite, without a pass bound. */
  public static Builder measurement(double min, double max) {
    return new Builder(min, max);
  }

  /** The lowest possible score. */
  public double min() {
    return min;
  }

  /** The highest possible score. */
  public double max() {
    return max;
  }

  /** Which way it gets better; empty when neither is. */
  public Optional<Direction> direction() {
    return direction;
  }

  /** The unit of the score, such as {@code ms}; empty for none. */
  public String unit() {
    return unit;
  }

  /** With which scores a sample passes unless the run says otherwise. */
  public PassBound passBound() {
    return passBound;
  }

  /** Whether it is a quality score from 0 to 1, to which the server's pass mark applies. */
  public boolean isQuality() {
    return quality;
  }

  /** Whether the same sample always gets the same score. */
  public boolean deterministic() {
    return deterministic;
  }

  /**
   * How long one score may take at most when the metric mostly waits, for a model or a service. It
   * is then called on virtual threads, many at a time. Empty for a metric that computes: that is
   * called on a few threads of its own, under the server's limit of time.
   */
  public Optional<Duration> waitsUpTo() {
    return waitsUpTo;
  }

  /** Collects the parts of a {@link MetricDescriptor}. */
  public static final class Builder {

    private final double min;
    private final double max;
    private Optional<Direction> direction = Optional.empty();
    private String unit = "";
    private PassBound passBound = PassBound.NONE;
    private boolean quality;
    private boolean deterministic = true;
    private Optional<Duration> waitsUpTo = Optional.empty();

    private Builder(double min, double max) {
      this.min = min;
      this.max = max;
    }

    /** Which way it gets better. */
    public Builder direction(Direction better) {
      this.direction = Optional.of(better);
      return this;
    }

    /** The unit of the score. */
    public Builder unit(String name) {
      this.unit = Objects.requireNonNull(name, "name is null");
      return this;
    }

    /** With which scores a sample passes unless the run says otherwise. */
    public Builder passBound(PassBound bound) {
      this.passBound = Objects.requireNonNull(bound, "bound is null");
      return this;
    }

    /** Whether the same sample always gets the same score; yes when not set. */
    public Builder deterministic(boolean always) {
      this.deterministic = always;
      return this;
    }

    /**
     * Says that the metric mostly waits, and how long one score may take.
     *
     * @throws IllegalArgumentException when the time is not positive
     * @since 1.0
     */
    public Builder waitsUpTo(Duration most) {
      if (most.isNegative() || most.isZero()) {
        throw new IllegalArgumentException("the time to wait must be positive, was " + most);
      }
      this.waitsUpTo = Optional.of(most);
      return this;
    }

    /** The descriptor. */
    public MetricDescriptor build() {
      return new MetricDescriptor(this);
    }
  }
}
