package dev.llmops.service.experiment.analysis;

import dev.llmops.service.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.math3.special.Gamma;

/**
 * Whether the variants lose units alike between their assignment and their observation. Where they
 * do not, those who are left are not those who were assigned, and a difference between them says
 * little: of a variant that fails half of the time only the successes may have been observed.
 */
final class LostUnits {

  // Below this the chi-square distribution does not describe the statistic.
  private static final double LEAST_EXPECTED = 5;

  private LostUnits() {}

  /**
   * Compares the shares of assigned units that have a value, by Pearson's chi-square.
   *
   * @param assigned units of each variant
   * @return one sentence when they differ with a p value below {@link SampleRatio#THRESHOLD}
   */
  static Optional<String> check(List<SampleRatio.Arm> assigned, MetricAnalysis analysis) {
    List<SampleRatio.Arm> exposed = assigned.stream().filter(arm -> arm.units() > 0).toList();
    double all = exposed.stream().mapToLong(SampleRatio.Arm::units).sum();
    double share =
        exposed.stream().mapToLong(arm -> analysis.arm(arm.variant()).units()).sum() / all;
    double chiSquare = 0;
    List<String> counts = new ArrayList<>();
    for (SampleRatio.Arm arm : exposed) {
      long observed = analysis.arm(arm.variant()).units();
      if (!(arm.units() * Math.min(share, 1 - share) >= LEAST_EXPECTED)) {
        return Optional.empty();
      }
      double off = observed - arm.units() * share;
      chiSquare += off * off / (arm.units() * share * (1 - share));
      counts.add(
          Message.LOSS_COUNT.with(
              "observed",
              Wording.count(observed),
              "assigned",
              Wording.count(arm.units()),
              "variant",
              arm.variant()));
    }
    if (exposed.size() < 2) {
      return Optional.empty();
    }
    double p = Gamma.regularizedGammaQ((exposed.size() - 1) / 2.0, chiSquare / 2);
    return p < SampleRatio.THRESHOLD
        ? Optional.of(
            Message.LOSS_UNLIKE.with(
                "metric",
                analysis.metric().name(),
                "counts",
                String.join(", ", counts),
                "statistic",
                Wording.number(chiSquare),
                "p",
                Wording.p(p)))
        : Optional.empty();
  }
}
