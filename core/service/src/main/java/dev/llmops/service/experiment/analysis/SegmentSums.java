package dev.llmops.service.experiment.analysis;

import dev.llmops.model.experiment.ArmSpread;
import dev.llmops.model.experiment.ArmSpread.Range;
import dev.llmops.model.experiment.ArmSum;
import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.UnitRollup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sums up what the units of one segment have contributed, unit by unit. Not thread-safe. */
final class SegmentSums {

  private record Key(String variant, String metric) {}

  /** The sums and the spread of one arm and metric so far. */
  private record Arm(ArmSum sum, ArmSpread spread) {

    static Arm first(Experiment experiment, Key key, UnitRollup unit) {
      double mean = unit.sum() / unit.count();
      ArmSpread spread =
          new ArmSpread(
              key.variant(),
              key.metric(),
              unit.count(),
              new Range(mean, mean),
              new Range(unit.max(), unit.max()));
      ArmSum none = ArmSum.empty(experiment.id(), key.variant(), key.metric());
      return new Arm(ArmSums.add(none, UnitValue.of(experiment, unit)), spread);
    }

    Arm with(Experiment experiment, UnitRollup unit) {
      ArmSpread wider =
          new ArmSpread(
              spread.variant(),
              spread.metric(),
              spread.observations() + unit.count(),
              wider(spread.means(), unit.sum() / unit.count()),
              wider(spread.maxima(), unit.max()));
      return new Arm(ArmSums.add(sum, UnitValue.of(experiment, unit)), wider);
    }

    private static Range wider(Range range, double value) {
      return new Range(Math.min(range.low(), value), Math.max(range.high(), value));
    }
  }

  private final Experiment experiment;
  private final Map<Key, Arm> arms = new HashMap<>();

  SegmentSums(Experiment experiment) {
    this.experiment = experiment;
  }

  void add(UnitRollup unit) {
    Key key = new Key(unit.variant(), unit.key().metric());
    Arm known = arms.get(key);
    arms.put(key, known == null ? Arm.first(experiment, key, unit) : known.with(experiment, unit));
  }

  Collected collected(Map<String, Long> exposures) {
    List<ArmSum> sums = new ArrayList<>();
    List<ArmSpread> spreads = new ArrayList<>();
    arms.values()
        .forEach(arm -> {
          sums.add(arm.sum());
          spreads.add(arm.spread());
        });
    return new Collected(exposures, sums, spreads);
  }
}
