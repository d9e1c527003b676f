package dev.llmops.service.experiment;

import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.ExperimentMetric;
import dev.llmops.model.experiment.ExperimentStatus;
import dev.llmops.model.experiment.Exposure;
import dev.llmops.model.experiment.MetricKind;
import dev.llmops.model.experiment.Variant;
import dev.llmops.service.error.Names;
import dev.llmops.service.experiment.ObservationBatch.Item;
import dev.llmops.service.experiment.RecordResult.Rejected;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Says whether a well-formed observation fits its experiment as it is stored. Immutable. */
final class ObservationCheck {

  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  /** What the clocks of the server and of whoever measures may differ by. */
  private static final Duration EXPOSURE_SKEW = Duration.ofMinutes(1);

  private final Experiment experiment;
  private final Instant now;

  ObservationCheck(Experiment experiment, Instant now) {
    this.experiment = experiment;
    this.now = now;
  }

  /**
   * Why an observation cannot be counted.
   *
   * @param exposed the first exposure of its unit
   * @param overridden whether the unit was ever given a variant by hand
   */
  Optional<Rejected> rejection(Item item, Optional<Exposure> exposed, boolean overridden) {
    NewObservation observation = item.observation();
    if (experiment.status() != ExperimentStatus.RUNNING
        && experiment.status() != ExperimentStatus.PAUSED) {
      return rejected(
          item,
          ExperimentCodes.OBSERVATION_STATUS,
          "experiment "
              + experiment.name()
              + " is "
              + Lifecycle.name(experiment.status())
              + "; only a running or paused one takes observations");
    }
    Optional<ExperimentMetric> metric = experiment.metric(observation.metric());
    if (metric.isEmpty()) {
      List<String> known = experiment.metrics().stream().map(ExperimentMetric::name).toList();
      return rejected(
          item,
          ExperimentCodes.OBSERVATION_METRIC,
          "experiment "
              + experiment.name()
              + " has no metric "
              + shown(observation.metric())
              + Names.hint(shown(observation.metric()), known)
              + "; its metrics are "
              + String.join(", ", known));
    }
    if (metric.get().kind() == MetricKind.PROPORTION
        && observation.value() != 0
        && observation.value() != 1) {
      return rejected(
          item,
          ExperimentCodes.OBSERVATION_NOT_BINARY,
          "metric "
              + observation.metric()
              + " is a proportion, so its values are 0 or 1, not "
              + observation.value());
    }
    return timeRejection(item)
        .or(() -> overridden ? overrideRejection(item) : unitRejection(item, exposed));
  }

  private Optional<Rejected> timeRejection(Item item) {
    Instant at = item.observation().at().orElse(now);
    if (at.isAfter(now.plus(CLOCK_SKEW))) {
      return rejected(
          item,
          ExperimentCodes.OBSERVATION_TIME,
          "the time " + at + " lies in the future; it is " + now + " now");
    }
    return Optional.empty();
  }

  private Optional<Rejected> overrideRejection(Item item) {
    return rejected(
        item,
        ExperimentCodes.OBSERVATION_OVERRIDDEN,
        "unit "
            + item.observation().unit()
            + " was given its variant by hand in experiment "
            + experiment.name()
            + ", so that nothing of it is counted");
  }

  private Optional<Rejected> unitRejection(Item item, Optional<Exposure> exposed) {
    NewObservation observation = item.observation();
    if (exposed.isEmpty()) {
      return rejected(
          item,
          ExperimentCodes.OBSERVATION_UNEXPOSED,
          "unit "
              + observation.unit()
              + " was never assigned in experiment "
              + experiment.name()
              + "; assign it before it is observed");
    }
    Optional<String> claimed = observation.variant();
    if (claimed.isPresent() && !claimed.get().equals(exposed.get().variant())) {
      List<String> known = experiment.variants().stream().map(Variant::name).toList();
      String detail =
          known.contains(claimed.get())
              ? "unit "
                  + observation.unit()
                  + " was assigned to variant "
                  + exposed.get().variant()
                  + ", not "
                  + claimed.get()
              : "there is no variant "
                  + shown(claimed.get())
                  + "; the variants are "
                  + String.join(", ", known);
      return rejected(item, ExperimentCodes.OBSERVATION_VARIANT, detail);
    }
    Instant at = observation.at().orElse(now);
    Instant first = exposed.get().at();
    if (at.isBefore(first.minus(EXPOSURE_SKEW))) {
      return rejected(
          item,
          ExperimentCodes.OBSERVATION_BEFORE_EXPOSURE,
          "unit "
              + observation.unit()
              + " was first assigned at "
              + first
              + ", so its variant cannot have influenced what was measured at "
              + at
              + "; assign units before they are served");
    }
    return Optional.empty();
  }

  private static Optional<Rejected> rejected(Item item, String code, String detail) {
    return Optional.of(new Rejected(item.index(), code, detail));
  }

  private static String shown(String name) {
    return name.length() > Names.MAX_LENGTH ? name.substring(0, Names.MAX_LENGTH) + "…" : name;
  }
}
