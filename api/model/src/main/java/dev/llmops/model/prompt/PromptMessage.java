package dev.llmops.model.prompt;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import java.util.Objects;

/**
 * One message of a chat prompt.
 *
 * @param role who speaks
 * @param content what is said: a template in a prompt version, text once it is rendered
 */
public record PromptMessage(Role role, String content) {

  /** Who speaks. */
  public enum Role {
    @JsonProperty("system")
    SYSTEM,
    @JsonProperty("user")
    USER,
    @JsonProperty("assistant")
    ASSISTANT;

    /** The name on the wire, in lower case. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public PromptMessage {
    Objects.requireNonNull(role, "role is null");
    Objects.requireNonNull(content, "content is null");
  }
}
