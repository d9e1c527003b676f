package dev.llmops.service.prompt;

import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.Variable;
import java.util.List;

/**
 * A prompt version that somebody wants to register. Whatever is absent becomes empty; what is wrong
 * with it is found by the registry.
 *
 * @param name the prompt's name
 * @param version a semantic version that the prompt does not have yet
 * @param content the template
 * @param variables the declared inputs
 * @param description what the prompt is for
 * @param tags free labels for searching
 * @param metadata a JSON object of the user's
 * @param author who wrote it
 * @param commitMessage what changed
 * @param labels labels to move to the new version
 */
public record NewPromptVersion(
    String name,
    String version,
    String content,
    List<Variable> variables,
    String description,
    List<String> tags,
    Json metadata,
    String author,
    String commitMessage,
    List<String> labels) {

  public NewPromptVersion {
    name = name == null ? "" : name;
    version = version == null ? "" : version;
    content = content == null ? "" : content;
    variables = variables == null ? List.of() : List.copyOf(variables);
    description = description == null ? "" : description;
    tags = tags == null ? List.of() : List.copyOf(tags);
    metadata = metadata == null || metadata.isNull() ? Json.EMPTY_OBJECT : metadata;
    author = author == null ? "" : author;
    commitMessage = commitMessage == null ? "" : commitMessage;
    labels = labels == null ? List.of() : List.copyOf(labels);
  }

  /** With nothing but what every version needs. */
  public static NewPromptVersion of(
      String name, String version, String content, List<Variable> variables) {
    return new NewPromptVersion(
        name, version, content, variables, "", List.of(), Json.EMPTY_OBJECT, "", "", List.of());
  }

  /** The same with labels to move to it. */
  public NewPromptVersion withLabels(List<String> wanted) {
    return new NewPromptVersion(
        name,
        version,
        content,
        variables,
        description,
        tags,
        metadata,
        author,
        commitMessage,
        wanted);
  }
}
