package dev.llmops.stats.bayesian;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.apache.commons.math3.analysis.UnivariateFunction;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;
import org.apache.commons.math3.special.Beta;
import org.apache.commons.math3.special.Gamma;

/**
 * What is believed of a success rate: Beta(α, β), which is the prior with the successes added to α
 * and the failures to β (Raiffa and Schlaifer 1961).
 *
 * @param alpha above 0
 * @param beta above 0
 */
record BetaPosterior(double alpha, double beta) {

  private static final GaussIntegratorFactory GAUSS = new GaussIntegratorFactory();
  private static final int NODES = 10;

  /** What is e⁻⁴⁰ of the highest density adds nothing to a double. */
  private static final double NEGLIGIBLE = 40;

  private static final double NARROW = 1e-9;

  double mean() {
    return alpha / (alpha + beta);
  }

  double variance() {
    return mean() * (beta / (alpha + beta)) / (alpha + beta + 1);
  }

  /** The standard deviation of the log odds. */
  double spread() {
    return Math.sqrt(Gamma.trigamma(alpha) + Gamma.trigamma(beta));
  }

  /** P(rate ≤ x), for any x. */
  double below(double x) {
    return x <= 0 ? 0 : x >= 1 ? 1 : Beta.regularizedBeta(x, alpha, beta);
  }

  /** P(rate > x), exact where it is small. */
  double above(double x) {
    return x <= 0 ? 1 : x >= 1 ? 0 : Beta.regularizedBeta(1 - x, beta, alpha);
  }

  /** E[max(0, x − rate)], since x·f(x; α, β) is mean·f(x; α + 1, β). */
  double shortOf(double x) {
    return Math.max(0, x * below(x) - mean() * more().below(x));
  }

  /** E[max(0, rate − x)]. */
  double beyond(double x) {
    return Math.max(0, mean() * more().above(x) - x * above(x));
  }

  private BetaPosterior more() {
    return new BetaPosterior(alpha + 1, beta);
  }

  /**
   * The mean of a function of the rate, by Gauss's quadrature in panels over the log odds, where
   * the density is smooth whatever α and β are.
   *
   * @param kinks where the function is not smooth; those beyond 0 and 1 do not matter
   */
  double meanOf(UnivariateFunction function, double... kinks) {
    double total = 0;
    double mass = 0;
    double[] edges = edges(kinks);
    for (int i = 1; i < edges.length; i++) {
      if (edges[i] - edges[i - 1] > NARROW * spread()) {
        mass += integral(this::density, edges[i - 1], edges[i]);
        total += integral(y -> density(y) * function.value(rate(y)), edges[i - 1], edges[i]);
      }
    }
    return total / mass;
  }

  private static double integral(UnivariateFunction function, double from, double to) {
    return GAUSS.legendre(NODES, from, to).integrate(function);
  }

  private double[] edges(double... kinks) {
    double low = reach(-spread());
    double high = reach(spread());
    DoubleStream panels = DoubleStream.iterate(low, edge -> edge < high, edge -> edge + spread());
    DoubleStream inner =
        Arrays.stream(kinks)
            .filter(kink -> kink > 0 && kink < 1)
            .map(kink -> Math.log(kink) - Math.log1p(-kink))
            .filter(edge -> edge > low && edge < high);
    return DoubleStream.concat(DoubleStream.concat(panels, inner), DoubleStream.of(high))
        .sorted()
        .toArray();
  }

  private double reach(double step) {
    double y = mode();
    while (logDensity(y) > -NEGLIGIBLE) {
      y += step;
    }
    return y;
  }

  private static double rate(double logOdds) {
    return 1 / (1 + Math.exp(-logOdds));
  }

  private double mode() {
    return Math.log(alpha / beta);
  }

  /** Of the log odds, as a fraction of the highest. */
  private double density(double logOdds) {
    return Math.exp(logDensity(logOdds));
  }

  private double logDensity(double y) {
    return alpha * (logRate(y) - logRate(mode())) + beta * (logRate(-y) - logRate(-mode()));
  }

  private static double logRate(double logOdds) {
    return logOdds > 0 ? -Math.log1p(Math.exp(-logOdds)) : logOdds - Math.log1p(Math.exp(logOdds));
  }
}
