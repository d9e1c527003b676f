package dev.llmops.model.prompt;

import dev.llmops.model.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * One immutable version of a named text prompt.
 *
 * @param name the prompt's name; may hold {@code /} for folders
 * @param version a semantic version 2.0.0
 * @param content the Mustache template
 * @param variables the declared inputs, in declaration order
 * @param description what the prompt is for; may be empty
 * @param tags free labels for searching, in the given order, without repeats
 * @param metadata a JSON object whose shape is the user's
 * @param author who wrote it; may be empty
 * @param commitMessage what changed; may be empty
 * @param hash SHA-256 in lower-case hex of what a rendering depends on: content and variables
 * @param createdAt when the registry accepted it
 */
public record PromptVersion(
    String name,
    String version,
    String content,
    List<Variable> variables,
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
    variables = List.copyOf(variables);
    Objects.requireNonNull(description, "description is null");
    tags = List.copyOf(tags);
    Objects.requireNonNull(metadata, "metadata is null");
    Objects.requireNonNull(author, "author is null");
    Objects.requireNonNull(commitMessage, "commitMessage is null");
    Objects.requireNonNull(hash, "hash is null");
    Objects.requireNonNull(createdAt, "createdAt is null");
  }
}
