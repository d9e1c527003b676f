package dev.llmops.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.cli.client.ApiClient;
import dev.llmops.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The commands for plugins. */
@Command(name = "plugin", description = "List and verify plugins.")
public final class PluginCommand {

  @Spec private CommandSpec spec;

  @Command(
      name = "list",
      description = "Show the plugins of a running server, the broken ones with the reason.")
  int list(@Mixin ServerOptions options) {
    try (ApiClient api = options.connect()) {
      JsonNode plugins = api.get(ApiClient.path("plugins"));
      if (options.json()) {
        Output.json(spec, plugins);
        return 0;
      }
      Table table = new Table("PLUGIN", "VERSION", "STATE", "CONTRIBUTES", "REASON");
      for (JsonNode plugin : plugins.path("items")) {
        StringBuilder contributions = new StringBuilder();
        for (JsonNode contribution : plugin.path("contributions")) {
          contributions.append(contributions.isEmpty() ? "" : " ").append(contribution.asText());
        }
        table.row(
            Output.text(plugin.path("id")),
            Output.text(plugin.path("version")),
            Output.text(plugin.path("state")),
            contributions.toString(),
            Output.text(plugin.path("reason")));
      }
      Output.of(spec).print(table);
      return 0;
    }
  }
}
