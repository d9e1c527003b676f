package dev.llmops.spi.provider;

import java.util.Objects;

/**
 * One message of a chat.
 *
 * @param role who speaks
 * @param content what is said
 * @since 1.0
 */
public record ChatMessage(Role role, String content) {

  /** Who speaks. */
  public enum Role {
    SYSTEM,
    USER,
    ASSISTANT
  }

  public ChatMessage {
    Objects.requireNonNull(role, "role is null");
    Objects.requireNonNull(content, "content is null");
  }

  /** A message of the user. */
  public static ChatMessage user(String content) {
    return new ChatMessage(Role.USER, content);
  }
}
