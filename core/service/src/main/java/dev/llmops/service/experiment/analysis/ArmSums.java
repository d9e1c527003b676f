package dev.llmops.service.experiment.analysis;

import dev.llmops.model.experiment.ArmSum;
import dev.llmops.spi.stats.Counts;
import dev.llmops.spi.stats.Moments;

/** Puts unit values into the sums of an arm, takes them out again, and reads the sums. */
public final class ArmSums {

  private ArmSums() {}

  /** The sums with one more unit of the given value. */
  public static ArmSum add(ArmSum sums, double value) {
    return change(sums, 1, DoubleDouble.of(value), DoubleDouble.square(value));
  }

  /** The sums without a unit in them that has the given value. */
  public static ArmSum remove(ArmSum sums, double value) {
    return sums.units() == 1
        ? ArmSum.empty(sums.experiment(), sums.variant(), sums.metric())
        : change(
            sums,
            -1,
            DoubleDouble.ZERO.minus(DoubleDouble.of(value)),
            DoubleDouble.ZERO.minus(DoubleDouble.square(value)));
  }

  /** The sums after a unit in them has changed its value. */
  public static ArmSum replace(ArmSum sums, double before, double after) {
    return change(
        sums,
        0,
        DoubleDouble.of(after).minus(DoubleDouble.of(before)),
        DoubleDouble.square(after).minus(DoubleDouble.square(before)));
  }

  private static ArmSum change(ArmSum sums, int units, DoubleDouble value, DoubleDouble square) {
    DoubleDouble sum = sum(sums).plus(value);
    DoubleDouble squares = squares(sums).plus(square);
    return new ArmSum(
        sums.experiment(),
        sums.variant(),
        sums.metric(),
        sums.units() + units,
        sum.high(),
        sum.low(),
        squares.high(),
        squares.low());
  }

  /** Count, mean and squared deviations of the unit values. */
  public static Moments moments(ArmSum sums) {
    if (sums.units() == 0) {
      return Moments.EMPTY;
    }
    DoubleDouble sum = sum(sums);
    DoubleDouble mean = sum.dividedBy(sums.units());
    double deviations = squares(sums).minus(sum.times(mean)).value();
    // Equal values leave a rounding error of either sign; a variance has none.
    double noise = Math.abs(sums.squaresHigh()) * 0x1p-98;
    return new Moments(sums.units(), mean.value(), deviations <= noise ? 0 : deviations);
  }

  /** Units and successes, for unit values of 0 and 1. */
  public static Counts counts(ArmSum sums) {
    return new Counts(sums.units(), Math.round(sum(sums).value()));
  }

  private static DoubleDouble sum(ArmSum sums) {
    return new DoubleDouble(sums.sumHigh(), sums.sumLow());
  }

  private static DoubleDouble squares(ArmSum sums) {
    return new DoubleDouble(sums.squaresHigh(), sums.squaresLow());
  }
}
