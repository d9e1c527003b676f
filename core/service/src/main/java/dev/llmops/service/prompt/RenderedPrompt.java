package dev.llmops.service.prompt;

import dev.llmops.kernel.token.TokenEstimate;
import dev.llmops.model.prompt.PromptMessage;
import java.util.List;
import java.util.Objects;

/**
 * A prompt filled with values.
 *
 * @param chat whether it is a chat prompt
 * @param text the text to send to a model; of a chat prompt its flat form for people
 * @param messages the messages to send to a model; of a text prompt the one that a user would send
 * @param name the prompt's name
 * @param version the exact version
 * @param hash the hash of that version
 */
public record RenderedPrompt(
    boolean chat,
    String text,
    List<PromptMessage> messages,
    String name,
    String version,
    String hash) {

  public RenderedPrompt {
    Objects.requireNonNull(text, "text is null");
    messages = List.copyOf(messages);
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(version, "version is null");
    Objects.requireNonNull(hash, "hash is null");
  }

  /** How many tokens a model is likely to count for it. */
  public TokenEstimate tokens() {
    return TokenEstimate.of(messages);
  }
}
