package dev.llmops.cli.command;

import static dev.llmops.cli.command.Output.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.cli.client.ApiClient;
import dev.llmops.cli.terminal.Table;
import java.io.IOException;
import java.util.ArrayList;
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
@Command(
    name = "prompt",
    description = "Register, read, compare, promote and evaluate prompts.",
    subcommands = PromptEvaluationCommand.class)
public final class PromptCommand {

  /** How {@code prompt check} ends when the version would be refused. */
  private static final int REFUSED = 2;

  @Spec private CommandSpec spec;

  @Command(name = "push", description = "Register a new version of a prompt from files.")
  int push(@Mixin ServerOptions options, @Mixin PromptDraft draft) throws IOException {
    try (ApiClient api = options.connect()) {
      JsonNode created = api.post(ApiClient.path("prompts"), draft.body());
      return Output.show(
          spec,
          options,
          created,
          "%s %s registered (%s)%n%s%s"
              .formatted(
                  text(created.path("name")),
                  text(created.path("version")),
                  text(created.path("hash")).substring(0, 12),
                  PromptText.pins(created.path("includes")),
                  PromptText.findings("warning", created.path("warnings"))));
    }
  }

  @Command(
      name = "check",
      description =
          "Say what the server thinks of a version without registering it; exit code 2 when it"
              + " would be refused.")
  int check(@Mixin ServerOptions options, @Mixin PromptDraft draft) throws IOException {
    try (ApiClient api = options.connect()) {
      ObjectNode body = draft.body();
      String name = text(body.path("name"));
      JsonNode found = api.post(ApiClient.path("prompts", name, "check"), body);
      boolean valid = found.path("valid").asBoolean();
      Output.show(
          spec,
          options,
          found,
          PromptText.findings("problem", found.path("problems"))
              + PromptText.findings("warning", found.path("warnings"))
              + PromptText.pins(found.path("includes"))
              + PromptText.tokens(found.path("tokens"))
              + "%s %s would be %s%n"
                  .formatted(name, text(body.path("version")), valid ? "accepted" : "refused"));
      return valid ? 0 : REFUSED;
    }
  }

  @Command(name = "list", description = "List prompts by name.")
  int list(
      @Mixin ServerOptions options,
      @Option(names = "--tag", description = "Only those whose served version has it.") String tag,
      @Option(names = "--label", description = "Only those that have it.") String label,
      @Option(
              names = {"-q", "--query"},
              description = "Only those with this text in their name.")
          String query) {
    Map<String, String> filter = new HashMap<>();
    filter.put("tag", tag);
    filter.put("label", label);
    filter.put("q", query);
    try (ApiClient api = options.connect()) {
      List<JsonNode> items = api.list(ApiClient.path("prompts"), filter);
      Table table = new Table("NAME", "PRODUCTION", "HIGHEST", "VERSIONS", "TAGS", "DESCRIPTION");
      for (JsonNode item : items) {
        List<String> tags = new ArrayList<>();
        item.path("tags").forEach(it -> tags.add(it.asText()));
        table.row(
            text(item.path("name")),
            text(item.path("production")),
            text(item.path("highest")),
            text(item.path("versions")),
            String.join(", ", tags),
            text(item.path("description")));
      }
      return Output.list(spec, options, items, table);
    }
  }

  @Command(name = "show", description = "Show the versions of a prompt, its labels and its users.")
  int show(
      @Mixin ServerOptions options,
      @Parameters(paramLabel = "NAME", description = "The prompt.") String name) {
    try (ApiClient api = options.connect()) {
      List<JsonNode> versions = api.list(ApiClient.path("prompts", name, "versions"), Map.of());
      List<JsonNode> labels = api.list(ApiClient.path("prompts", name, "labels"), Map.of());
      List<JsonNode> approvals = api.list(ApiClient.path("prompts", name, "approvals"), Map.of());
      List<JsonNode> users = api.list(ApiClient.path("prompts", name, "usage"), Map.of());
      ObjectNode all = api.mapper().createObjectNode().put("name", name);
      all.putArray("versions").addAll(versions);
      all.putArray("labels").addAll(labels);
      all.putArray("approvals").addAll(approvals);
      all.putArray("usage").addAll(users);
      return Output.show(
          spec,
          options,
          all,
          PromptText.versions(versions, labels, approvals) + "\n" + PromptText.users(users));
    }
  }

  @Command(name = "get", description = "Show the text or the messages of a prompt version.")
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
      return Output.show(
          spec,
          options,
          found,
          "%s %s%n%n%s"
              .formatted(prompt.name(), text(found.path("version")), PromptText.body(found)));
    }
  }

  @Command(name = "render", description = "Fill in a prompt's variables and print what comes out.")
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
          List<String> values,
      @Option(names = "--lenient", description = "Render what has no value as nothing.")
          boolean lenient,
      @Option(
              names = "--tokens",
              description = "Also tell, on standard error, about how many tokens it has.")
          boolean tokens)
      throws IOException {
    Reference prompt = Reference.parse(reference);
    try (ApiClient api = options.connect()) {
      ObjectNode body = api.mapper().createObjectNode().put("lenient", lenient);
      body.set("variables", Assignment.object(values == null ? List.of() : values, api.mapper()));
      JsonNode rendered =
          api.post(
              ApiClient.query(ApiClient.path("prompts", prompt.name(), "render"), prompt.query()),
              body);
      if (tokens) {
        spec.commandLine().getErr().print(PromptText.tokens(rendered.path("tokens")));
      }
      return Output.show(spec, options, rendered, PromptText.body(rendered));
    }
  }

  @Command(name = "diff", description = "Show what is different between two versions.")
  int diff(
      @Mixin ServerOptions options,
      @Parameters(index = "0", paramLabel = "NAME", description = "The prompt.") String name,
      @Parameters(index = "1", paramLabel = "FROM", description = "A version, range or label.")
          String from,
      @Parameters(index = "2", paramLabel = "TO", description = "Another.") String to) {
    try (ApiClient api = options.connect()) {
      JsonNode diff =
          api.get(
              ApiClient.query(
                  ApiClient.path("prompts", name, "diff"), Map.of("from", from, "to", to)));
      return Output.show(spec, options, diff, PromptText.difference(diff));
    }
  }

  @Command(name = "promote", description = "Point a label at a version.")
  int promote(
      @Mixin ServerOptions options,
      @Parameters(index = "0", paramLabel = "NAME", description = "The prompt.") String name,
      @Parameters(index = "1", paramLabel = "REF", description = "A version, range or label.")
          String ref,
      @Option(names = "--label", defaultValue = "production", description = "The label to move.")
          String label,
      @Mixin Reason reason) {
    try (ApiClient api = options.connect()) {
      JsonNode version =
          api.get(ApiClient.query(ApiClient.path("prompts", name), Map.of("ref", ref)))
              .path("version");
      ObjectNode body = reason.body();
      body.set("version", version);
      return moved(options, api.put(ApiClient.path("prompts", name, "labels", label), body));
    }
  }

  @Command(
      name = "rollback",
      description = "Point a label at the version that it pointed at before.")
  int rollback(
      @Mixin ServerOptions options,
      @Parameters(paramLabel = "NAME", description = "The prompt.") String name,
      @Option(names = "--label", defaultValue = "production", description = "The label to move.")
          String label,
      @Mixin Reason reason) {
    try (ApiClient api = options.connect()) {
      ObjectNode body = reason.body().put("label", label);
      return moved(options, api.post(ApiClient.path("prompts", name, "rollback"), body));
    }
  }

  private int moved(ServerOptions options, JsonNode label) {
    return Output.show(
        spec,
        options,
        label,
        "%s of %s is now %s%n"
            .formatted(
                text(label.path("label")),
                text(label.path("prompt")),
                text(label.path("version"))));
  }

  @Command(
      name = "approve",
      description =
          "Let protected labels move to a version; not to one that you registered or wrote.")
  int approve(
      @Mixin ServerOptions options,
      @Parameters(index = "0", paramLabel = "NAME", description = "The prompt.") String name,
      @Parameters(index = "1", paramLabel = "VERSION", description = "An exact version.")
          String version,
      @Option(
              names = {"-m", "--comment"},
              defaultValue = "",
              description = "What you looked at, or why.")
          String comment,
      @Option(names = "--withdraw", description = "Take your approval back.") boolean withdraw) {
    String path = ApiClient.path("prompts", name, "versions", version, "approvals");
    try (ApiClient api = options.connect()) {
      if (withdraw) {
        api.delete(path);
        if (!options.json()) {
          Output.of(spec).printf("withdrew your approval of %s %s%n", name, version);
        }
        return 0;
      }
      JsonNode approval = api.post(path, api.mapper().createObjectNode().put("comment", comment));
      return Output.show(
          spec,
          options,
          approval,
          "%s %s approved by %s%n"
              .formatted(
                  text(approval.path("prompt")),
                  text(approval.path("version")),
                  text(approval.path("approver"))));
    }
  }

  @Command(name = "unlabel", description = "Remove a label; \"production\" stays.")
  int unlabel(
      @Mixin ServerOptions options,
      @Parameters(index = "0", paramLabel = "NAME", description = "The prompt.") String name,
      @Parameters(index = "1", paramLabel = "LABEL", description = "The label.") String label) {
    try (ApiClient api = options.connect()) {
      api.delete(ApiClient.path("prompts", name, "labels", label));
      if (!options.json()) {
        Output.of(spec).printf("%s is no label of %s any more%n", label, name);
      }
      return 0;
    }
  }

  @Command(name = "history", description = "List the changes of a prompt's labels, newest first.")
  int history(
      @Mixin ServerOptions options,
      @Parameters(paramLabel = "NAME", description = "The prompt.") String name) {
    try (ApiClient api = options.connect()) {
      List<JsonNode> items = api.list(ApiClient.path("prompts", name, "history"), Map.of());
      Table table = new Table("AT", "BY", "LABEL", "ACTION", "FROM", "TO", "REASON");
      for (JsonNode item : items) {
        table.row(
            text(item.path("at")),
            text(item.path("actor")),
            text(item.path("label")),
            text(item.path("action")),
            text(item.path("from")),
            text(item.path("to")),
            text(item.path("reason")));
      }
      return Output.list(spec, options, items, table);
    }
  }

  @Command(name = "delete", description = "Delete a version that nothing needs.")
  int delete(
      @Mixin ServerOptions options,
      @Parameters(index = "0", paramLabel = "NAME", description = "The prompt.") String name,
      @Parameters(index = "1", paramLabel = "VERSION", description = "An exact version.")
          String version) {
    try (ApiClient api = options.connect()) {
      api.delete(ApiClient.path("prompts", name, "versions", version));
      if (!options.json()) {
        Output.of(spec).printf("deleted %s %s%n", name, version);
      }
      return 0;
    }
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
}
