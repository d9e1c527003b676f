package dev.llmops.server.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.llmops.model.evaluation.PassBound;
import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.RunLimits;
import dev.llmops.model.evaluation.RunStatus;
import dev.llmops.model.evaluation.SampleOutcome;
import dev.llmops.model.evaluation.SampleResult;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.Page;
import dev.llmops.model.prompt.PromptReference;
import dev.llmops.server.http.EventFeed;
import dev.llmops.server.http.Exchange;
import dev.llmops.server.http.PathTemplate;
import dev.llmops.server.http.QueryParameters;
import dev.llmops.server.http.Reply;
import dev.llmops.server.http.Route;
import dev.llmops.server.http.RouteGroup;
import dev.llmops.server.http.Router;
import dev.llmops.service.evaluation.Evaluator;
import dev.llmops.service.evaluation.NewRun;
import dev.llmops.service.evaluation.NewRun.RequestedMetric;
import dev.llmops.service.evaluation.RunProgress;
import dev.llmops.spi.storage.RunStore;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Evaluation runs and their comparison. */
public final class RunRoutes implements RouteGroup {

  private static final String RUNS = "/api/v1/runs";
  private static final String RUN = RUNS + "/{id}";

  /** What a run shall evaluate. */
  record RunBody(
      String name,
      String dataset,
      Integer datasetVersion,
      PromptReference prompt,
      String provider,
      String model,
      Json parameters,
      List<MetricBody> metrics,
      Integer concurrency,
      String description,
      Json metadata,
      Duration timeout,
      Duration sampleTimeout,
      Boolean start) {

    /** A metric, and with which scores a sample passes. */
    record MetricBody(String metric, BoundBody pass) {}

    /** Inclusive bounds. */
    record BoundBody(Double min, Double max) {}

    NewRun toNewRun() {
      return new NewRun(
          orEmpty(name),
          orEmpty(dataset),
          datasetVersion == null ? OptionalInt.empty() : OptionalInt.of(datasetVersion),
          prompt == null ? new PromptReference("", null) : prompt,
          orEmpty(provider),
          Optional.ofNullable(model),
          orEmpty(parameters),
          metrics == null ? List.of() : metrics.stream().map(RunBody::requested).toList(),
          concurrency == null ? OptionalInt.empty() : OptionalInt.of(concurrency),
          new NewRun.Notes(orEmpty(description), orEmpty(metadata)),
          new RunLimits(Optional.ofNullable(timeout), Optional.ofNullable(sampleTimeout)),
          start == null || start);
    }

    private static RequestedMetric requested(MetricBody body) {
      BoundBody pass = body.pass();
      PassBound bound =
          pass == null ? PassBound.NONE : new PassBound(optional(pass.min()), optional(pass.max()));
      return new RequestedMetric(orEmpty(body.metric()), bound);
    }

    private static OptionalDouble optional(Double value) {
      return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    private static Json orEmpty(Json object) {
      return object == null || object.isNull() ? Json.EMPTY_OBJECT : object;
    }

    private static String orEmpty(String text) {
      return text == null ? "" : text;
    }
  }

  /** A run and how far it has got. */
  record RunView(@JsonUnwrapped Run run, Progress progress) {

    record Progress(long done, long passed, long notPassed, long failed, long skipped) {

      static Progress of(RunProgress progress) {
        return new Progress(
            progress.done(),
            progress.passed(),
            progress.notPassed(),
            progress.failed(),
            progress.skipped());
      }
    }
  }

  private final Evaluator evaluator;

  @Inject
  public RunRoutes(Evaluator evaluator) {
    this.evaluator = Objects.requireNonNull(evaluator, "evaluator is null");
  }

  @Override
  public void addTo(Router.Builder routes) {
    routes
        .add(Route.post(RUNS, this::create))
        .add(
            Route.get(RUNS, this::list)
                .paged()
                .withQuery("prompt", "model", "status", "dataset", "from", "to"))
        .add(Route.get(RUN, this::find))
        .add(Route.get(RUN + "/samples", this::samples).paged().withQuery("passed", "failed"))
        .add(Route.get(RUN + "/events", this::events))
        .add(Route.post(RUN + "/start", this::start))
        .add(Route.post(RUN + "/cancel", this::cancel))
        .add(Route.post(RUN + "/resume", this::resume))
        .add(Route.post(RUN + "/retry-errors", this::retryErrors))
        .add(Route.delete(RUN, this::delete))
        .add(Route.get("/api/v1/runs:compare", this::compare).withQuery("baseline", "candidate"));
  }

  private Reply create(Exchange exchange) throws IOException {
    Run run = evaluator.start(exchange.body(RunBody.class).toNewRun(), exchange.actor());
    return Reply.created(PathTemplate.expand(RUN, run.id()), run);
  }

  private Reply list(Exchange exchange) {
    QueryParameters query = exchange.query();
    RunStore.Filter filter =
        new RunStore.Filter(
            query.text("prompt"),
            query.text("dataset"),
            query.text("model"),
            query.oneOf(
                "status", RunStatus.values(), status -> status.name().toLowerCase(Locale.ROOT)),
            query.time("from"),
            query.time("to"));
    return exchange.page(page -> evaluator.list(filter, page));
  }

  private Reply find(Exchange exchange) {
    String id = exchange.path("id");
    RunProgress progress = evaluator.progress(id);
    Run run = evaluator.find(id);
    return Reply.ok(new RunView(run, RunView.Progress.of(progress))).withRevision(run.revision());
  }

  private Reply samples(Exchange exchange) {
    EnumSet<SampleOutcome> outcomes = EnumSet.allOf(SampleOutcome.class);
    exchange
        .query()
        .flag("passed")
        .ifPresent(passed ->
            outcomes.retainAll(
                EnumSet.of(passed ? SampleOutcome.PASSED : SampleOutcome.NOT_PASSED)));
    exchange
        .query()
        .flag("failed")
        .ifPresent(failed -> {
          EnumSet<SampleOutcome> wanted = EnumSet.of(SampleOutcome.FAILED);
          outcomes.retainAll(failed ? wanted : EnumSet.complementOf(wanted));
        });
    String id = evaluator.find(exchange.path("id")).id();
    return exchange.page(page ->
        outcomes.isEmpty()
            ? new Page<SampleResult>(List.of(), Optional.empty())
            : evaluator.results(id, outcomes, page));
  }

  private Reply events(Exchange exchange) {
    String id = exchange.path("id");
    boolean hasSeenTheEnd = exchange.lastEventId().filter(RunEvents.END::equals).isPresent();
    if (hasSeenTheEnd && evaluator.progress(id).settled()) {
      // Any other answer would have a browser come back for ever.
      return Reply.noContent();
    }
    EventFeed feed = new EventFeed();
    feed.whenClosed(evaluator.follow(id, new RunEvents(feed)));
    return Reply.events(feed);
  }

  private Reply start(Exchange exchange) {
    return Reply.ok(evaluator.begin(exchange.path("id"), exchange.actor()));
  }

  private Reply cancel(Exchange exchange) {
    return Reply.ok(evaluator.cancel(exchange.path("id"), exchange.actor()));
  }

  private Reply resume(Exchange exchange) {
    return Reply.ok(evaluator.resume(exchange.path("id"), exchange.actor()));
  }

  private Reply retryErrors(Exchange exchange) {
    return Reply.ok(evaluator.retryErrors(exchange.path("id"), exchange.actor()));
  }

  private Reply delete(Exchange exchange) {
    evaluator.delete(exchange.path("id"), exchange.ifMatch(), exchange.actor());
    return Reply.noContent();
  }

  private Reply compare(Exchange exchange) {
    return Reply.ok(
        ComparisonView.of(
            evaluator.compare(
                exchange.query().required("baseline"), exchange.query().required("candidate"))));
  }
}
