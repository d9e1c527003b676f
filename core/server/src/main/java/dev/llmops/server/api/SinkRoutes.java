package dev.llmops.server.api;

import dev.llmops.model.alert.AlertType;
import dev.llmops.model.alert.Severity;
import dev.llmops.model.alert.Subscription;
import dev.llmops.model.evaluation.PluginPin;
import dev.llmops.server.http.Exchange;
import dev.llmops.server.http.PathTemplate;
import dev.llmops.server.http.Reply;
import dev.llmops.server.http.Route;
import dev.llmops.server.http.RouteGroup;
import dev.llmops.server.http.Router;
import dev.llmops.service.alert.NewSubscription;
import dev.llmops.service.alert.Sinks;
import dev.llmops.service.alert.Sinks.SinkState;
import dev.llmops.service.alert.Subscriptions;
import dev.llmops.spi.alert.DeliveryResult;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The sinks in service, whether they work, and what they are told. */
public final class SinkRoutes implements RouteGroup {

  private static final String SINKS = "/api/v1/sinks";
  private static final String SUBSCRIPTIONS = "/api/v1/subscriptions";
  private static final String SUBSCRIPTION = SUBSCRIPTIONS + "/{id}";

  /** A sink. */
  record SinkView(
      String name,
      Optional<String> plugin,
      Optional<String> version,
      boolean serving,
      Optional<String> reason) {

    static SinkView of(SinkState sink) {
      return new SinkView(
          sink.name(),
          sink.pin().map(PluginPin::plugin),
          sink.pin().map(PluginPin::version),
          sink.pin().isPresent(),
          Optional.of(sink.reason()).filter(why -> !why.isEmpty()));
    }
  }

  /** How a test ended. */
  record TestView(String sink, String outcome, String reason, Optional<Duration> retryAfter) {

    static TestView of(String sink, DeliveryResult result) {
      return new TestView(
          sink, result.outcome().name().toLowerCase(Locale.ROOT), result.reason(), result.after());
    }
  }

  /** Which alerts a sink shall get. */
  record SubscriptionBody(
      String sink, List<AlertType> types, Severity minSeverity, String source, String prompt) {

    NewSubscription toNew() {
      return new NewSubscription(
          sink == null ? "" : sink,
          types == null ? Set.of() : Set.copyOf(types),
          minSeverity == null ? Severity.INFO : minSeverity,
          Optional.ofNullable(source),
          Optional.ofNullable(prompt));
    }
  }

  private final Sinks sinks;
  private final Subscriptions subscriptions;

  @Inject
  public SinkRoutes(Sinks sinks, Subscriptions subscriptions) {
    this.sinks = Objects.requireNonNull(sinks, "sinks is null");
    this.subscriptions = Objects.requireNonNull(subscriptions, "subscriptions is null");
  }

  @Override
  public void addTo(Router.Builder routes) {
    routes
        .add(Route.get(SINKS, this::list).paged())
        .add(Route.post(SINKS + "/{name}/test", this::test))
        .add(Route.post(SUBSCRIPTIONS, this::subscribe))
        .add(Route.get(SUBSCRIPTIONS, exchange -> exchange.page(subscriptions::list)).paged())
        .add(Route.delete(SUBSCRIPTION, this::unsubscribe));
  }

  private Reply list(Exchange exchange) {
    List<SinkView> all = sinks.list().stream().map(SinkView::of).toList();
    return exchange.page(page -> WholeList.page(all, page));
  }

  private Reply test(Exchange exchange) throws InterruptedException {
    String sink = exchange.path("name");
    return Reply.ok(TestView.of(sink, sinks.test(sink, exchange.actor())));
  }

  private Reply subscribe(Exchange exchange) throws IOException {
    Subscription subscription =
        subscriptions.add(exchange.body(SubscriptionBody.class).toNew(), exchange.actor());
    return Reply.created(PathTemplate.expand(SUBSCRIPTION, subscription.id()), subscription);
  }

  private Reply unsubscribe(Exchange exchange) {
    subscriptions.remove(exchange.path("id"), exchange.actor());
    return Reply.noContent();
  }
}
