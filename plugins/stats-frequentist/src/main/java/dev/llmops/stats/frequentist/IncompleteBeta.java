package dev.llmops.stats.frequentist;

import org.apache.commons.math3.special.Beta;
import org.apache.commons.math3.util.ContinuedFraction;

/**
 * The regularised incomplete beta function as a logarithm. commons-math3 has it as a value of x
 * alone, which underflows at 1e-308 and loses digits where x lies so close to 1 that 1 − x is what
 * counts, as in Student's distribution with many degrees of freedom.
 */
final class IncompleteBeta {

  private static final double EPSILON = 1e-16;
  private static final int MAX_ITERATIONS = 10_000_000;

  private IncompleteBeta() {}

  /**
   * A place between 0 and 1, with its complement and the logarithms of both, each as exact as the
   * caller has it.
   */
  record Place(double x, double y, double lnX, double lnY) {

    Place complement() {
      return new Place(y, x, lnY, lnX);
    }
  }

  /** ln I_x(a, b), computed from whichever tail is the smaller. */
  static double ln(Place place, double a, double b) {
    if (place.y <= 0) {
      return 0;
    }
    // x below (a + 1)/(a + b + 2), asked of y, which keeps its digits where x is close to 1.
    if (place.y > (b + 1) / (a + b + 2)) {
      return lnTail(place, a, b);
    }
    return Math.log1p(-Math.exp(lnTail(place.complement(), b, a)));
  }

  private static double lnTail(Place place, double a, double b) {
    double lnFactor = a * place.lnX + b * place.lnY - Beta.logBeta(a, b);
    Fraction fraction = new Fraction(place, a, b);
    return lnFactor - Math.log(fraction.evaluate(0, EPSILON, MAX_ITERATIONS));
  }

  /**
   * The continued fraction of Didonato and Morris (ACM TOMS 18, 1992, algorithm 708), which takes x
   * and y apart and so does not lose the difference between a·y and b·x.
   */
  private static final class Fraction extends ContinuedFraction {

    private final double x;
    private final double a;
    private final double b;
    private final double offset;

    Fraction(Place place, double a, double b) {
      this.x = place.x;
      this.a = a;
      this.b = b;
      this.offset = a * place.y - b * place.x + 1;
    }

    @Override
    protected double getA(int n, double ignored) {
      double m = n;
      double middle = (a + m) * (offset + m * (2 - x)) / (a + 2 * m + 1);
      return n == 0 ? middle : m + m * (b - m) * x / (a + 2 * m - 1) + middle;
    }

    @Override
    protected double getB(int n, double ignored) {
      double m = n;
      double scale = x / (a + 2 * m - 1);
      return (a + m - 1) * scale * (a + b + m - 1) * scale * m * (b - m);
    }
  }
}
