package dev.llmops.server.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.llmops.model.evaluation.Run;
import dev.llmops.model.schedule.Misfire;
import dev.llmops.model.schedule.Overlap;
import dev.llmops.model.schedule.Schedule;
import dev.llmops.server.api.TemplateBodies.TemplateBody;
import dev.llmops.server.http.Exchange;
import dev.llmops.server.http.PathTemplate;
import dev.llmops.server.http.Reply;
import dev.llmops.server.http.Route;
import dev.llmops.server.http.RouteGroup;
import dev.llmops.server.http.Router;
import dev.llmops.service.schedule.NewSchedule;
import dev.llmops.service.schedule.ScheduleChange;
import dev.llmops.service.schedule.ScheduleManager;
import dev.llmops.spi.storage.ScheduleStore;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** Schedules of evaluation runs. */
public final class ScheduleRoutes implements RouteGroup {

  private static final String SCHEDULES = "/api/v1/schedules";
  private static final String SCHEDULE = SCHEDULES + "/{id}";

  /** When the first run starts. */
  enum FirstRun {
    @JsonProperty("now")
    NOW,
    @JsonProperty("scheduled")
    SCHEDULED
  }

  /** A new schedule. */
  record ScheduleBody(
      String name,
      String cron,
      String zone,
      Duration every,
      TemplateBody run,
      FirstRun firstRun,
      Overlap overlap,
      Misfire misfire,
      Duration grace,
      Boolean paused) {

    NewSchedule toNewSchedule() {
      return new NewSchedule(
          TemplateBodies.orEmpty(name),
          Optional.ofNullable(cron),
          Optional.ofNullable(zone),
          Optional.ofNullable(every),
          (run == null ? TemplateBody.none() : run).toTemplate(),
          firstRun == FirstRun.NOW,
          overlap == null ? Overlap.SKIP : overlap,
          misfire == null ? Misfire.ONCE : misfire,
          grace == null ? NewSchedule.GRACE : grace,
          paused != null && paused);
    }
  }

  /** What shall be different about a schedule. */
  record ChangeBody(
      String name,
      String cron,
      String zone,
      Duration every,
      TemplateBody run,
      Overlap overlap,
      Misfire misfire,
      Duration grace,
      Boolean paused) {

    ScheduleChange toChange() {
      return new ScheduleChange(
          Optional.ofNullable(name),
          Optional.ofNullable(cron),
          Optional.ofNullable(zone),
          Optional.ofNullable(every),
          Optional.ofNullable(run).map(TemplateBody::toTemplate),
          Optional.ofNullable(overlap),
          Optional.ofNullable(misfire),
          Optional.ofNullable(grace),
          Optional.ofNullable(paused));
    }
  }

  private final ScheduleManager schedules;

  @Inject
  public ScheduleRoutes(ScheduleManager schedules) {
    this.schedules = Objects.requireNonNull(schedules, "schedules is null");
  }

  @Override
  public void addTo(Router.Builder routes) {
    routes
        .add(Route.post(SCHEDULES, this::create))
        .add(Route.get(SCHEDULES, this::list).paged().withQuery("prompt", "dataset", "paused"))
        .add(Route.get(SCHEDULE, this::find))
        .add(Route.patch(SCHEDULE, this::update))
        .add(Route.delete(SCHEDULE, this::delete))
        .add(Route.post(SCHEDULE + "/trigger", this::trigger))
        .add(Route.get(SCHEDULE + "/firings", this::firings).paged());
  }

  private Reply create(Exchange exchange) throws IOException {
    Schedule schedule =
        schedules.create(exchange.body(ScheduleBody.class).toNewSchedule(), exchange.actor());
    return Reply.created(PathTemplate.expand(SCHEDULE, schedule.id()), schedule)
        .withRevision(schedule.revision());
  }

  private Reply list(Exchange exchange) {
    ScheduleStore.Filter filter =
        new ScheduleStore.Filter(
            exchange.query().text("prompt"),
            exchange.query().text("dataset"),
            exchange.query().flag("paused"));
    return exchange.page(page -> schedules.list(filter, page));
  }

  private Reply find(Exchange exchange) {
    return reply(schedules.find(exchange.path("id")));
  }

  private Reply update(Exchange exchange) throws IOException {
    return reply(
        schedules.update(
            exchange.path("id"),
            exchange.body(ChangeBody.class).toChange(),
            exchange.ifMatch(),
            exchange.actor()));
  }

  private static Reply reply(Schedule schedule) {
    return Reply.ok(schedule).withRevision(schedule.revision());
  }

  private Reply delete(Exchange exchange) {
    schedules.delete(exchange.path("id"), exchange.ifMatch(), exchange.actor());
    return Reply.noContent();
  }

  private Reply trigger(Exchange exchange) {
    Run run = schedules.trigger(exchange.path("id"), exchange.actor());
    return Reply.created(PathTemplate.expand("/api/v1/runs/{id}", run.id()), run);
  }

  private Reply firings(Exchange exchange) {
    return exchange.page(page -> schedules.firings(exchange.path("id"), page));
  }
}
