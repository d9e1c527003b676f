package dev.llmops.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.cli.client.ApiClient;
import dev.llmops.cli.terminal.Table;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands that say which sink gets which alerts. */
@Command(
    name = "subscription",
    description = "Say which sink gets which alerts; without any, every sink gets all.")
public final class SubscriptionCommand {

  @Spec private CommandSpec spec;

  @Command(name = "list", description = "List subscriptions.")
  int list(@Mixin ServerOptions options) {
    try (ApiClient api = options.connect()) {
      List<JsonNode> items = api.list(ApiClient.path("subscriptions"), Map.of());
      if (options.json()) {
        Output.json(
            spec,
            api.mapper()
                .createObjectNode()
                .set("items", api.mapper().createArrayNode().addAll(items)));
        return 0;
      }
      Table table = new Table("ID", "SINK", "TYPES", "FROM", "SOURCE", "PROMPT");
      for (JsonNode item : items) {
        table.row(
            item.path("id").asText(),
            item.path("sink").asText(),
            types(item.path("types")),
            item.path("minSeverity").asText(),
            Output.text(item.path("source")),
            Output.text(item.path("prompt")));
      }
      Output.of(spec).print(table);
      return 0;
    }
  }

  private static String types(JsonNode types) {
    return types.isEmpty()
        ? "all"
        : types.valueStream().map(JsonNode::asText).collect(Collectors.joining(", "));
  }

  @Command(name = "add", description = "Have a sink get alerts; all given conditions must hold.")
  int add(
      @Mixin ServerOptions options,
      @Parameters(index = "0", paramLabel = "SINK", description = "The sink.") String sink,
      @Option(
              names = "--type",
              description = "regression, threshold, anomaly or experiment; may be repeated.")
          List<String> types,
      @Option(names = "--min-severity", description = "info, warning or critical.") String severity,
      @Option(names = "--source", description = "What raised them, such as run.") String source,
      @Option(names = "--prompt", description = "The prompt they are about.") String prompt) {
    try (ApiClient api = options.connect()) {
      ObjectNode body = api.mapper().createObjectNode().put("sink", sink);
      if (types != null) {
        types.forEach(body.putArray("types")::add);
      }
      body.put("minSeverity", severity).put("source", source).put("prompt", prompt);
      JsonNode subscription = api.post(ApiClient.path("subscriptions"), body);
      if (options.json()) {
        Output.json(spec, subscription);
      } else {
        Output.of(spec).printf("subscription %s for %s%n", subscription.path("id").asText(), sink);
      }
      return 0;
    }
  }

  @Command(name = "remove", description = "End a subscription.")
  int remove(
      @Mixin ServerOptions options,
      @Parameters(index = "0", paramLabel = "ID", description = "The subscription.") String id) {
    try (ApiClient api = options.connect()) {
      api.delete(ApiClient.path("subscriptions", id));
      if (!options.json()) {
        Output.of(spec).printf("subscription %s is removed%n", id);
      }
      return 0;
    }
  }
}
