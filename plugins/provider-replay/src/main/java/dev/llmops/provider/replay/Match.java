package dev.llmops.provider.replay;

import com.google.re2j.Pattern;
import dev.llmops.spi.provider.ChatRequest;

/** Which requests an entry answers. */
sealed interface Match {

  /** The request of this hash. */
  record Hash(String hash) implements Match {}

  /** Requests whose last message is this text. */
  record LastMessage(String text) implements Match {}

  /** Requests whose last message holds a match of the pattern. */
  record Regex(Pattern pattern) implements Match {}

  /** Every request. */
  record Any() implements Match {}

  /** Whether it holds for a request. */
  default boolean holds(ChatRequest request, String hash) {
    String last = request.messages().getLast().content();
    return switch (this) {
      case Hash(String wanted) -> wanted.equals(hash);
      case LastMessage(String text) -> text.equals(last);
      case Regex(Pattern pattern) -> pattern.matcher(last).find();
      case Any() -> true;
    };
  }
}
