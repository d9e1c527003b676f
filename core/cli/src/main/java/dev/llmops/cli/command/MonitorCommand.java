package dev.llmops.cli.command;

import static dev.llmops.cli.command.Output.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.cli.client.ApiClient;
import dev.llmops.cli.client.CommandException;
import dev.llmops.cli.terminal.Table;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands for monitors. */
@Command(
    name = "monitor",
    description = "Say which conditions raise alerts, in the place of the built-in ones.")
public final class MonitorCommand {

  @Spec private CommandSpec spec;

  /** The monitor that a command is about. */
  private static final class Id {

    @Parameters(index = "0", paramLabel = "MONITOR", description = "The id of a monitor.")
    private String monitor;

    String path() {
      return ApiClient.path("monitors", monitor);
    }
  }

  @Command(name = "list", description = "List monitors, newest first.")
  int list(@Mixin ServerOptions options) {
    try (ApiClient api = options.connect()) {
      List<JsonNode> items = api.list(ApiClient.path("monitors"), Map.of());
      Table table =
          new Table(
              "ID",
              "KIND",
              "MEASURE",
              "LIMIT",
              "SEVERITY",
              "PROMPT",
              "DATASET",
              "PROVIDER",
              "ENABLED");
      for (JsonNode item : items) {
        table.row(
            text(item.path("id")),
            text(item.path("kind")),
            text(item.path("measure")),
            text(item.path("limit")),
            text(item.path("severity")),
            text(item.path("prompt")),
            text(item.path("dataset")),
            text(item.path("provider")),
            text(item.path("enabled")));
      }
      return Output.list(spec, options, items, table);
    }
  }

  @Command(name = "show", description = "Show a monitor.")
  int show(@Mixin ServerOptions options, @Mixin Id id) {
    try (ApiClient api = options.connect()) {
      JsonNode monitor = api.get(id.path());
      return Output.show(spec, options, monitor, Output.fields(monitor));
    }
  }

  @Command(
      name = "create",
      description = "Hold every completed run in its scope against a condition.")
  int create(@Mixin ServerOptions options, @Mixin MonitorOptions wanted) {
    try (ApiClient api = options.connect()) {
      return tell(options, api.post(ApiClient.path("monitors"), wanted.body()));
    }
  }

  @Command(name = "edit", description = "Change a monitor; what is not named stays.")
  int edit(
      @Mixin ServerOptions options,
      @Mixin Id id,
      @Mixin MonitorOptions wanted,
      @Option(
              names = "--unset",
              paramLabel = "FIELD",
              description =
                  "A field to leave open again, such as limit or baselineRun; may be repeated.")
          List<String> unset) {
    ObjectNode body = patch(wanted, unset == null ? List.of() : unset);
    try (ApiClient api = options.connect()) {
      return tell(options, api.patch(id.path(), body));
    }
  }

  /** The change that is asked for, in which null leaves a field open again. */
  static ObjectNode patch(MonitorOptions wanted, List<String> unset) {
    ObjectNode body = wanted.body();
    for (String field : unset) {
      if (body.has(field)) {
        throw new CommandException(
            "\"%s\" is both set and unset: leave one of them out.".formatted(field));
      }
    }
    unset.forEach(body::putNull);
    if (body.isEmpty()) {
      throw new CommandException(
          "Nothing to change: name what shall change, such as --limit 0.9 or --unset limit.");
    }
    return body;
  }

  private int tell(ServerOptions options, JsonNode monitor) {
    return Output.show(
        spec,
        options,
        monitor,
        "monitor %s: %s of %s%n"
            .formatted(
                text(monitor.path("id")),
                text(monitor.path("kind")),
                text(monitor.path("measure"))));
  }

  @Command(
      name = "delete",
      description = "Delete a monitor; its alerts stay until somebody resolves them.")
  int delete(@Mixin ServerOptions options, @Mixin Id id) {
    try (ApiClient api = options.connect()) {
      api.delete(id.path());
      if (!options.json()) {
        Output.of(spec).printf("deleted %s%n", id.monitor);
      }
      return 0;
    }
  }
}
