package dev.llmops.spi.provider;

import dev.llmops.model.json.Json;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a provider is asked. Immutable.
 *
 * @since 1.0
 */
public final class ChatRequest {

  private final List<ChatMessage> messages;
  private final Optional<String> model;
  private final Json parameters;

  private ChatRequest(Builder builder) {
    this.messages = List.copyOf(builder.messages);
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("a chat request needs a message");
    }
    this.model = builder.model;
    this.parameters = builder.parameters;
  }

  /** A request with these messages, at least one. */
  public static Builder of(List<ChatMessage> messages) {
    return new Builder(messages);
  }

  /** A request with one message of the user. */
  public static Builder ofUser(String text) {
    return new Builder(List.of(ChatMessage.user(text)));
  }

  /** The messages, oldest first. */
  public List<ChatMessage> messages() {
    return messages;
  }

  /** The model; empty for the instance's own. */
  public Optional<String> model() {
    return model;
  }

  /**
   * A JSON object of model parameters such as {@code temperature}, by the names of the OpenAI API.
   */
  public Json parameters() {
    return parameters;
  }

  /** Collects the parts of a {@link ChatRequest}. */
  public static final class Builder {

    private final List<ChatMessage> messages;
    private Optional<String> model = Optional.empty();
    private Json parameters = Json.EMPTY_OBJECT;

    private Builder(List<ChatMessage> messages) {
      this.messages = Objects.requireNonNull(messages, "messages is null");
    }

    /** Asks for a model. */
    public Builder model(String name) {
      this.model = Optional.of(name);
      return this;
    }

    /** Sets the model parameters, a JSON object. */
    public Builder parameters(Json object) {
      if (!object.isObject()) {
        throw new IllegalArgumentException("parameters must be a JSON object");
      }
      this.parameters = object;
      return this;
    }

    /** The request. */
    public ChatRequest build() {
      return new ChatRequest(this);
    }
  }
}
