package dev.llmops.service.experiment.planning;

import dev.llmops.model.experiment.Direction;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * The power of the two-proportion z-test, whose standard error is the pooled one (Fleiss, Levin and
 * Paik, Statistical Methods for Rates and Proportions, 2003, §4.2; for equal sizes the same as R's
 * {@code power.prop.test}): Φ((|d| − z·SE₀) / SE₁), with SE₀ at the pooled rate and SE₁ at the two
 * rates. The chance to find it in the wrong direction is left out.
 *
 * @param controlRate the control's rate, strictly between 0 and 1
 * @param direction which way the rate gets better
 * @param level the two-sided significance level
 */
record ProportionPower(double controlRate, Direction direction, double level) implements Power {

  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

  @Override
  public double largestEffect() {
    return direction == Direction.INCREASE ? 1 - controlRate : controlRate;
  }

  @Override
  public double at(double effect, double control, double treatment) {
    double treated = treatedRate(effect);
    double pooled = pooledRate(treated, control, treatment);
    double underNull = Math.sqrt(pooled * (1 - pooled) * (1 / control + 1 / treatment));
    double apart =
        Math.sqrt(controlRate * (1 - controlRate) / control + treated * (1 - treated) / treatment);
    double z = -NORMAL.inverseCumulativeProbability(level / 2);
    return NORMAL.cumulativeProbability((effect - z * underNull) / apart);
  }

  @Override
  public double leastExpected(double effect, double control, double treatment) {
    double pooled = pooledRate(treatedRate(effect), control, treatment);
    return Math.min(pooled, 1 - pooled) * Math.min(control, treatment);
  }

  private double treatedRate(double effect) {
    return direction == Direction.INCREASE ? controlRate + effect : controlRate - effect;
  }

  private double pooledRate(double treated, double control, double treatment) {
    return (control * controlRate + treatment * treated) / (control + treatment);
  }
}
