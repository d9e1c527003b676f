package dev.llmops.service.experiment.analysis;

import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.Variant;
import dev.llmops.service.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.commons.math3.special.Gamma;

/**
 * Whether the variants were shown to as many units as their shares say. Where they were not,
 * something drops or repeats units, and no difference between the variants can be believed. The
 * status and its p value are those of a single look.
 *
 * @param status what was found
 * @param arms exposed and expected units of each variant, in the order of the experiment
 * @param chiSquare Pearson's statistic; empty unless computed
 * @param degreesOfFreedom variants with a positive share, less one
 * @param pValue 0 to 1; empty unless computed
 * @param reason one sentence for people
 */
public record SampleRatio(
    Status status,
    List<Arm> arms,
    OptionalDouble chiSquare,
    int degreesOfFreedom,
    OptionalDouble pValue,
    String reason) {

  /** A p value below this is a mismatch. */
  public static final double THRESHOLD = 0.001;

  private static final double CLEAR_FIT = 0.05;

  // The prior expects shares that are off by some hundredths.
  private static final double CONCENTRATION = 100;

  // Below this the chi-square distribution does not describe the statistic.
  private static final double LEAST_EXPECTED = 5;

  /** What a check found. */
  public enum Status {
    /** The counts fit the shares. */
    OK,
    /** They do not. */
    MISMATCH,
    /** There are too few units to tell. */
    INSUFFICIENT
  }

  /**
   * Units of a variant.
   *
   * @param variant its name
   * @param units how many units were exposed to it
   * @param expected how many its share lets expect
   */
  public record Arm(String variant, long units, double expected) {}

  public SampleRatio {
    arms = List.copyOf(arms);
  }

  /**
   * A p value that holds at all looks together, for those who look again and again: under a fair
   * split it is ever below a level with at most the probability of that level (Lindon and Malek,
   * Anytime-valid inference for multinomial count data, NeurIPS 2022, arXiv 2011.03567; a Dirichlet
   * prior around the shares).
   */
  public double anytimePValue() {
    long total = arms.stream().mapToLong(Arm::units).sum();
    double evidence = Gamma.logGamma(CONCENTRATION) - Gamma.logGamma(CONCENTRATION + total);
    for (Arm arm : arms) {
      if (arm.units() > 0 && arm.expected() == 0) {
        return 0;
      }
      if (arm.expected() > 0) {
        double share = arm.expected() / total;
        double prior = CONCENTRATION * share;
        evidence +=
            Gamma.logGamma(prior + arm.units())
                - Gamma.logGamma(prior)
                - arm.units() * Math.log(share);
      }
    }
    return Math.min(1, Math.exp(-evidence));
  }

  /** Whether the counts do not fit the shares, however often they have been looked at. */
  public boolean isMismatchAtAllLooks() {
    return status == Status.MISMATCH && anytimePValue() < THRESHOLD;
  }

  /**
   * Whether the counts fit so well that a mismatch which was found earlier is over. Counts with a
   * lower p value that are no mismatch leave that open.
   */
  public boolean fitsClearly() {
    return status == Status.OK && pValue.orElse(0) >= CLEAR_FIT;
  }

  /** Checks the exposures of an experiment, counted by variant. */
  public static SampleRatio check(Experiment experiment, Map<String, Long> exposures) {
    List<String> names = experiment.variants().stream().map(Variant::name).toList();
    long[] observed = names.stream().mapToLong(name -> exposures.getOrDefault(name, 0L)).toArray();
    double[] weights = experiment.variants().stream().mapToDouble(Variant::share).toArray();
    return check(names, observed, weights);
  }

  /** Checks counts against weights that need not sum to 1. */
  static SampleRatio check(List<String> names, long[] observed, double[] weights) {
    double weightSum = 0;
    long total = 0;
    int positive = 0;
    for (int i = 0; i < weights.length; i++) {
      weightSum += weights[i];
      total += observed[i];
      positive += weights[i] > 0 ? 1 : 0;
    }
    List<Arm> arms = new ArrayList<>();
    for (int i = 0; i < weights.length; i++) {
      arms.add(new Arm(names.get(i), observed[i], total * (weights[i] / weightSum)));
    }
    return judge(arms, weights, total, Math.max(0, positive - 1));
  }

  private static SampleRatio judge(
      List<Arm> arms, double[] weights, long total, int degreesOfFreedom) {
    double chiSquare = 0;
    boolean enough = total > 0;
    for (int i = 0; i < weights.length; i++) {
      Arm arm = arms.get(i);
      if (weights[i] > 0) {
        double off = arm.units() - arm.expected();
        chiSquare += enough ? off * off / arm.expected() : 0;
        enough = enough && arm.expected() >= LEAST_EXPECTED;
      } else if (arm.units() > 0) {
        String reason =
            Message.RATIO_ZEROSHARE.with("variant", arm.variant(), "units", arm.units());
        return new SampleRatio(
            Status.MISMATCH,
            arms,
            OptionalDouble.empty(),
            degreesOfFreedom,
            OptionalDouble.of(0),
            reason);
      }
    }
    if (!enough) {
      String reason = Message.RATIO_FEWUNITS.with("counts", Wording.counts(arms));
      return new SampleRatio(
          Status.INSUFFICIENT,
          arms,
          OptionalDouble.empty(),
          degreesOfFreedom,
          OptionalDouble.empty(),
          reason);
    }
    double pValue =
        degreesOfFreedom == 0
            ? 1
            : Math.clamp(Gamma.regularizedGammaQ(degreesOfFreedom / 2.0, chiSquare / 2), 0.0, 1.0);
    boolean fits = pValue >= THRESHOLD;
    String reason =
        (fits ? Message.RATIO_FITS : Message.RATIO_MISFIT)
            .with(
                "counts",
                Wording.counts(arms),
                "statistic",
                Wording.number(chiSquare),
                "p",
                Wording.p(pValue));
    return new SampleRatio(
        fits ? Status.OK : Status.MISMATCH,
        arms,
        OptionalDouble.of(chiSquare),
        degreesOfFreedom,
        OptionalDouble.of(pValue),
        reason);
  }
}
