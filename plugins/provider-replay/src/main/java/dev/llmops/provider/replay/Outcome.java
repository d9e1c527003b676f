package dev.llmops.provider.replay;

import dev.llmops.spi.provider.ChatRequest;
import dev.llmops.spi.provider.ChatResponse;
import dev.llmops.spi.provider.ChatResponse.FinishReason;
import dev.llmops.spi.provider.ProviderException;
import dev.llmops.spi.provider.TokenUsage;
import java.time.Duration;
import java.util.Optional;

/** What an entry has happen. */
sealed interface Outcome {

  /**
   * An answer.
   *
   * @param model that answered; the one asked for when empty
   */
  record Answer(String text, Optional<String> model, FinishReason finishReason, TokenUsage usage)
      implements Outcome {

    static Answer of(ChatResponse response) {
      return new Answer(
          response.text(),
          Optional.of(response.model()),
          response.finishReason(),
          response.usage());
    }
  }

  /** A failure. */
  record Failure(ProviderException.Kind kind, String message, Optional<Duration> retryAfter)
      implements Outcome {}

  /**
   * Answers a request.
   *
   * @param latency that the answer is said to have taken
   */
  default ChatResponse play(ChatRequest request, Duration latency) throws ProviderException {
    return switch (this) {
      case Answer answer ->
          ChatResponse.of(answer.text())
              .model(answer.model().or(request::model).orElse("replay"))
              .finishReason(answer.finishReason())
              .usage(answer.usage())
              .latency(latency)
              .build();
      case Failure failure ->
          throw new ProviderException(
              failure.kind(), failure.message(), failure.retryAfter(), null);
    };
  }
}
