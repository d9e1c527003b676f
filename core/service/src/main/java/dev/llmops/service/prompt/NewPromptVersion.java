package dev.llmops.service.prompt;

import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.PromptConfig;
import dev.llmops.model.prompt.PromptMessage;
import dev.llmops.model.prompt.Variable;
import java.util.List;

/**
 * A prompt version that somebody wants to register. Whatever is absent becomes empty; what is wrong
 * with it is found by the registry.
 *
 * @param name the prompt's name
 * @param version a semantic version that the prompt does not have yet
 * @param content the template of a text prompt; empty for a chat prompt
 * @param messages the messages of a chat prompt; empty for a text prompt
 * @param variables the declared inputs
 * @param config the model it is written for
 * @param description what the prompt is for
 * @param tags free labels for searching
 * @param metadata a JSON object of the user's
 * @param author who wrote it
 * @param commitMessage what changed
 * @param labels labels to move to the new version
 * @param lenient whether placeholders that are not declared are accepted, with a warning
 */
public record NewPromptVersion(
    String name,
    String version,
    String content,
    List<PromptMessage> messages,
    List<Variable> variables,
    PromptConfig config,
    String description,
    List<String> tags,
    Json metadata,
    String author,
    String commitMessage,
    List<String> labels,
    boolean lenient) {

  public NewPromptVersion {
    name = name == null ? "" : name;
    version = version == null ? "" : version;
    content = content == null ? "" : content;
    messages = messages == null ? List.of() : List.copyOf(messages);
    variables = variables == null ? List.of() : List.copyOf(variables);
    config = config == null ? PromptConfig.NONE : config;
    description = description == null ? "" : description;
    tags = tags == null ? List.of() : List.copyOf(tags);
    metadata = metadata == null || metadata.isNull() ? Json.EMPTY_OBJECT : metadata;
    author = author == null ? "" : author;
    commitMessage = commitMessage == null ? "" : commitMessage;
    labels = labels == null ? List.of() : List.copyOf(labels);
  }

  /** A text prompt with nothing but what every version needs. */
  public static NewPromptVersion of(
      String name, String version, String content, List<Variable> variables) {
    return new NewPromptVersion(
        name, version, content, null, variables, null, "", null, null, "", "", null, false);
  }

  /** A chat prompt with nothing but what every version needs. */
  public static NewPromptVersion chat(
      String name, String version, List<PromptMessage> messages, List<Variable> variables) {
    return new NewPromptVersion(
        name, version, "", messages, variables, null, "", null, null, "", "", null, false);
  }

  /** The same under another name. */
  public NewPromptVersion withName(String wanted) {
    return new NewPromptVersion(
        wanted,
        version,
        content,
        messages,
        variables,
        config,
        description,
        tags,
        metadata,
        author,
        commitMessage,
        labels,
        lenient);
  }

  /** The same with labels to move to it. */
  public NewPromptVersion withLabels(List<String> wanted) {
    return new NewPromptVersion(
        name,
        version,
        content,
        messages,
        variables,
        config,
        description,
        tags,
        metadata,
        author,
        commitMessage,
        wanted,
        lenient);
  }

  /** The same for a model. */
  public NewPromptVersion withConfig(PromptConfig wanted) {
    return new NewPromptVersion(
        name,
        version,
        content,
        messages,
        variables,
        wanted,
        description,
        tags,
        metadata,
        author,
        commitMessage,
        labels,
        lenient);
  }

  /** The same, accepted though it has placeholders that are not declared. */
  public NewPromptVersion leniently() {
    return new NewPromptVersion(
        name,
        version,
        content,
        messages,
        variables,
        config,
        description,
        tags,
        metadata,
        author,
        commitMessage,
        labels,
        true);
  }
}
