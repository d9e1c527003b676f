package dev.llmops.spi.metric;

import dev.llmops.model.json.Json;
import dev.llmops.spi.provider.ChatResponse;
import java.util.Objects;
import java.util.Optional;

/**
 * A sample of a dataset together with the answer that is to be scored. Immutable.
 *
 * @since 1.0
 */
public final class ScoredSample {

  private final String id;
  private final Json input;
  private final String prompt;
  private final Optional<String> expected;
  private final Optional<Json> context;
  private final Json metadata;
  private final ChatResponse response;

  private ScoredSample(Builder builder) {
    this.id = builder.id;
    this.input = builder.input;
    this.prompt = builder.prompt;
    this.expected = builder.expected;
    this.context = builder.context;
    this.metadata = builder.metadata;
    this.response = builder.response;
  }

  /** A sample with the response to score. */
  public static Builder of(String id, ChatResponse response) {
    return new Builder(id, response);
  }

  /** The sample's id. */
  public String id() {
    return id;
  }

  /** The values of the prompt's variables, a JSON object. */
  public Json input() {
    return input;
  }

  /** The rendered prompt that was sent; of a chat all messages, each after its role. */
  public String prompt() {
    return prompt;
  }

  /** The answer that is wanted. */
  public Optional<String> expected() {
    return expected;
  }

  /**
   * What is needed to judge the answer and was not in the prompt, such as the documents it shall
   * rest on: a text or any other JSON value.
   *
   * @since 1.0
   */
  public Optional<Json> context() {
    return context;
  }

  /** The sample's metadata, a JSON object. */
  public Json metadata() {
    return metadata;
  }

  /** The answer to score. */
  public ChatResponse response() {
    return response;
  }

  /** Collects the parts of a {@link ScoredSample}. */
  public static final class Builder {

    private final String id;
    private final ChatResponse response;
    private Json input = Json.EMPTY_OBJECT;
    private String prompt = "";
    private Optional<String> expected = Optional.empty();
    private Optional<Json> context = Optional.empty();
    private Json metadata = Json.EMPTY_OBJECT;

    private Builder(String id, ChatResponse response) {
      this.id = Objects.requireNonNull(id, "id is null");
      this.response = Objects.requireNonNull(response, "response is null");
    }

    /** The values of the prompt's variables, a JSON object. */
    public Builder input(Json object) {
      this.input = Objects.requireNonNull(object, "object is null");
      return this;
    }

    /** The rendered prompt that was sent. */
    public Builder prompt(String text) {
      this.prompt = Objects.requireNonNull(text, "text is null");
      return this;
    }

    /** The answer that is wanted. */
    public Builder expected(String text) {
      this.expected = Optional.of(text);
      return this;
    }

    /**
     * What is needed to judge the answer and was not in the prompt; any JSON value.
     *
     * @since 1.0
     */
    public Builder context(Json value) {
      this.context = Optional.of(value);
      return this;
    }

    /** The sample's metadata, a JSON object. */
    public Builder metadata(Json object) {
      this.metadata = Objects.requireNonNull(object, "object is null");
      return this;
    }

    /** The sample. */
    public ScoredSample build() {
      return new ScoredSample(this);
    }
  }
}
