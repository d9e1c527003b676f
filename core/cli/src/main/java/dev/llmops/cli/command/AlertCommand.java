package dev.llmops.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.cli.client.ApiClient;
import dev.llmops.cli.terminal.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands for alerts. */
@Command(
    name = "alert",
    description =
        "List, watch, acknowledge and resolve alerts, and say what raises them and who gets them.",
    subcommands = {MonitorCommand.class, SubscriptionCommand.class})
public final class AlertCommand {

  @Spec private CommandSpec spec;

  @Command(name = "list", description = "List alerts, newest first.")
  int list(
      @Mixin ServerOptions options,
      @Option(
              names = "--type",
              description = "regression, threshold, anomaly or experiment; may be repeated.")
          List<String> types,
      @Option(names = "--severity", description = "info, warning or critical; may be repeated.")
          List<String> severities,
      @Option(names = "--source", description = "What raised it, such as run.") String source,
      @Option(names = "--acknowledged", arity = "1", description = "true or false.")
          String acknowledged,
      @Option(names = "--from", description = "Not before this time.") String from,
      @Option(names = "--to", description = "Before this time.") String to) {
    Map<String, Object> query = new HashMap<>();
    query.put("type", types);
    query.put("severity", severities);
    query.put("source", source);
    query.put("acknowledged", acknowledged);
    query.put("from", from);
    query.put("to", to);
    try (ApiClient api = options.connect()) {
      List<JsonNode> items = api.list(ApiClient.path("alerts"), query);
      Table table = new Table("ID", "CREATED", "SEVERITY", "TYPE", "STATE", "MESSAGE");
      for (JsonNode item : items) {
        table.row(
            item.path("id").asText(),
            item.path("createdAt").asText(),
            item.path("severity").asText(),
            item.path("type").asText(),
            item.path("state").asText(),
            item.path("message").asText());
      }
      return Output.list(spec, options, items, table);
    }
  }

  @Command(name = "show", description = "Show an alert and its deliveries.")
  int show(
      @Mixin ServerOptions options,
      @Parameters(index = "0", paramLabel = "ID", description = "The alert.") String id) {
    try (ApiClient api = options.connect()) {
      JsonNode alert = api.get(ApiClient.path("alerts", id));
      return Output.show(spec, options, alert, Output.fields(alert));
    }
  }

  @Command(name = "watch", description = "Print what happens to alerts from now on, as it happens.")
  int watch(
      @Mixin ServerOptions options,
      @Option(names = "--count", description = "End after so many events; default: never.")
          Long count) {
    AtomicLong seen = new AtomicLong();
    try (ApiClient api = options.connect()) {
      new AlertFollower(api, spec.commandLine().getErr(), Thread::sleep)
          .follow((event, data) -> {
            print(options, event, data);
            return count == null || seen.incrementAndGet() < count;
          });
      return 0;
    }
  }

  private void print(ServerOptions options, String event, JsonNode data) {
    if (options.json()) {
      Output.of(spec).println(data);
    } else {
      JsonNode alert = data.path("alert");
      Output.of(spec)
          .printf(
              "%s %s %s %s: %s%n",
              data.path("at").asText(),
              event,
              alert.path("severity").asText(),
              alert.path("id").asText(),
              alert.path("message").asText());
    }
    spec.commandLine().getOut().flush();
  }

  @Command(name = "ack", description = "Say that somebody has seen an alert.")
  int acknowledge(
      @Mixin ServerOptions options,
      @Parameters(index = "0", paramLabel = "ID", description = "The alert.") String id,
      @Option(names = "--comment", defaultValue = "", description = "What to say.")
          String comment) {
    return settle(options, id, "acknowledge", comment);
  }

  @Command(name = "resolve", description = "End an alert.")
  int resolve(
      @Mixin ServerOptions options,
      @Parameters(index = "0", paramLabel = "ID", description = "The alert.") String id,
      @Option(names = "--comment", defaultValue = "", description = "Why.") String comment) {
    return settle(options, id, "resolve", comment);
  }

  private int settle(ServerOptions options, String id, String step, String comment) {
    try (ApiClient api = options.connect()) {
      ObjectNode body = api.mapper().createObjectNode().put("comment", comment);
      JsonNode alert = api.post(ApiClient.path("alerts", id, step), body);
      if (options.json()) {
        Output.json(spec, alert);
      } else {
        Output.of(spec).printf("alert %s is %s%n", id, alert.path("state").asText());
      }
      return 0;
    }
  }

  @Command(name = "sinks", description = "List the sinks, and which of them take alerts.")
  int sinks(@Mixin ServerOptions options) {
    try (ApiClient api = options.connect()) {
      List<JsonNode> items = api.list(ApiClient.path("sinks"), Map.of());
      Table table = new Table("NAME", "PLUGIN", "VERSION", "SERVING", "REASON");
      for (JsonNode item : items) {
        table.row(
            Output.text(item.path("name")),
            Output.text(item.path("plugin")),
            Output.text(item.path("version")),
            Output.text(item.path("serving")),
            Output.text(item.path("reason")));
      }
      return Output.list(spec, options, items, table);
    }
  }

  @Command(
      name = "test",
      description = "Deliver a made-up alert to a sink; exit code 1 when it does not arrive.")
  int test(
      @Mixin ServerOptions options,
      @Parameters(index = "0", paramLabel = "SINK", description = "The sink.") String sink) {
    try (ApiClient api = options.connect()) {
      JsonNode result = api.post(ApiClient.path("sinks", sink, "test"), Map.of());
      if (options.json()) {
        Output.json(spec, result);
      } else {
        Output.of(spec)
            .printf(
                "%s: %s %s%n",
                sink, result.path("outcome").asText(), result.path("reason").asText());
      }
      return result.path("outcome").asText().equals("delivered") ? 0 : 1;
    }
  }
}
