package dev.llmops.cli.command;

import static dev.llmops.cli.command.Output.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.cli.client.ApiClient;
import dev.llmops.cli.terminal.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands for the automatic evaluation of prompts. */
@Command(
    name = "evaluation",
    description = "Have a prompt evaluated whenever it changes, and at an interval.")
public final class PromptEvaluationCommand {

  @Spec private CommandSpec spec;

  /** The prompt that a command is about. */
  private static final class Prompt {

    @Parameters(index = "0", paramLabel = "NAME", description = "The prompt.")
    private String name;

    String path() {
      return ApiClient.path("prompts", name, "evaluation");
    }
  }

  @Command(
      name = "show",
      description = "Show how a prompt is evaluated, and what became of it lately.")
  int show(@Mixin ServerOptions options, @Mixin Prompt prompt) {
    try (ApiClient api = options.connect()) {
      return tell(options, api.get(prompt.path()));
    }
  }

  @Command(
      name = "set",
      description = "Say how a prompt is evaluated; what was said before is gone.")
  int set(
      @Mixin ServerOptions options,
      @Mixin Prompt prompt,
      @Parameters(
              index = "1",
              paramLabel = "FILE",
              description = "What PUT /api/v1/prompts/{name}/evaluation takes, in JSON.")
          Path file)
      throws IOException {
    try (ApiClient api = options.connect()) {
      return tell(options, api.put(prompt.path(), ExperimentDraft.read(file)));
    }
  }

  private int tell(ServerOptions options, JsonNode state) {
    return Output.show(spec, options, state, binding(state) + "\n" + recent(state.path("recent")));
  }

  private static Table binding(JsonNode state) {
    return new Table("FIELD", "VALUE")
        .row("prompt", text(state.path("prompt")))
        .row("datasets", each(state.path("datasets"), PromptEvaluationCommand::dataset))
        .row("provider", text(state.path("provider")))
        .row("model", text(state.path("model")))
        .row("parameters", state.path("parameters").toString())
        .row("metrics", each(state.path("metrics"), PromptEvaluationCommand::metric))
        .row("concurrency", text(state.path("concurrency")))
        .row("runs today", used(state, "runs"))
        .row("samples today", used(state, "samples"))
        .row("tokens today", used(state, "tokens"))
        .row(
            "next",
            state.path("on").asBoolean()
                ? text(state.path("nextAt"))
                : "never: evaluation.auto is false");
  }

  private static String each(JsonNode items, Function<JsonNode, String> name) {
    return items.valueStream().map(name).collect(Collectors.joining(", "));
  }

  private static String dataset(JsonNode dataset) {
    String version = text(dataset.path("version"));
    return text(dataset.path("name")) + (version.isEmpty() ? "" : "@" + version);
  }

  private static String metric(JsonNode metric) {
    return text(metric.path("metric"))
        + bound(">=", metric.at("/pass/min"))
        + bound("<=", metric.at("/pass/max"));
  }

  private static String bound(String sign, JsonNode bound) {
    return text(bound).isEmpty() ? "" : sign + text(bound);
  }

  private static String used(JsonNode state, String what) {
    String most = text(state.path("budget").path(what + "PerDay"));
    return text(state.path("today").path(what)) + (most.isEmpty() ? "" : " of " + most);
  }

  private static Table recent(JsonNode firings) {
    Table table = new Table("DUE", "CAUSE", "VERSION", "DATASET", "OUTCOME", "RUN", "DETAIL");
    for (JsonNode firing : firings) {
      table.row(
          text(firing.path("dueAt")),
          text(firing.path("cause")),
          text(firing.path("version")),
          text(firing.path("dataset")),
          text(firing.path("outcome")),
          text(firing.path("run")),
          text(firing.path("detail")));
    }
    return table;
  }

  @Command(name = "delete", description = "Evaluate a prompt by hand and by schedules only.")
  int delete(@Mixin ServerOptions options, @Mixin Prompt prompt) {
    try (ApiClient api = options.connect()) {
      api.delete(prompt.path());
      if (!options.json()) {
        Output.of(spec).printf("%s is not evaluated by itself any more%n", prompt.name);
      }
      return 0;
    }
  }
}
