package dev.llmops.model.evaluation;

import dev.llmops.model.json.Json;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The result of one sample of a run.
 *
 * @param sampleId the sample's id
 * @param position the sample's place in the dataset version, from 0
 * @param outcome what became of it
 * @param answer the model's text; empty when the provider failed
 * @param scores the scores of the metrics, empty when the sample failed
 * @param latencyMillis how long the provider took; empty when it failed
 * @param inputTokens tokens sent
 * @param outputTokens tokens received
 * @param failure why it failed; empty otherwise
 */
public record SampleResult(
    String sampleId,
    long position,
    SampleOutcome outcome,
    Optional<String> answer,
    List<MetricScore> scores,
    OptionalDouble latencyMillis,
    long inputTokens,
    long outputTokens,
    Optional<Failure> failure) {

  public SampleResult {
    Objects.requireNonNull(sampleId, "sampleId is null");
    Objects.requireNonNull(outcome, "outcome is null");
    Objects.requireNonNull(answer, "answer is null");
    scores = List.copyOf(scores);
    Objects.requireNonNull(latencyMillis, "latencyMillis is null");
    Objects.requireNonNull(failure, "failure is null");
  }

  /**
   * What one metric said of the answer.
   *
   * @param metric the metric's instance name
   * @param value the score; empty when the metric does not apply
   * @param passed whether the pass bound was met; empty without a bound or a score
   * @param reason the metric's own words; may be empty
   * @param details more about the score, a JSON object of the metric's, such as the verdicts of
   *     judges and the tokens they took
   */
  public record MetricScore(
      String metric, OptionalDouble value, Optional<Boolean> passed, String reason, Json details) {

    public MetricScore {
      Objects.requireNonNull(metric, "metric is null");
      Objects.requireNonNull(value, "value is null");
      Objects.requireNonNull(passed, "passed is null");
      Objects.requireNonNull(reason, "reason is null");
      Objects.requireNonNull(details, "details is null");
    }
  }

  /**
   * Why a sample has no score.
   *
   * @param code groups equal reasons, such as {@code provider:rate_limit} or {@code
   *     metric:exact-match}
   * @param message what happened
   */
  public record Failure(String code, String message) {

    public Failure {
      Objects.requireNonNull(code, "code is null");
      Objects.requireNonNull(message, "message is null");
    }
  }
}
