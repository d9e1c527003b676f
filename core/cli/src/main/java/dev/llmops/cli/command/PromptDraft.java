package dev.llmops.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.cli.client.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A prompt version as it is given on the command line. */
final class PromptDraft {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Parameters(index = "0", paramLabel = "NAME", description = "The prompt's name.")
  private String name;

  @Parameters(
      index = "1",
      paramLabel = "VERSION",
      description = "A semantic version such as 1.2.0.")
  private String version;

  @Parameters(
      index = "2",
      paramLabel = "FILE",
      description = "The template, UTF-8 text; with --chat the messages.")
  private Path file;

  @Option(
      names = "--chat",
      description =
          "FILE has the messages of a chat: a JSON array of {\"role\", \"content\"} with the roles system,"
              + " user and assistant.")
  private boolean chat;

  @Option(
      names = "--var",
      paramLabel = "NAME[:TYPE][?]",
      description =
          "A variable; TYPE is string, integer, number, boolean, list or object; ? makes it optional.")
  private List<String> variables = List.of();

  @Option(names = "--label", description = "A label to set on this version.")
  private List<String> labels = List.of();

  @Option(names = "--tag", description = "A tag to find it by.")
  private List<String> tags = List.of();

  @Option(names = "--description", defaultValue = "", description = "What the prompt is for.")
  private String description;

  @Option(names = "--author", defaultValue = "", description = "Who wrote it.")
  private String author;

  @Option(names = "--model", description = "The model that it is written for.")
  private String model;

  @Option(
      names = {"-m", "--message"},
      defaultValue = "",
      description = "What changed.")
  private String message;

  @Option(names = "--lenient", description = "Accept placeholders that are not declared.")
  private boolean lenient;

  String name() {
    return name;
  }

  String version() {
    return version;
  }

  /** What the server wants to know. */
  ObjectNode body() throws IOException {
    ObjectNode body = of(name, version, variables);
    if (chat) {
      body.set("messages", messages());
    } else {
      body.put("content", Files.readString(file));
    }
    ArrayNode labelled = body.putArray("labels");
    labels.forEach(labelled::add);
    ArrayNode tagged = body.putArray("tags");
    tags.forEach(tagged::add);
    body.put("description", description).put("author", author).put("commitMessage", message);
    if (model != null) {
      body.putObject("config").put("model", model);
    }
    return body.put("lenient", lenient);
  }

  /** A version without a text. */
  static ObjectNode of(String name, String version, List<String> variables) {
    ObjectNode body = MAPPER.createObjectNode().put("name", name).put("version", version);
    ArrayNode declared = body.putArray("variables");
    variables.forEach(variable -> declared.add(declaration(variable)));
    return body;
  }

  private static ObjectNode declaration(String text) {
    boolean optional = text.endsWith("?");
    String[] parts = (optional ? text.substring(0, text.length() - 1) : text).split(":", 2);
    return MAPPER
        .createObjectNode()
        .put("name", parts[0])
        .put("type", parts.length == 2 ? parts[1] : "string")
        .put("required", !optional);
  }

  private JsonNode messages() throws IOException {
    JsonNode messages = MAPPER.readTree(Files.readString(file));
    if (!messages.isArray()) {
      throw new CommandException(
          "With --chat, %s must have a JSON array such as [{\"role\": \"user\", \"content\": \"…\"}]."
              .formatted(file));
    }
    return messages;
  }
}
