package dev.llmops.model.prompt;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.llmops.model.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * One immutable version of a named prompt: a text prompt has content, a chat prompt has messages.
 *
 * @param name the prompt's name; may hold {@code /} for folders
 * @param version a semantic version 2.0.0
 * @param content the Mustache template of a text prompt; empty for a chat prompt
 * @param messages the messages of a chat prompt, oldest first; empty for a text prompt
 * @param includes the prompts that its templates include, in the order of their first tags
 * @param variables the declared inputs, in declaration order, then those of included prompts that
 *     it does not declare itself
 * @param config the model it was written for
 * @param description what the prompt is for; may be empty
 * @param tags free labels for searching, in the given order, without repeats
 * @param metadata a JSON object whose shape is the user's
 * @param author who wrote it; may be empty
 * @param commitMessage what changed; may be empty
 * @param hash SHA-256 in lower-case hex of what a model is asked: content or messages, includes,
 *     variables and config
 * @param createdAt when the registry accepted it
 */
public record PromptVersion(
    String name,
    String version,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) String content,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<PromptMessage> messages,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<IncludedPrompt> includes,
    List<Variable> variables,
    PromptConfig config,
    String description,
    List<String> tags,
    Json metadata,
    String author,
    String commitMessage,
    String hash,
    Instant createdAt) {

  public PromptVersion {
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(version, "version is null");
    Objects.requireNonNull(content, "content is null");
    messages = List.copyOf(messages);
    includes = List.copyOf(includes);
    variables = List.copyOf(variables);
    Objects.requireNonNull(config, "config is null");
    Objects.requireNonNull(description, "description is null");
    tags = List.copyOf(tags);
    Objects.requireNonNull(metadata, "metadata is null");
    Objects.requireNonNull(author, "author is null");
    Objects.requireNonNull(commitMessage, "commitMessage is null");
    Objects.requireNonNull(hash, "hash is null");
    Objects.requireNonNull(createdAt, "createdAt is null");
    if (content.isEmpty() == messages.isEmpty()) {
      throw new IllegalArgumentException("a prompt has either content or messages");
    }
  }

  /** Whether it consists of messages. */
  @JsonIgnore
  public boolean isChat() {
    return !messages.isEmpty();
  }
}
