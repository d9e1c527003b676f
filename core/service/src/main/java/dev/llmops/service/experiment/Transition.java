package dev.llmops.service.experiment;

import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.ExperimentStatus;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A change of an experiment's status, and from where it is allowed. */
enum Transition {
  START(EnumSet.of(ExperimentStatus.DRAFT, ExperimentStatus.PAUSED)),
  PAUSE(EnumSet.of(ExperimentStatus.RUNNING)),
  COMPLETE(EnumSet.of(ExperimentStatus.RUNNING, ExperimentStatus.PAUSED)),
  CANCEL(EnumSet.of(ExperimentStatus.DRAFT, ExperimentStatus.RUNNING, ExperimentStatus.PAUSED));

  private final Set<ExperimentStatus> from;

  Transition(Set<ExperimentStatus> from) {
    this.from = from;
  }

  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Throws {@code CONFLICT} with what is allowed instead. */
  void require(Experiment experiment) {
    ExperimentStatus status = experiment.status();
    if (!from.contains(status)) {
      String allowed =
          Arrays.stream(values())
              .filter(other -> other.from.contains(status))
              .map(Transition::wireName)
              .collect(Collectors.joining(", "));
      throw new ServiceException(
          Kind.CONFLICT,
          ExperimentCodes.TRANSITION_REFUSED,
          "experiment "
              + experiment.name()
              + " is "
              + Lifecycle.name(status)
              + ", so "
              + wireName()
              + " is not possible; "
              + (allowed.isEmpty() ? "nothing can change it any more" : "possible are " + allowed));
    }
  }
}
