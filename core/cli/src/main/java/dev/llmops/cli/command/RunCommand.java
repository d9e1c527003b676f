package dev.llmops.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.cli.client.ApiClient;
import dev.llmops.cli.terminal.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands for runs that are there; {@link EvalCommand} makes them. */
@Command(name = "run", description = "List, follow, cancel, resume, retry and delete runs.")
public final class RunCommand {

  @Spec private CommandSpec spec;

  /** The run that a command is about. */
  static final class Id {

    @Parameters(index = "0", paramLabel = "RUN", description = "The id of a run.")
    private String run;

    String path(String... action) {
      return action.length == 0
          ? ApiClient.path("runs", run)
          : ApiClient.path("runs", run, action[0]);
    }
  }

  /** Whether to stay until the run has ended. */
  static final class Watch {

    @Option(names = "--watch", description = "Show its progress, and print its results at its end.")
    private boolean wanted;
  }

  @Command(name = "list", description = "List runs, newest first.")
  int list(
      @Mixin ServerOptions options,
      @Option(names = "--prompt", description = "Only runs of this prompt.") String prompt,
      @Option(names = "--dataset", description = "Only runs on this dataset.") String dataset,
      @Option(names = "--model", description = "Only runs that asked for this model.") String model,
      @Option(
              names = "--status",
              description = "Only runs that are pending, running, completed, failed or cancelled.")
          String status,
      @Option(names = "--from", paramLabel = "TIME", description = "Only runs made since.")
          String from,
      @Option(names = "--to", paramLabel = "TIME", description = "Only runs made before.")
          String to) {
    Map<String, String> query = new HashMap<>();
    query.put("prompt", prompt);
    query.put("dataset", dataset);
    query.put("model", model);
    query.put("status", status);
    query.put("from", from);
    query.put("to", to);
    try (ApiClient api = options.connect()) {
      List<JsonNode> items = api.list(ApiClient.path("runs"), query);
      Table table = new Table("ID", "STATUS", "PASS RATE", "FAILED", "CREATED", "NAME");
      for (JsonNode item : items) {
        table.row(
            item.path("id").asText(),
            item.path("status").asText(),
            Output.percent(item.path("summary").path("passRate")),
            Output.text(item.path("summary").path("failed")),
            item.path("createdAt").asText(),
            item.path("name").asText());
      }
      return Output.list(spec, options, items, table);
    }
  }

  @Command(name = "show", description = "Show what a run has found so far.")
  int show(@Mixin ServerOptions options, @Mixin Id id) {
    try (ApiClient api = options.connect()) {
      JsonNode run = api.get(id.path());
      if (options.json()) {
        Output.json(spec, run);
      } else {
        RunReport.print(run, Output.of(spec));
      }
      return 0;
    }
  }

  @Command(name = "watch", description = "Show the progress of a run, and its results at its end.")
  int watch(@Mixin ServerOptions options, @Mixin Id id) {
    try (ApiClient api = options.connect()) {
      // What is wrong from the start is not waited for.
      api.get(id.path());
      return toTheEnd(api, options, id);
    }
  }

  @Command(name = "start", description = "Start a run that was made with --hold.")
  int start(@Mixin ServerOptions options, @Mixin Id id, @Mixin Watch watch) {
    return act(options, id, "start", watch.wanted);
  }

  @Command(name = "cancel", description = "Cancel a run; what it has found so far is kept.")
  int cancel(@Mixin ServerOptions options, @Mixin Id id) {
    return act(options, id, "cancel", false);
  }

  @Command(
      name = "resume",
      description = "Go on with a run that was cancelled or failed; finished samples are kept.")
  int resume(@Mixin ServerOptions options, @Mixin Id id, @Mixin Watch watch) {
    return act(options, id, "resume", watch.wanted);
  }

  @Command(
      name = "retry",
      description = "Work on the failed samples of a run again, and no others.")
  int retry(@Mixin ServerOptions options, @Mixin Id id, @Mixin Watch watch) {
    return act(options, id, "retry-errors", watch.wanted);
  }

  private int act(ServerOptions options, Id id, String action, boolean watch) {
    try (ApiClient api = options.connect()) {
      JsonNode run = api.post(id.path(action));
      return watch ? toTheEnd(api, options, id) : RunReport.tell(spec, options, run);
    }
  }

  private int toTheEnd(ApiClient api, ServerOptions options, Id id) {
    return RunReport.atItsEnd(
        spec, options, RunFollower.follow(api, id.run, spec, !options.json()));
  }

  @Command(name = "delete", description = "Delete a run that has ended, with its results.")
  int delete(@Mixin ServerOptions options, @Mixin Id id) {
    try (ApiClient api = options.connect()) {
      api.delete(id.path());
      if (!options.json()) {
        Output.of(spec).printf("deleted %s%n", id.run);
      }
      return 0;
    }
  }
}
