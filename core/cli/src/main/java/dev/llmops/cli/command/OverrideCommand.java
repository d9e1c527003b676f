package dev.llmops.cli.command;

import static dev.llmops.cli.command.Output.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.cli.client.ApiClient;
import dev.llmops.cli.terminal.Table;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands that give units a variant by hand. */
@Command(
    name = "override",
    description = "Give units, such as testers, a variant by hand; they count nowhere.")
public final class OverrideCommand {

  @Spec private CommandSpec spec;

  /** The units of which experiment are meant. */
  private static final class Experiment {

    @Parameters(
        index = "0",
        paramLabel = "EXPERIMENT",
        description = "The experiment, by its name or id.")
    private String name;

    String path() {
      return ApiClient.path("experiments", name, "overrides");
    }

    String path(String unit) {
      return ApiClient.path("experiments", name, "overrides", unit);
    }
  }

  @Command(name = "list", description = "List the units, by unit, with those that were released.")
  int list(@Mixin ServerOptions options, @Mixin Experiment experiment) {
    try (ApiClient api = options.connect()) {
      List<JsonNode> items = api.list(experiment.path(), Map.of());
      Table table = new Table("UNIT", "VARIANT", "BY", "AT", "REASON");
      for (JsonNode item : items) {
        table.row(
            text(item.path("unit")),
            item.path("variant").isNull() ? "(released)" : text(item.path("variant")),
            text(item.path("actor")),
            text(item.path("at")),
            text(item.path("reason")));
      }
      return Output.list(spec, options, items, table);
    }
  }

  @Command(
      name = "set",
      description =
          "Give a unit a variant; what it has contributed is taken out of all counts for good.")
  int set(
      @Mixin ServerOptions options,
      @Mixin Experiment experiment,
      @Parameters(index = "1", paramLabel = "UNIT", description = "Such as a user id.") String unit,
      @Parameters(index = "2", paramLabel = "VARIANT", description = "What it gets.")
          String variant,
      @Mixin Reason reason) {
    try (ApiClient api = options.connect()) {
      JsonNode override = api.put(experiment.path(unit), reason.body().put("variant", variant));
      return Output.show(
          spec, options, override, "%s gets %s and counts nowhere%n".formatted(unit, variant));
    }
  }

  @Command(
      name = "remove",
      description = "Let the split decide about a unit again; it stays out of all counts.")
  int remove(
      @Mixin ServerOptions options,
      @Mixin Experiment experiment,
      @Parameters(index = "1", paramLabel = "UNIT", description = "Such as a user id.") String unit,
      @Mixin Reason reason) {
    try (ApiClient api = options.connect()) {
      api.delete(ApiClient.query(experiment.path(unit), Map.of("reason", reason.text())));
      if (!options.json()) {
        Output.of(spec).printf("%s gets what the split says%n", unit);
      }
      return 0;
    }
  }
}
