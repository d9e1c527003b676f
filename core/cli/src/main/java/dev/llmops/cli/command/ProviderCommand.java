package dev.llmops.cli.command;

import static dev.llmops.cli.command.Output.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.cli.client.ApiClient;
import dev.llmops.cli.terminal.Table;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands for provider instances. */
@Command(name = "provider", description = "Choose between provider instances.")
public final class ProviderCommand {

  @Spec private CommandSpec spec;

  @Command(
      name = "select",
      description =
          "Say which of several provider instances is the best healthy one, and how all of them"
              + " stand; exit code 1 when none is healthy.")
  int select(
      @Mixin ServerOptions options,
      @Parameters(paramLabel = "NAME", arity = "1..*", description = "The provider instances.")
          List<String> names,
      @Option(names = "--prompt", description = "Only runs of this prompt count.") String prompt,
      @Option(names = "--dataset", description = "Only runs on this dataset count.") String dataset,
      @Option(names = "--metric", description = "The mean to go by (default: the pass rate).")
          String metric) {
    try (ApiClient api = options.connect()) {
      ObjectNode body = api.mapper().createObjectNode();
      names.forEach(body.putArray("providers")::add);
      body.put("prompt", prompt).put("dataset", dataset).put("metric", metric);
      JsonNode selection = api.post(ApiClient.path("providers:select"), body);
      return Output.show(
          spec,
          options,
          selection,
          "%s%n%n%s".formatted(text(selection.path("provider")), standings(selection)));
    }
  }

  private static Table standings(JsonNode selection) {
    Table table = new Table("PROVIDER", "SCORE", "BASIS", "RUN", "HEALTHY", "HEALTH");
    for (JsonNode standing : selection.path("standings")) {
      table.row(
          text(standing.path("provider")),
          Output.number(standing.path("score")),
          text(standing.path("basis")),
          text(standing.path("run")),
          standing.path("healthy").asBoolean() ? "yes" : "no",
          text(standing.path("health")));
    }
    return table;
  }
}
