package dev.llmops.kernel.token;

import dev.llmops.model.prompt.PromptMessage;
import java.util.List;
import java.util.Objects;

/**
 * How many tokens a model is likely to count for what it is asked.
 *
 * @param estimate the number
 * @param method how it was found: {@value #HEURISTIC}
 */
public record TokenEstimate(long estimate, String method) {

  /** From the characters alone, without the vocabulary of a model: see {@link TextTokens}. */
  public static final String HEURISTIC = "heuristic";

  /** What the marks around a message of a chat cost, its role included. */
  private static final int MESSAGE = 4;

  /** What the beginning of the answer costs. */
  private static final int ANSWER = 3;

  public TokenEstimate {
    Objects.requireNonNull(method, "method is null");
  }

  /** Estimates messages with what goes around them, in time linear in their length. */
  public static TokenEstimate of(List<PromptMessage> messages) {
    double texts =
        messages.stream().mapToDouble(message -> TextTokens.estimate(message.content())).sum();
    return new TokenEstimate(
        Math.round(texts) + (long) MESSAGE * messages.size() + ANSWER, HEURISTIC);
  }
}
