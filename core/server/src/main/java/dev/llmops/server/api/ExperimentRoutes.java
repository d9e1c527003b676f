package dev.llmops.server.api;

import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.ExperimentStatus;
import dev.llmops.model.experiment.TargetingCondition;
import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.PromptReference;
import dev.llmops.server.http.Exchange;
import dev.llmops.server.http.PathTemplate;
import dev.llmops.server.http.Reply;
import dev.llmops.server.http.Route;
import dev.llmops.server.http.RouteGroup;
import dev.llmops.server.http.Router;
import dev.llmops.service.experiment.Assignment;
import dev.llmops.service.experiment.Completion;
import dev.llmops.service.experiment.ExperimentEdit;
import dev.llmops.service.experiment.ExperimentManager;
import dev.llmops.service.experiment.ModelComparison;
import dev.llmops.service.experiment.NewExperiment;
import dev.llmops.service.experiment.NewObservation;
import dev.llmops.service.experiment.NewOverride;
import dev.llmops.service.experiment.PromptComparison;
import dev.llmops.service.experiment.StatusChange;
import dev.llmops.service.experiment.planning.PlanRequest;
import dev.llmops.service.experiment.planning.Planner;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Experiments with their plans, assignments, observations and results. */
public final class ExperimentRoutes implements RouteGroup {

  private static final String EXPERIMENTS = "/api/v1/experiments";
  private static final String EXPERIMENT = EXPERIMENTS + "/{id}";
  private static final String OVERRIDES = EXPERIMENT + "/overrides";
  private static final String OVERRIDE = OVERRIDES + "/{unit}";
  private static final long BATCH_LIMIT = 16L << 20;

  /** Why something is done. */
  record ReasonBody(String reason) {}

  /** How an experiment ends. */
  record CompleteBody(Optional<String> winner, boolean promote, String label, String reason) {}

  /** What results are seen by beside the tests that decide. */
  private enum View {
    BAYESIAN;

    private String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Who shall be assigned. */
  record AssignBody(String unit, Map<String, Json> attributes) {

    AssignBody {
      unit = unit == null ? "" : unit;
      Map<String, Json> known = new LinkedHashMap<>();
      if (attributes != null) {
        attributes.forEach((name, value) -> known.put(name, value == null ? Json.NULL : value));
      }
      attributes = Collections.unmodifiableMap(known);
    }
  }

  /** What a unit is served. */
  record AssignmentView(
      String experiment,
      String unit,
      String variant,
      String reason,
      Optional<TargetingCondition> unmet,
      Optional<PromptReference> prompt,
      Optional<String> provider,
      Optional<String> model,
      Json parameters,
      int epoch) {

    static AssignmentView of(Assignment assignment) {
      return new AssignmentView(
          assignment.experiment(),
          assignment.unit(),
          assignment.variant(),
          assignment.reason().wireName(),
          assignment.unmet(),
          assignment.prompt(),
          assignment.provider(),
          assignment.model(),
          assignment.parameters(),
          assignment.epoch());
    }
  }

  /** A batch of observations. */
  record ObservationsBody(List<NewObservation> observations) {}

  private final ExperimentManager experiments;
  private final Planner planner;

  @Inject
  public ExperimentRoutes(ExperimentManager experiments, Planner planner) {
    this.experiments = Objects.requireNonNull(experiments, "experiments is null");
    this.planner = Objects.requireNonNull(planner, "planner is null");
  }

  @Override
  public void addTo(Router.Builder routes) {
    routes
        .add(Route.post(EXPERIMENTS, this::create))
        .add(Route.get(EXPERIMENTS, this::list).paged().withQuery("status"))
        .add(Route.post(EXPERIMENTS + ":compare-models", this::compareModels))
        .add(
            Route.post(EXPERIMENTS + ":compare-prompts", this::comparePrompts)
                .withBodyLimit(BATCH_LIMIT))
        .add(Route.post(EXPERIMENTS + ":plan", this::plan))
        .add(Route.get(EXPERIMENT, this::find))
        .add(Route.patch(EXPERIMENT, this::edit))
        .add(Route.delete(EXPERIMENT, this::delete).withQuery("reason"))
        .add(Route.get(EXPERIMENT + "/history", this::history).paged())
        .add(Route.post(EXPERIMENT + "/start", this::start))
        .add(Route.post(EXPERIMENT + "/pause", this::pause))
        .add(Route.post(EXPERIMENT + "/complete", this::complete))
        .add(Route.post(EXPERIMENT + "/cancel", this::cancel))
        .add(Route.post(EXPERIMENT + "/assignments", this::assign))
        .add(Route.get(EXPERIMENT + "/assignments:counts", this::counts))
        .add(Route.get(OVERRIDES, this::overrides).paged())
        .add(Route.put(OVERRIDE, this::override))
        .add(Route.delete(OVERRIDE, this::release).withQuery("reason"))
        .add(Route.get(EXPERIMENT + "/results", this::results).withQuery("view"))
        .add(Route.get(EXPERIMENT + "/looks", this::looks).paged())
        .add(Route.get(EXPERIMENT + "/segments/{attribute}", this::segments))
        .add(Route.post("/api/v1/observations", this::observe).withBodyLimit(BATCH_LIMIT));
  }

  private Reply create(Exchange exchange) throws IOException {
    return created(experiments.create(exchange.body(NewExperiment.class), exchange.actor()));
  }

  private Reply compareModels(Exchange exchange) throws IOException {
    return created(
        experiments.compareModels(exchange.body(ModelComparison.class), exchange.actor()));
  }

  private Reply comparePrompts(Exchange exchange) throws IOException {
    return created(
        experiments.comparePrompts(exchange.body(PromptComparison.class), exchange.actor()));
  }

  private Reply plan(Exchange exchange) throws IOException {
    return Reply.ok(planner.plan(exchange.body(PlanRequest.class)));
  }

  private static Reply created(Experiment experiment) {
    return Reply.created(PathTemplate.expand(EXPERIMENT, experiment.id()), experiment)
        .withRevision(experiment.revision());
  }

  private Reply list(Exchange exchange) {
    Optional<ExperimentStatus> status =
        exchange
            .query()
            .oneOf(
                "status",
                ExperimentStatus.values(),
                value -> value.name().toLowerCase(Locale.ROOT));
    return exchange.page(page -> experiments.list(status, page));
  }

  private Reply find(Exchange exchange) {
    return withRevision(experiments.find(exchange.path("id")));
  }

  private Reply edit(Exchange exchange) throws IOException {
    ExperimentEdit edit = exchange.body(ExperimentEdit.class);
    return withRevision(
        experiments.edit(exchange.path("id"), edit, exchange.actor(), exchange.ifMatch()));
  }

  private Reply delete(Exchange exchange) {
    String reason = exchange.query().text("reason").orElse("");
    experiments.delete(
        exchange.path("id"), new StatusChange(exchange.actor(), reason, exchange.ifMatch()));
    return Reply.noContent();
  }

  private Reply history(Exchange exchange) {
    return exchange.page(page -> experiments.history(exchange.path("id"), page));
  }

  private Reply start(Exchange exchange) throws IOException {
    return withRevision(experiments.start(exchange.path("id"), change(exchange)));
  }

  private Reply pause(Exchange exchange) throws IOException {
    return withRevision(experiments.pause(exchange.path("id"), change(exchange)));
  }

  private Reply cancel(Exchange exchange) throws IOException {
    return withRevision(experiments.cancel(exchange.path("id"), change(exchange)));
  }

  private Reply complete(Exchange exchange) throws IOException {
    CompleteBody body =
        exchange
            .optionalBody(CompleteBody.class)
            .orElse(new CompleteBody(Optional.empty(), false, null, ""));
    Optional<String> winner = body.winner() == null ? Optional.empty() : body.winner();
    return withRevision(
        experiments.complete(
            exchange.path("id"),
            new Completion(winner, body.promote(), body.label()),
            new StatusChange(exchange.actor(), body.reason(), exchange.ifMatch())));
  }

  private Reply assign(Exchange exchange) throws IOException {
    AssignBody body = exchange.body(AssignBody.class);
    return Reply.ok(
        AssignmentView.of(
            experiments.assign(
                exchange.path("id"), body.unit(), body.attributes(), exchange.actor())));
  }

  private Reply counts(Exchange exchange) {
    return Reply.ok(experiments.assignmentCounts(exchange.path("id")));
  }

  private Reply overrides(Exchange exchange) {
    return exchange.page(page -> experiments.overrides(exchange.path("id"), page));
  }

  private Reply override(Exchange exchange) throws IOException {
    NewOverride asked = exchange.body(NewOverride.class);
    return Reply.ok(
        experiments.override(exchange.path("id"), exchange.path("unit"), asked, exchange.actor()));
  }

  private Reply release(Exchange exchange) {
    experiments.release(
        exchange.path("id"),
        exchange.path("unit"),
        exchange.query().text("reason").orElse(""),
        exchange.actor());
    return Reply.noContent();
  }

  private Reply results(Exchange exchange) {
    boolean bayesian = exchange.query().oneOf("view", View.values(), View::wireName).isPresent();
    String experiment = exchange.path("id");
    return Reply.ok(
        bayesian ? experiments.resultsWithPosteriors(experiment) : experiments.results(experiment));
  }

  private Reply looks(Exchange exchange) {
    return exchange.page(page -> experiments.looks(exchange.path("id"), page));
  }

  private Reply segments(Exchange exchange) {
    return Reply.ok(experiments.segments(exchange.path("id"), exchange.path("attribute")).toJson());
  }

  private Reply observe(Exchange exchange) throws IOException {
    ObservationsBody body = exchange.body(ObservationsBody.class);
    List<NewObservation> batch = body.observations() == null ? List.of() : body.observations();
    return Reply.ok(experiments.record(batch, exchange.actor()));
  }

  private static StatusChange change(Exchange exchange) throws IOException {
    String reason = exchange.optionalBody(ReasonBody.class).map(ReasonBody::reason).orElse("");
    return new StatusChange(exchange.actor(), reason, exchange.ifMatch());
  }

  private static Reply withRevision(Experiment experiment) {
    return Reply.ok(experiment).withRevision(experiment.revision());
  }
}
