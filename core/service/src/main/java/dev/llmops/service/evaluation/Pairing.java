package dev.llmops.service.evaluation;

import dev.llmops.model.evaluation.SampleOutcome;
import dev.llmops.model.evaluation.SampleResult;
import dev.llmops.model.evaluation.SampleResult.MetricScore;
import dev.llmops.spi.stats.Moments;
import dev.llmops.spi.stats.PairedTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Pairs the results of two runs by position and adds up what the tests need. Not thread-safe. */
final class Pairing {

  private final Map<String, MetricPairs> metrics = new LinkedHashMap<>();
  private long both;
  private long onlyBaselinePasses;
  private long onlyCandidatePasses;
  private long neither;
  private long onlyBaseline;
  private long onlyCandidate;

  Pairing(List<String> sharedMetrics) {
    sharedMetrics.forEach(metric -> metrics.put(metric, new MetricPairs()));
  }

  /** Takes the scored results of both runs, each in dataset order. */
  void addAll(ScoredResults baseline, ScoredResults candidate) {
    Optional<SampleResult> left = baseline.advance();
    Optional<SampleResult> right = candidate.advance();
    while (left.isPresent() && right.isPresent()) {
      int order = Long.compare(left.get().position(), right.get().position());
      if (order == 0) {
        add(left.get(), right.get());
      } else if (order < 0) {
        onlyBaseline++;
      } else {
        onlyCandidate++;
      }
      if (order <= 0) {
        left = baseline.advance();
      }
      if (order >= 0) {
        right = candidate.advance();
      }
    }
    for (; left.isPresent(); left = baseline.advance()) {
      onlyBaseline++;
    }
    for (; right.isPresent(); right = candidate.advance()) {
      onlyCandidate++;
    }
  }

  private void add(SampleResult baseline, SampleResult candidate) {
    boolean before = baseline.outcome() == SampleOutcome.PASSED;
    boolean after = candidate.outcome() == SampleOutcome.PASSED;
    if (before && after) {
      both++;
    } else if (before) {
      onlyBaselinePasses++;
    } else if (after) {
      onlyCandidatePasses++;
    } else {
      neither++;
    }
    metrics.forEach((metric, pairs) -> {
      Optional<MetricScore> left = score(baseline, metric);
      Optional<MetricScore> right = score(candidate, metric);
      if (left.isPresent() && right.isPresent()) {
        pairs.add(left.get().value().getAsDouble(), right.get().value().getAsDouble());
      }
    });
  }

  private static Optional<MetricScore> score(SampleResult result, String metric) {
    return result.scores().stream()
        .filter(score -> score.metric().equals(metric) && score.value().isPresent())
        .findFirst();
  }

  PairedTable table() {
    return new PairedTable(both, onlyBaselinePasses, onlyCandidatePasses, neither);
  }

  long onlyBaseline() {
    return onlyBaseline;
  }

  long onlyCandidate() {
    return onlyCandidate;
  }

  MetricPairs metric(String name) {
    return metrics.get(name);
  }

  /** The paired scores of one metric. */
  static final class MetricPairs {

    private Moments baseline = Moments.EMPTY;
    private Moments candidate = Moments.EMPTY;
    private Moments differences = Moments.EMPTY;

    void add(double before, double after) {
      baseline = baseline.plus(before);
      candidate = candidate.plus(after);
      differences = differences.plus(after - before);
    }

    Moments baseline() {
      return baseline;
    }

    Moments candidate() {
      return candidate;
    }

    /** Candidate minus baseline. */
    Moments differences() {
      return differences;
    }

    /** Whether every pair has the same score twice, which no test can improve upon. */
    boolean identical() {
      return differences.count() > 0 && differences.mean() == 0 && differences.m2() == 0;
    }
  }
}
