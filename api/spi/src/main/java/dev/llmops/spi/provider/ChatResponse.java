package dev.llmops.spi.provider;

import java.time.Duration;
import java.util.Objects;

/**
 * What a provider answered. Immutable.
 *
 * @since 1.0
 */
public final class ChatResponse {

  private final String text;
  private final String model;
  private final FinishReason finishReason;
  private final TokenUsage usage;
  private final Duration latency;

  private ChatResponse(Builder builder) {
    this.text = builder.text;
    this.model = Objects.requireNonNull(builder.model, "model is null");
    this.finishReason = builder.finishReason;
    this.usage = builder.usage;
    this.latency = Objects.requireNonNull(builder.latency, "latency is null");
  }

  /** A response with this text. */
  public static Builder of(String text) {
    return new Builder(text);
  }

  /** The text of the answer; may be empty. */
  public String text() {
    return text;
  }

  /** The model that answered. */
  public String model() {
    return model;
  }

  /** Why the answer ended. */
  public FinishReason finishReason() {
    return finishReason;
  }

  /** The tokens that were spent. */
  public TokenUsage usage() {
    return usage;
  }

  /** How long the successful attempt took, retries before it left out. */
  public Duration latency() {
    return latency;
  }

  /** Why an answer ended. */
  public enum FinishReason {
    STOP,
    LENGTH,
    CONTENT_FILTER,
    OTHER
  }

  /** Collects the parts of a {@link ChatResponse}. */
  public static final class Builder {

    private final String text;
    private String model;
    private FinishReason finishReason = FinishReason.STOP;
    private TokenUsage usage = TokenUsage.NONE;
    private Duration latency;

    private Builder(String text) {
      this.text = Objects.requireNonNull(text, "text is null");
    }

    /** The model that answered; required. */
    public Builder model(String name) {
      this.model = name;
      return this;
    }

    /** Why the answer ended; {@code STOP} when not set. */
    public Builder finishReason(FinishReason reason) {
      this.finishReason = Objects.requireNonNull(reason, "reason is null");
      return this;
    }

    /** The tokens that were spent; none when not set. */
    public Builder usage(TokenUsage tokens) {
      this.usage = Objects.requireNonNull(tokens, "tokens is null");
      return this;
    }

    /** How long it took; required. */
    public Builder latency(Duration time) {
      this.latency = time;
      return this;
    }

    /** The response. */
    public ChatResponse build() {
      return new ChatResponse(this);
    }
  }
}
