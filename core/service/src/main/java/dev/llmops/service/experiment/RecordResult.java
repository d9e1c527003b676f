package dev.llmops.service.experiment;

import java.util.List;
import java.util.Objects;

/**
 * What became of a batch of observations. What is accepted is durable.
 *
 * @param accepted how many were counted now
 * @param duplicates how many had been counted before, in this batch or an earlier one
 * @param rejected those that were not counted, by index
 */
public record RecordResult(int accepted, int duplicates, List<Rejected> rejected) {

  /**
   * An observation that was not counted.
   *
   * @param index its place in the batch, from 0
   * @param code stable, such as {@code LLM-OBS-004}
   * @param detail what is wrong and what would be right
   */
  public record Rejected(int index, String code, String detail) {

    public Rejected {
      Objects.requireNonNull(code, "code is null");
      Objects.requireNonNull(detail, "detail is null");
    }
  }

  public RecordResult {
    rejected = List.copyOf(rejected);
  }
}
