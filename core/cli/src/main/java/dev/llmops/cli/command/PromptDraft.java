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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * A prompt version as it is given on the command line, in a draft, or in both: what stands on the
 * command line goes before.
 */
final class PromptDraft {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "The prompt's name.")
  private String name;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "VERSION",
      description = "A semantic version such as 1.2.0.")
  private String version;

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "FILE",
      description = "The template, UTF-8 text; with --chat the messages.")
  private Path file;

  @Option(
      names = "--file",
      paramLabel = "DRAFT",
      description =
          "What POST /api/v1/prompts takes, in JSON; NAME, VERSION, FILE and options replace what it has.")
  private Path draft;

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

  @Option(names = "--description", description = "What the prompt is for.")
  private String description;

  @Option(names = "--author", description = "Who wrote it.")
  private String author;

  @Option(names = "--model", description = "The model that it is written for.")
  private String model;

  @Option(
      names = {"-m", "--message"},
      description = "What changed.")
  private String message;

  @Option(names = "--lenient", description = "Accept placeholders that are not declared.")
  private boolean lenient;

  /** What the server wants to know. */
  ObjectNode body() throws IOException {
    check();
    ObjectNode body = draft == null ? MAPPER.createObjectNode() : ExperimentDraft.read(draft);
    put(body, "name", name);
    put(body, "version", version);
    if (body.path("name").asText().isEmpty()) {
      throw new CommandException("%s has no \"name\".".formatted(draft));
    }
    if (file != null) {
      body.remove(List.of("content", "messages"));
      body.set(
          chat ? "messages" : "content", chat ? messages() : body.textNode(Files.readString(file)));
    }
    if (!variables.isEmpty()) {
      body.set("variables", declarations(variables));
    }
    put(body, "labels", labels);
    put(body, "tags", tags);
    put(body, "description", description);
    put(body, "author", author);
    put(body, "commitMessage", message);
    if (model != null) {
      ObjectNode config =
          body.path("config") instanceof ObjectNode given ? given : body.putObject("config");
      config.put("model", model);
    }
    return lenient ? body.put("lenient", true) : body;
  }

  private void check() {
    String wrong = null;
    if (draft == null && file == null) {
      wrong = "Missing required parameters: NAME VERSION FILE, or --file DRAFT.";
    } else if (name != null && version == null) {
      wrong = "With --file, NAME and VERSION are given together, before FILE, or not at all.";
    } else if (chat && file == null) {
      wrong = "--chat is about FILE; a draft has \"messages\".";
    }
    if (wrong != null) {
      throw new ParameterException(command.commandLine(), wrong);
    }
  }

  private static void put(ObjectNode body, String field, String value) {
    if (value != null) {
      body.put(field, value);
    }
  }

  private static void put(ObjectNode body, String field, List<String> values) {
    if (!values.isEmpty()) {
      ArrayNode array = body.putArray(field);
      values.forEach(array::add);
    }
  }

  /** A version without a text. */
  static ObjectNode of(String name, String version, List<String> variables) {
    ObjectNode body = MAPPER.createObjectNode().put("name", name).put("version", version);
    return body.set("variables", declarations(variables));
  }

  private static ArrayNode declarations(List<String> variables) {
    ArrayNode declared = MAPPER.createArrayNode();
    variables.forEach(variable -> declared.add(declaration(variable)));
    return declared;
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
