package dev.llmops.server;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Small texts with labels that the local provider can learn from the examples in a prompt. */
final class Reviews {

  /** Examples of both kinds; answers the samples below as they expect. */
  static final String GOOD_PROMPT =
      """
      Review: great excellent wonderful value
      Label: positive

      Review: broken awful terrible waste
      Label: negative

      Review: {{review}}
      Label:\
      """;

  /** The labels are the wrong way round. */
  static final String BAD_PROMPT =
      """
      Review: great excellent wonderful value
      Label: negative

      Review: broken awful terrible waste
      Label: positive

      Review: {{review}}
      Label:\
      """;

  private Reviews() {}

  /** So many samples as lines of JSON, positive and negative in turn. */
  static String samples(int count) {
    return IntStream.range(0, count)
        .mapToObj(i ->
            i % 2 == 0
                ? line(i, "excellent wonderful thing " + i, "positive")
                : line(i, "terrible awful thing " + i, "negative"))
        .collect(Collectors.joining());
  }

  private static String line(int i, String review, String expected) {
    return "{\"id\":\"s%d\",\"input\":{\"review\":\"%s\"},\"expected\":\"%s\"}\n"
        .formatted(i, review, expected);
  }
}
