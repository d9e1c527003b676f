package dev.llmops.stats.frequentist;

import org.apache.commons.math3.special.Beta;

/**
 * The tails of Student's distribution.
 *
 * @param df the degrees of freedom, above 0, not necessarily whole
 */
record StudentTail(double df) implements Tail {

  StudentTail {
    if (!(df > 0) || Double.isInfinite(df)) {
      throw new IllegalArgumentException("degrees of freedom must be above 0, was " + df);
    }
  }

  /** The t with P(|T| ≥ t) = alpha. */
  double quantile(double alpha) {
    return alpha >= 1 ? 0 : quantile(alpha, NormalTail.INSTANCE.quantile(alpha));
  }

  /** ln I_{df/(df+t²)}(df/2, 1/2). */
  @Override
  public double lnTwoSided(double q) {
    double ratio = q / df * q;
    // ln x keeps the digits that x itself has lost where it is close to 1.
    double lnX = -ln1PlusRatio(q);
    IncompleteBeta.Place place =
        Double.isInfinite(ratio)
            ? new IncompleteBeta.Place(0, 1, lnX, 0)
            : new IncompleteBeta.Place(
                1 / (1 + ratio), ratio / (1 + ratio), lnX, Math.log(ratio) + lnX);
    return IncompleteBeta.ln(place, df / 2, 0.5);
  }

  @Override
  public double lnDensity(double q) {
    return -0.5 * Math.log(df) - Beta.logBeta(df / 2, 0.5) - (df + 1) / 2 * ln1PlusRatio(q);
  }

  /** ln(1 + q²/df), also where the square overflows. */
  private double ln1PlusRatio(double q) {
    double ratio = q / df * q;
    return Double.isInfinite(ratio) ? 2 * Math.log(q) - Math.log(df) : Math.log1p(ratio);
  }
}
