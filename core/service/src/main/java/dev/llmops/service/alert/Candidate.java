package dev.llmops.service.alert;

import dev.llmops.model.evaluation.Run;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.evaluation.RunComparer;
import dev.llmops.service.evaluation.RunComparison;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run that rules are checked on, with what they need of others, found once. Not thread-safe. */
final class Candidate {

  private static final Logger log = LoggerFactory.getLogger(Candidate.class);

  private final Run run;
  private final List<Run> earlier;
  private final RunHistory history;
  private final RunComparer comparer;
  private final Map<String, Optional<RunComparison>> comparisons = new HashMap<>();

  Candidate(Run run, List<Run> earlier, RunHistory history, RunComparer comparer) {
    this.run = run;
    this.earlier = earlier;
    this.history = history;
    this.comparer = comparer;
  }

  Run run() {
    return run;
  }

  /** Comparable earlier runs, newest first, so many at most. */
  List<Run> earlier(int most) {
    return earlier.subList(0, Math.min(most, earlier.size()));
  }

  Optional<Run> find(String runId) {
    return history.find(runId);
  }

  /** The comparison with a baseline; empty when the two cannot be compared. */
  Optional<RunComparison> comparedWith(Run baseline) {
    return comparisons.computeIfAbsent(baseline.id(), id -> compare(baseline));
  }

  private Optional<RunComparison> compare(Run baseline) {
    try {
      return Optional.of(comparer.compare(baseline, run));
    } catch (ServiceException e) {
      if (e.code().equals(RunComparer.NO_TEST)) {
        // Nothing is gained by trying again and again until somebody installs a plugin.
        log.warn("Run {} was not checked for a regression: {}", run.id(), e.getMessage());
      } else if (e.kind() == ServiceException.Kind.UNAVAILABLE) {
        throw e;
      }
      return Optional.empty();
    }
  }
}
