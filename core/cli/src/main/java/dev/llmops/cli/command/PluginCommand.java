package dev.llmops.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.cli.client.ApiClient;
import dev.llmops.cli.terminal.Table;
import dev.llmops.host.verify.PluginManifest;
import dev.llmops.host.verify.PluginVerifier;
import dev.llmops.host.verify.Verification;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
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
      JsonNode plugins =
          api.get(ApiClient.query(ApiClient.path("plugins"), Map.of("limit", "500")));
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

  @Command(
      name = "verify",
      description =
          "Tell whether the server would take plugins, from their bytes alone; exit code 1 when it"
              + " would refuse one.")
  int verify(
      @Parameters(
              paramLabel = "FILE",
              arity = "1..*",
              description = "A plugin's JAR, or its folder with a JAR and lib/.")
          List<Path> candidates) {
    PrintWriter out = Output.of(spec);
    boolean refused = false;
    for (Path candidate : candidates) {
      Verification verification = PluginVerifier.verify(candidate);
      if (verification.problems().isEmpty()) {
        PluginManifest manifest = verification.manifest().orElseThrow();
        out.printf("%s: %s %s is in order%n", candidate, manifest.id(), manifest.version());
      } else {
        refused = true;
        verification.problems().forEach(out::println);
      }
    }
    return refused ? 1 : 0;
  }
}
