package dev.llmops.cli.command;

import static dev.llmops.cli.command.Output.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.cli.client.ApiClient;
import dev.llmops.cli.client.CommandException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands for experiments. */
@Command(
    name = "experiment",
    description = "Run A/B experiments and read what they show.",
    subcommands = OverrideCommand.class)
public final class ExperimentCommand {

  @Spec private CommandSpec spec;

  /** Which experiment is meant. */
  private static final class Name {

    @Parameters(
        index = "0",
        paramLabel = "EXPERIMENT",
        description = "The experiment, by its name or id.")
    private String text;

    String path(String... more) {
      String path = ApiClient.path("experiments", text);
      return more.length == 0 ? path : path + "/" + String.join("/", more);
    }
  }

  @Command(name = "list", description = "List experiments, newest first.")
  int list(
      @Mixin ServerOptions options,
      @Option(
              names = "--status",
              description = "Only those: draft, running, paused, completed or cancelled.")
          String status) {
    Map<String, String> query = new HashMap<>();
    query.put("status", status);
    try (ApiClient api = options.connect()) {
      List<JsonNode> items = api.list(ApiClient.path("experiments"), query);
      return Output.list(spec, options, items, ExperimentText.list(items));
    }
  }

  @Command(name = "show", description = "Show an experiment with its variants and metrics.")
  int show(@Mixin ServerOptions options, @Mixin Name name) {
    try (ApiClient api = options.connect()) {
      JsonNode experiment = api.get(name.path());
      return Output.show(spec, options, experiment, ExperimentText.of(experiment));
    }
  }

  @Command(name = "create", description = "Draft an experiment from a file.")
  int create(
      @Mixin ServerOptions options,
      @Parameters(
              paramLabel = "FILE",
              description = "What POST /api/v1/experiments takes, in JSON.")
          Path file)
      throws IOException {
    try (ApiClient api = options.connect()) {
      return drafted(options, api.post(ApiClient.path("experiments"), ExperimentDraft.read(file)));
    }
  }

  @Command(
      name = "compare-prompts",
      description =
          "Draft an experiment between two prompt versions; those that do not exist yet are created"
              + " with it, or nothing is.")
  int comparePrompts(
      @Mixin ServerOptions options,
      @Parameters(index = "0", paramLabel = "NAME", description = "The experiment's name.")
          String name,
      @Parameters(
              index = "1",
              paramLabel = "CONTROL",
              description = "NAME[@REF] of a version, or NAME@VERSION:FILE to create it.")
          String control,
      @Parameters(index = "2", paramLabel = "TREATMENT", description = "The same.")
          String treatment,
      @Option(
              names = "--var",
              paramLabel = "NAME[:TYPE][?]",
              description = "A variable of the versions to create, as in prompt push.")
          List<String> variables,
      @Option(
              names = "--share",
              description = "The treatment's part of the traffic (default: 0.5).")
          Double share,
      @Option(names = "--model", description = "The model of both.") String model,
      @Mixin ExperimentDraft draft)
      throws IOException {
    List<String> declared = variables == null ? List.of() : variables;
    try (ApiClient api = options.connect()) {
      ObjectNode body = draft.body(name).put("share", share).put("model", model);
      body.set("control", ExperimentDraft.arm(control, declared));
      body.set("treatment", ExperimentDraft.arm(treatment, declared));
      return drafted(options, api.post(ApiClient.path("experiments:compare-prompts"), body));
    }
  }

  @Command(
      name = "compare-models",
      description =
          "Draft an experiment between models with equal shares; the first is the control.")
  int compareModels(
      @Mixin ServerOptions options,
      @Parameters(index = "0", paramLabel = "NAME", description = "The experiment's name.")
          String name,
      @Parameters(
              index = "1..*",
              paramLabel = "[PROVIDER=]MODEL",
              arity = "2..*",
              description = "The models, each at a provider instance of its own or at --provider.")
          List<String> models,
      @Option(names = "--prompt", paramLabel = "NAME[@REF]", description = "What all answer.")
          String prompt,
      @Mixin ExperimentDraft draft)
      throws IOException {
    try (ApiClient api = options.connect()) {
      ObjectNode body = draft.body(name);
      models.forEach(model -> body.withArray("models").add(ExperimentDraft.candidate(model)));
      if (prompt != null) {
        body.set("prompt", api.mapper().valueToTree(PromptCommand.Reference.parse(prompt).body()));
      }
      return drafted(options, api.post(ApiClient.path("experiments:compare-models"), body));
    }
  }

  @Command(
      name = "plan",
      description =
          "Say how large an experiment must be: of --units, --effect and --power give two, and the"
              + " third is answered.")
  int plan(@Mixin ServerOptions options, @Mixin PlanOptions wanted) {
    try (ApiClient api = options.connect()) {
      JsonNode plan = api.post(ApiClient.path("experiments:plan"), wanted.body(api.mapper()));
      return Output.show(spec, options, plan, PlanOptions.text(plan));
    }
  }

  private int drafted(ServerOptions options, JsonNode created) {
    return Output.show(spec, options, created, ExperimentText.of(created));
  }

  @Command(
      name = "edit",
      description = "Change a draft in everything, or the notes of any other experiment.")
  int edit(
      @Mixin ServerOptions options,
      @Mixin Name name,
      @Parameters(
              index = "1",
              paramLabel = "FILE",
              description = "What PATCH /api/v1/experiments/{id} takes, in JSON; the rest stays.")
          Path file)
      throws IOException {
    try (ApiClient api = options.connect()) {
      return drafted(options, api.patch(name.path(), ExperimentDraft.read(file)));
    }
  }

  @Command(
      name = "ramp-up",
      description = "Let a greater share of the units take part; whoever takes part stays in.")
  int rampUp(
      @Mixin ServerOptions options,
      @Mixin Name name,
      @Parameters(index = "1", paramLabel = "SHARE", description = "Above the present, up to 1.")
          double share,
      @Mixin Reason reason) {
    try (ApiClient api = options.connect()) {
      JsonNode experiment = api.patch(name.path(), reason.body().put("traffic", share));
      return Output.show(spec, options, experiment, ExperimentText.status(experiment));
    }
  }

  @Command(name = "start", description = "Start a draft or resume a paused experiment.")
  int start(@Mixin ServerOptions options, @Mixin Name name, @Mixin Reason reason) {
    return step(options, name, "start", reason.body());
  }

  @Command(name = "pause", description = "Serve everybody the control until it is resumed.")
  int pause(@Mixin ServerOptions options, @Mixin Name name, @Mixin Reason reason) {
    return step(options, name, "pause", reason.body());
  }

  @Command(name = "resume", description = "Resume a paused experiment; a draft is not started.")
  int resume(@Mixin ServerOptions options, @Mixin Name name, @Mixin Reason reason) {
    try (ApiClient api = options.connect()) {
      JsonNode experiment = api.get(name.path());
      String status = text(experiment.path("status"));
      if (!status.equals("paused")) {
        throw new CommandException(
            "%s is %s; only a paused experiment can be resumed."
                .formatted(text(experiment.path("name")), status));
      }
    }
    return step(options, name, "start", reason.body());
  }

  @Command(name = "complete", description = "End an experiment and freeze its result.")
  int complete(
      @Mixin ServerOptions options,
      @Mixin Name name,
      @Option(names = "--winner", description = "The variant that everybody gets from now on.")
          String winner,
      @Option(names = "--promote", description = "Point a label at the winner's prompt version.")
          boolean promote,
      @Option(names = "--label", defaultValue = "production", description = "That label.")
          String label,
      @Mixin Reason reason) {
    ObjectNode body = reason.body().put("promote", promote).put("label", label);
    return step(options, name, "complete", body.put("winner", winner));
  }

  @Command(name = "cancel", description = "End an experiment without a result.")
  int cancel(@Mixin ServerOptions options, @Mixin Name name, @Mixin Reason reason) {
    return step(options, name, "cancel", reason.body());
  }

  private int step(ServerOptions options, Name name, String step, ObjectNode body) {
    try (ApiClient api = options.connect()) {
      JsonNode experiment = api.post(name.path(step), body);
      return Output.show(spec, options, experiment, ExperimentText.status(experiment));
    }
  }

  @Command(name = "results", description = "Show what an experiment has found and what to do.")
  int results(
      @Mixin ServerOptions options,
      @Mixin Name name,
      @Option(
              names = "--bayesian",
              description = "Also how likely each treatment is better, which decides nothing.")
          boolean bayesian) {
    Map<String, String> query = bayesian ? Map.of("view", "bayesian") : Map.of();
    try (ApiClient api = options.connect()) {
      JsonNode results = api.get(ApiClient.query(name.path("results"), query));
      return Output.show(spec, options, results, ExperimentText.results(results));
    }
  }

  @Command(
      name = "segments",
      description = "Show what an experiment has found in groups of its units, to explore.")
  int segments(
      @Mixin ServerOptions options,
      @Mixin Name name,
      @Parameters(index = "1", paramLabel = "ATTRIBUTE", description = "What to group units by.")
          String attribute) {
    try (ApiClient api = options.connect()) {
      JsonNode segments = api.get(ApiClient.path("experiments", name.text, "segments", attribute));
      return Output.show(spec, options, segments, ExperimentText.segments(segments));
    }
  }

  @Command(name = "assign", description = "Assign a unit and show its variant.")
  int assign(
      @Mixin ServerOptions options,
      @Mixin Name name,
      @Parameters(index = "1", paramLabel = "UNIT", description = "Such as a user id.") String unit,
      @Option(
              names = "--attribute",
              paramLabel = "NAME=TEXT",
              description =
                  "What is known of the unit, for the experiment's conditions; NAME:=JSON for"
                      + " numbers and booleans.")
          List<String> attributes)
      throws IOException {
    try (ApiClient api = options.connect()) {
      ObjectNode body = api.mapper().createObjectNode().put("unit", unit);
      body.set(
          "attributes",
          Assignment.object(attributes == null ? List.of() : attributes, api.mapper()));
      JsonNode assigned = api.post(name.path("assignments"), body);
      return Output.show(spec, options, assigned, ExperimentText.assigned(assigned));
    }
  }

  @Command(
      name = "observe",
      description = "Record a value of a metric for a unit that was assigned.")
  int observe(
      @Mixin ServerOptions options,
      @Mixin Name name,
      @Parameters(index = "1", paramLabel = "UNIT", description = "Such as a user id.") String unit,
      @Parameters(index = "2", paramLabel = "METRIC", description = "One of the experiment's.")
          String metric,
      @Parameters(
              index = "3",
              paramLabel = "VALUE",
              description = "A number; 0 or 1 for proportions.")
          double value,
      @Option(
              names = "--id",
              description =
                  "Names the event, so that sending it again does no harm (default: one of its"
                      + " own).")
          String id,
      @Option(names = "--variant", description = "What was served; checked.") String variant,
      @Option(
              names = "--at",
              paramLabel = "TIME",
              description = "When it was measured, such as 2026-01-31T12:00:00Z (default: now).")
          String at) {
    try (ApiClient api = options.connect()) {
      ObjectNode body = api.mapper().createObjectNode();
      body.withArray("observations")
          .addObject()
          .put("id", id == null ? UUID.randomUUID().toString() : id)
          .put("experiment", name.text)
          .put("unit", unit)
          .put("metric", metric)
          .put("value", value)
          .put("variant", variant)
          .put("at", at);
      JsonNode result = api.post(ApiClient.path("observations"), body);
      JsonNode rejected = result.path("rejected").path(0);
      if (rejected.isObject()) {
        throw new CommandException(
            "%s: %s".formatted(text(rejected.path("code")), text(rejected.path("detail"))));
      }
      return Output.show(
          spec,
          options,
          result,
          "%s%n".formatted(result.path("duplicates").asInt() > 0 ? "duplicate" : "accepted"));
    }
  }

  @Command(name = "counts", description = "Show how many units each variant was assigned to.")
  int counts(@Mixin ServerOptions options, @Mixin Name name) {
    try (ApiClient api = options.connect()) {
      JsonNode counts = api.get(name.path("assignments:counts"));
      return Output.show(spec, options, counts, ExperimentText.counts(counts));
    }
  }

  @Command(name = "history", description = "List what was done with an experiment, newest first.")
  int history(@Mixin ServerOptions options, @Mixin Name name) {
    try (ApiClient api = options.connect()) {
      List<JsonNode> items = api.list(name.path("history"), Map.of());
      return Output.list(spec, options, items, ExperimentText.history(items));
    }
  }

  @Command(name = "looks", description = "List what an experiment showed in time, newest first.")
  int looks(@Mixin ServerOptions options, @Mixin Name name) {
    try (ApiClient api = options.connect()) {
      List<JsonNode> items = api.list(name.path("looks"), Map.of());
      return Output.list(spec, options, items, ExperimentText.looks(items));
    }
  }

  @Command(
      name = "delete",
      description = "Delete a draft or an ended experiment with everything that it collected.")
  int delete(@Mixin ServerOptions options, @Mixin Name name, @Mixin Reason reason) {
    try (ApiClient api = options.connect()) {
      api.delete(ApiClient.query(name.path(), Map.of("reason", reason.text())));
      if (!options.json()) {
        Output.of(spec).printf("deleted %s%n", name.text);
      }
      return 0;
    }
  }
}
