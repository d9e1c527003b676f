package dev.llmops.service.experiment;

import dev.llmops.model.experiment.Experiment;
import dev.llmops.service.error.Names;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.experiment.analysis.Analyst;
import dev.llmops.service.experiment.analysis.SegmentCounts;
import dev.llmops.service.experiment.analysis.SegmentCounts.TooManyValues;
import dev.llmops.service.experiment.analysis.Segmentation;
import dev.llmops.service.experiment.analysis.SegmentedResult;
import dev.llmops.spi.storage.StorageBackend;
import dev.llmops.spi.storage.Stores;
import java.time.Clock;
import java.util.Objects;

/** Breaks what an experiment has collected down by an attribute. Changes nothing. Thread-safe. */
final class Segments {

  private final StorageBackend storage;
  private final Analyst analyst;
  private final Clock clock;

  Segments(StorageBackend storage, Analyst analyst, Clock clock) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
    this.analyst = Objects.requireNonNull(analyst, "analyst is null");
    this.clock = Objects.requireNonNull(clock, "clock is null");
  }

  SegmentedResult look(Experiment experiment, String attribute) {
    if (!experiment.segments().contains(attribute)) {
      throw new ServiceException(
          Kind.NOT_FOUND, ExperimentCodes.UNKNOWN_SEGMENT, undeclared(experiment, attribute));
    }
    Segmentation segmentation = storage.read(stores -> collect(stores, experiment, attribute));
    try {
      return segmentation.analyse(analyst, clock.instant());
    } catch (InterruptedException e) {
      throw References.interrupted();
    }
  }

  private static Segmentation collect(Stores stores, Experiment experiment, String attribute) {
    SegmentCounts counts = new SegmentCounts(attribute);
    try {
      stores.experiments().forEachSegment(experiment.id(), counts::add);
    } catch (TooManyValues e) {
      throw new ServiceException(
          Kind.INVALID,
          ExperimentCodes.TOO_MANY_SEGMENTS,
          "the attribute "
              + attribute
              + " has more than "
              + SegmentCounts.MOST_VALUES
              + " values, so it tells units apart rather than groups of them; break results down"
              + " by one with few values");
    }
    Segmentation segmentation = new Segmentation(experiment, attribute, counts);
    stores.observations().forEachRollup(experiment.id(), segmentation::add);
    return segmentation;
  }

  private static String undeclared(Experiment experiment, String attribute) {
    return "the results of experiment "
        + experiment.name()
        + " cannot be broken down by "
        + attribute
        + Names.hint(attribute, experiment.segments())
        + "; "
        + (experiment.segments().isEmpty()
            ? "it keeps no attributes: list them as segments when it is created"
            : "the attributes that it keeps are " + String.join(", ", experiment.segments()));
  }
}
