package dev.llmops.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.cli.client.ApiClient;
import dev.llmops.cli.client.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands for prompts. */
@Command(name = "prompt", description = "Register, read and render prompts.")
public final class PromptCommand {

  @Spec private CommandSpec spec;

  @Command(name = "push", description = "Register a new version of a prompt from a template file.")
  int push(
      @Mixin ServerOptions options,
      @Parameters(index = "0", paramLabel = "NAME", description = "The prompt's name.") String name,
      @Parameters(
              index = "1",
              paramLabel = "VERSION",
              description = "A semantic version such as 1.2.0.")
          String version,
      @Parameters(index = "2", paramLabel = "FILE", description = "The template, UTF-8 text.")
          Path file,
      @Option(
              names = "--var",
              paramLabel = "NAME[:TYPE][?]",
              description =
                  "A variable; TYPE is string, integer, number, boolean, list or object; ? makes it optional.")
          List<String> variables,
      @Option(names = "--label", description = "A label to set on this version.")
          List<String> labels,
      @Option(
              names = {"-m", "--message"},
              defaultValue = "",
              description = "What changed.")
          String message)
      throws IOException {
    try (ApiClient api = options.connect()) {
      ObjectNode body = api.mapper().createObjectNode();
      body.put("name", name)
          .put("version", version)
          .put("content", Files.readString(file))
          .put("commitMessage", message);
      ArrayNode declared = body.putArray("variables");
      orEmpty(variables).forEach(variable -> declared.add(declaration(api, variable)));
      ArrayNode labelled = body.putArray("labels");
      orEmpty(labels).forEach(labelled::add);
      JsonNode created = api.post(ApiClient.path("prompts"), body);
      if (options.json()) {
        Output.json(spec, created);
      } else {
        Output.of(spec)
            .printf(
                "%s %s registered (%s)%n",
                name, version, created.path("hash").asText().substring(0, 12));
      }
      return 0;
    }
  }

  private static ObjectNode declaration(ApiClient api, String text) {
    boolean optional = text.endsWith("?");
    String[] parts = (optional ? text.substring(0, text.length() - 1) : text).split(":", 2);
    ObjectNode variable = api.mapper().createObjectNode();
    variable
        .put("name", parts[0])
        .put("type", parts.length == 2 ? parts[1] : "string")
        .put("required", !optional);
    return variable;
  }

  @Command(name = "get", description = "Show a prompt version.")
  int get(
      @Mixin ServerOptions options,
      @Parameters(
              paramLabel = "NAME[@REF]",
              description = "REF is a version, a range or a label; production when absent.")
          String reference) {
    Reference prompt = Reference.parse(reference);
    try (ApiClient api = options.connect()) {
      JsonNode found =
          api.get(ApiClient.query(ApiClient.path("prompts", prompt.name()), prompt.query()));
      if (options.json()) {
        Output.json(spec, found);
      } else {
        Output.of(spec)
            .printf(
                "%s %s%n%n%s%n",
                prompt.name(), found.path("version").asText(), found.path("content").asText());
      }
      return 0;
    }
  }

  @Command(name = "render", description = "Fill in a prompt's variables and print the text.")
  int render(
      @Mixin ServerOptions options,
      @Parameters(
              index = "0",
              paramLabel = "NAME[@REF]",
              description = "REF is a version, a range or a label.")
          String reference,
      @Parameters(
              index = "1..*",
              paramLabel = "VAR=VALUE",
              arity = "0..*",
              description = "Values; use VAR:=JSON for anything but text.")
          List<String> values)
      throws IOException {
    Reference prompt = Reference.parse(reference);
    try (ApiClient api = options.connect()) {
      ObjectNode body = api.mapper().createObjectNode();
      ObjectNode variables = body.putObject("variables");
      for (String value : orEmpty(values)) {
        Assignment assignment = Assignment.parse(value);
        variables.set(
            assignment.name(),
            assignment.json()
                ? api.mapper().readTree(assignment.value())
                : variables.textNode(assignment.value()));
      }
      JsonNode rendered =
          api.post(
              ApiClient.query(ApiClient.path("prompts", prompt.name(), "render"), prompt.query()),
              body);
      if (options.json()) {
        Output.json(spec, rendered);
      } else {
        Output.of(spec).println(rendered.path("text").asText());
      }
      return 0;
    }
  }

  private static List<String> orEmpty(List<String> list) {
    return list == null ? List.of() : list;
  }

  /** A prompt's name and which version is meant; a null ref leaves the choice to the server. */
  record Reference(String name, String ref) {

    static Reference parse(String text) {
      int at = text.indexOf('@');
      return at < 0
          ? new Reference(text, null)
          : new Reference(text.substring(0, at), text.substring(at + 1));
    }

    Map<String, String> query() {
      Map<String, String> query = new HashMap<>();
      query.put("ref", ref);
      return query;
    }

    Map<String, String> body() {
      Map<String, String> body = new LinkedHashMap<>();
      body.put("name", name);
      if (ref != null) {
        body.put("ref", ref);
      }
      return body;
    }
  }

  /** {@code name=text} or {@code name:=json}. */
  record Assignment(String name, String value, boolean json) {

    static Assignment parse(String text) {
      int equals = text.indexOf('=');
      if (equals < 1) {
        throw new CommandException("Expected VAR=VALUE or VAR:=JSON, got \"" + text + "\".");
      }
      boolean json = text.charAt(equals - 1) == ':';
      return new Assignment(
          text.substring(0, json ? equals - 1 : equals), text.substring(equals + 1), json);
    }
  }
}
