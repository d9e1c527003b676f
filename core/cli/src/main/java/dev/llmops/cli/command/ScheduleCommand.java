package dev.llmops.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.cli.client.ApiClient;
import dev.llmops.cli.client.CommandException;
import dev.llmops.cli.terminal.Table;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands for schedules. */
@Command(name = "schedule", description = "Start runs again and again.")
public final class ScheduleCommand {

  @Spec private CommandSpec spec;

  /** The schedule that a command is about. */
  static final class Id {

    @Parameters(index = "0", paramLabel = "SCHEDULE", description = "The id of a schedule.")
    private String schedule;

    String path() {
      return ApiClient.path("schedules", schedule);
    }
  }

  @Command(name = "list", description = "List schedules, newest first.")
  int list(
      @Mixin ServerOptions options,
      @Option(names = "--prompt", description = "Only schedules of this prompt.") String prompt,
      @Option(names = "--dataset", description = "Only schedules on this dataset.") String dataset,
      @Option(
              names = "--paused",
              arity = "1",
              paramLabel = "true|false",
              description = "Only paused ones, or only the others.")
          Boolean paused) {
    Map<String, String> query = new HashMap<>();
    query.put("prompt", prompt);
    query.put("dataset", dataset);
    query.put("paused", paused == null ? null : paused.toString());
    try (ApiClient api = options.connect()) {
      List<JsonNode> items = api.list(ApiClient.path("schedules"), query);
      Table table = new Table("ID", "NAME", "WHEN", "NEXT", "LAST RUN");
      for (JsonNode item : items) {
        table.row(
            item.path("id").asText(),
            item.path("name").asText(),
            when(item),
            next(item),
            Output.text(item.path("lastRun")));
      }
      return Output.list(spec, options, items, table);
    }
  }

  private static String when(JsonNode schedule) {
    return schedule.path("cron").isTextual()
        ? schedule.path("cron").asText() + " " + Output.text(schedule.path("zone"))
        : "every " + Output.text(schedule.path("every"));
  }

  private static String next(JsonNode schedule) {
    return schedule.path("paused").asBoolean() ? "paused" : Output.text(schedule.path("nextAt"));
  }

  @Command(name = "show", description = "Show a schedule, and what became of its latest times.")
  int show(
      @Mixin ServerOptions options,
      @Mixin Id id,
      @Option(
              names = "--firings",
              defaultValue = "10",
              description = "How many of the latest times to show (default: ${DEFAULT-VALUE}).")
          int count) {
    try (ApiClient api = options.connect()) {
      JsonNode schedule = api.get(id.path());
      if (options.json()) {
        Output.json(spec, schedule);
        return 0;
      }
      print(schedule);
      if (count > 0) {
        JsonNode firings =
            api.get(
                ApiClient.query(
                    ApiClient.path("schedules", id.schedule, "firings"),
                    Map.of("limit", Integer.toString(count))));
        Table table = new Table("DUE", "CAUSE", "OUTCOME", "RUN", "DETAIL");
        for (JsonNode firing : firings.path("items")) {
          table.row(
              firing.path("dueAt").asText(),
              firing.path("cause").asText(),
              firing.path("outcome").asText(),
              Output.text(firing.path("run")),
              Output.text(firing.path("detail")));
        }
        Output.of(spec).print(table);
      }
      return 0;
    }
  }

  private void print(JsonNode schedule) {
    JsonNode run = schedule.path("run");
    Output.of(spec)
        .print(
            new Table("FIELD", "VALUE")
                .row("id", schedule.path("id").asText())
                .row("name", schedule.path("name").asText())
                .row("when", when(schedule))
                .row("next", next(schedule))
                .row("overlap", schedule.path("overlap").asText())
                .row("misfire", schedule.path("misfire").asText())
                .row("description", run.path("description").asText())
                .row("prompt", run.path("prompt").path("name").asText())
                .row("dataset", run.path("dataset").asText())
                .row("provider", run.path("provider").asText())
                .row("last run", Output.text(schedule.path("lastRun"))));
  }

  @Command(
      name = "create",
      description = "Make a schedule; what its runs evaluate is looked up anew each time.")
  int create(
      @Mixin ServerOptions options,
      @Parameters(index = "0", paramLabel = "NAME", description = "What to call the schedule.")
          String name,
      @Option(
              names = "--cron",
              paramLabel = "EXPRESSION",
              description = "Minute, hour, day of month, month, day of week.")
          String cron,
      @Option(names = "--zone", description = "The time zone, such as Europe/Berlin.") String zone,
      @Option(
              names = "--every",
              paramLabel = "DURATION",
              description = "An interval such as 6h, instead of --cron.")
          String every,
      @Option(
              names = "--first-run",
              paramLabel = "now|scheduled",
              description = "When the first run starts (default: scheduled).")
          String firstRun,
      @Option(
              names = "--overlap",
              paramLabel = "skip|allow",
              description = "While the last run has not ended (default: skip).")
          String overlap,
      @Option(
              names = "--misfire",
              paramLabel = "once|skip",
              description = "What becomes of times that passed without a server (default: once).")
          String misfire,
      @Option(
              names = "--grace",
              paramLabel = "DURATION",
              description = "How late is still in time (default: the server's).")
          String grace,
      @Option(names = "--paused", description = "Wait to be resumed.") boolean paused,
      @Mixin RunOptions asked)
      throws IOException {
    if ((cron == null) == (every == null)) {
      throw new CommandException("Say when: --cron EXPRESSION or --every DURATION.");
    }
    try (ApiClient api = options.connect()) {
      ObjectNode body = api.mapper().createObjectNode();
      body.put("name", name).put("cron", cron).put("zone", zone).put("every", every);
      body.put("firstRun", firstRun).put("overlap", overlap).put("misfire", misfire);
      body.put("grace", grace).put("paused", paused);
      body.set("run", asked.body(api));
      return tell(options, api.post(ApiClient.path("schedules"), body));
    }
  }

  @Command(name = "pause", description = "Leave its times out until it is resumed.")
  int pause(@Mixin ServerOptions options, @Mixin Id id) {
    return setPaused(options, id, true);
  }

  @Command(name = "resume", description = "Let a paused schedule go on.")
  int resume(@Mixin ServerOptions options, @Mixin Id id) {
    return setPaused(options, id, false);
  }

  private int setPaused(ServerOptions options, Id id, boolean paused) {
    try (ApiClient api = options.connect()) {
      ObjectNode body = api.mapper().createObjectNode().put("paused", paused);
      return tell(options, api.patch(id.path(), body));
    }
  }

  private int tell(ServerOptions options, JsonNode schedule) {
    if (options.json()) {
      Output.json(spec, schedule);
    } else {
      Output.of(spec)
          .printf(
              "schedule %s %s, next %s%n",
              schedule.path("id").asText(), when(schedule), next(schedule));
    }
    return 0;
  }

  @Command(name = "trigger", description = "Start a run now; its next time stays as it is.")
  int trigger(
      @Mixin ServerOptions options,
      @Mixin Id id,
      @Option(
              names = "--watch",
              description = "Show its progress, and print its results at its end.")
          boolean watch) {
    try (ApiClient api = options.connect()) {
      JsonNode run = api.post(ApiClient.path("schedules", id.schedule, "trigger"));
      if (!watch) {
        return RunReport.tell(spec, options, run);
      }
      return RunReport.atItsEnd(
          spec, options, RunFollower.follow(api, run.path("id").asText(), spec, !options.json()));
    }
  }

  @Command(name = "delete", description = "Delete a schedule; its runs stay.")
  int delete(@Mixin ServerOptions options, @Mixin Id id) {
    try (ApiClient api = options.connect()) {
      api.delete(id.path());
      if (!options.json()) {
        Output.of(spec).printf("deleted %s%n", id.schedule);
      }
      return 0;
    }
  }
}
