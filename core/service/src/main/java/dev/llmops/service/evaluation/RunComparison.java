package dev.llmops.service.evaluation;

import dev.llmops.model.experiment.Direction;
import dev.llmops.spi.stats.PairedTable;
import dev.llmops.spi.stats.TestResult;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A candidate run compared with a baseline run, by the samples that both have scored. Differences
 * are candidate minus baseline.
 *
 * @param baseline the id of the baseline run
 * @param candidate the id of the candidate run
 * @param pairs samples scored in both
 * @param onlyBaseline samples left out because the candidate did not score them
 * @param onlyCandidate samples left out because the baseline did not score them
 * @param passing how many samples pass
 * @param metrics each metric that both runs have, in the order of the candidate's
 * @param warnings what a reader should know, in words
 * @param summary the outcome in one sentence
 */
public record RunComparison(
    String baseline,
    String candidate,
    long pairs,
    long onlyBaseline,
    long onlyCandidate,
    PassChange passing,
    List<MetricChange> metrics,
    List<String> warnings,
    String summary) {

  public RunComparison {
    Objects.requireNonNull(baseline, "baseline is null");
    Objects.requireNonNull(candidate, "candidate is null");
    Objects.requireNonNull(passing, "passing is null");
    metrics = List.copyOf(metrics);
    warnings = List.copyOf(warnings);
    Objects.requireNonNull(summary, "summary is null");
  }

  /**
   * How passing changed.
   *
   * @param table the pairs by whether they pass, the baseline being the control
   * @param baselineRate the share of the pairs that pass in the baseline; empty without pairs
   * @param candidateRate the share of the pairs that pass in the candidate; empty without pairs
   * @param verdict what the test says
   * @param test McNemar's
   */
  public record PassChange(
      PairedTable table,
      OptionalDouble baselineRate,
      OptionalDouble candidateRate,
      Verdict verdict,
      TestResult test) {

    public PassChange {
      Objects.requireNonNull(table, "table is null");
      Objects.requireNonNull(baselineRate, "baselineRate is null");
      Objects.requireNonNull(candidateRate, "candidateRate is null");
      Objects.requireNonNull(verdict, "verdict is null");
      Objects.requireNonNull(test, "test is null");
    }

    /** By how much the pass rate rose, −1 to 1; negative where it fell, empty without pairs. */
    public OptionalDouble change() {
      return table.pairs() == 0
          ? OptionalDouble.empty()
          : OptionalDouble.of(
              (double) (table.onlyTreatment() - table.onlyControl()) / table.pairs());
    }
  }

  /**
   * How the scores of a metric changed.
   *
   * @param metric the metric's instance name
   * @param pairs samples that it scored in both runs
   * @param direction which way it gets better
   * @param quality whether it is a quality score, rather than a measurement
   * @param baselineMean the mean over the pairs in the baseline; empty without pairs
   * @param candidateMean the mean over the pairs in the candidate; empty without pairs
   * @param verdict what the test says
   * @param test the paired t-test
   */
  public record MetricChange(
      String metric,
      long pairs,
      Optional<Direction> direction,
      boolean quality,
      OptionalDouble baselineMean,
      OptionalDouble candidateMean,
      Verdict verdict,
      TestResult test) {

    public MetricChange {
      Objects.requireNonNull(metric, "metric is null");
      Objects.requireNonNull(direction, "direction is null");
      Objects.requireNonNull(baselineMean, "baselineMean is null");
      Objects.requireNonNull(candidateMean, "candidateMean is null");
      Objects.requireNonNull(verdict, "verdict is null");
      Objects.requireNonNull(test, "test is null");
    }
  }
}
