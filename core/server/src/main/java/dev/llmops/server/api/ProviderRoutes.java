package dev.llmops.server.api;

import dev.llmops.model.json.Json;
import dev.llmops.server.http.Exchange;
import dev.llmops.server.http.Reply;
import dev.llmops.server.http.Route;
import dev.llmops.server.http.RouteGroup;
import dev.llmops.server.http.Router;
import dev.llmops.service.error.Problems;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.evaluation.EvaluationSettings;
import dev.llmops.service.plugin.PluginCallException;
import dev.llmops.service.plugin.Plugins;
import dev.llmops.service.provider.ProviderSelector;
import dev.llmops.spi.provider.ChatMessage;
import dev.llmops.spi.provider.ChatRequest;
import dev.llmops.spi.provider.ChatResponse;
import dev.llmops.spi.provider.ProviderStanding;
import dev.llmops.spi.provider.StandingQuery;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/** Direct use of a provider instance, with its guard, limits and retries, and the choice of one. */
public final class ProviderRoutes implements RouteGroup {

  private static final List<String> ROLES = List.of("system", "user", "assistant");
  private static final long BODY_LIMIT = 8L << 20;

  /** A chat to complete. */
  record CompleteBody(List<MessageBody> messages, String model, Json parameters) {}

  /** One message. */
  record MessageBody(String role, String content) {}

  /** What the model said. */
  record CompletionView(
      String text,
      String model,
      String finishReason,
      long inputTokens,
      long outputTokens,
      double latencyMillis) {

    static CompletionView of(ChatResponse response) {
      return new CompletionView(
          response.text(),
          response.model(),
          response.finishReason().name().toLowerCase(Locale.ROOT),
          response.usage().input(),
          response.usage().output(),
          response.latency().toNanos() / 1e6);
    }
  }

  /** What is to be chosen from. */
  record SelectBody(List<String> providers, String prompt, String dataset, String metric) {}

  /** One of those. */
  record StandingView(
      String provider,
      boolean healthy,
      String health,
      OptionalDouble score,
      Optional<String> run,
      String basis) {

    static StandingView of(ProviderStanding standing) {
      return new StandingView(
          standing.instance(),
          standing.healthy(),
          standing.health(),
          standing.score(),
          standing.run(),
          standing.basis());
    }
  }

  /** The choice. */
  record SelectionView(String provider, OptionalDouble score, List<StandingView> standings) {

    static SelectionView of(ProviderSelector.Selection selection) {
      return new SelectionView(
          selection.chosen().instance(),
          selection.chosen().score(),
          selection.standings().stream().map(StandingView::of).toList());
    }
  }

  private final Plugins plugins;
  private final ProviderSelector selector;
  private final EvaluationSettings settings;

  @Inject
  public ProviderRoutes(Plugins plugins, ProviderSelector selector, EvaluationSettings settings) {
    this.plugins = Objects.requireNonNull(plugins, "plugins is null");
    this.selector = Objects.requireNonNull(selector, "selector is null");
    this.settings = Objects.requireNonNull(settings, "settings is null");
  }

  @Override
  public void addTo(Router.Builder routes) {
    routes
        .add(
            Route.post("/api/v1/instances/{name}/complete", this::complete)
                .withBodyLimit(BODY_LIMIT))
        .add(Route.post("/api/v1/providers:select", this::select));
  }

  private Reply select(Exchange exchange) throws IOException, InterruptedException {
    SelectBody body = exchange.body(SelectBody.class);
    List<String> providers = body.providers() == null ? List.of() : body.providers();
    return Reply.ok(
        SelectionView.of(
            selector.select(
                new StandingQuery(
                    providers,
                    Optional.ofNullable(body.prompt()),
                    Optional.ofNullable(body.dataset()),
                    Optional.ofNullable(body.metric())))));
  }

  private Reply complete(Exchange exchange) throws IOException, InterruptedException {
    ChatRequest request = request(exchange.body(CompleteBody.class));
    try {
      ChatResponse response =
          plugins
              .provider(exchange.path("name"))
              .call(
                  settings.providerTimeout(), (provider, call) -> provider.complete(request, call));
      return Reply.ok(CompletionView.of(response));
    } catch (PluginCallException e) {
      throw new ServiceException(
          e.retryable() ? ServiceException.Kind.UNAVAILABLE : ServiceException.Kind.INVALID,
          "LLM-PRV-001",
          "the provider has no answer (" + e.code() + "): " + e.getMessage());
    }
  }

  private static ChatRequest request(CompleteBody body) {
    Problems problems = new Problems();
    List<ChatMessage> messages = new ArrayList<>();
    List<MessageBody> given = body.messages() == null ? List.of() : body.messages();
    problems.require(!given.isEmpty(), "/messages", "a chat needs at least one message");
    for (int i = 0; i < given.size(); i++) {
      MessageBody message = given.get(i);
      boolean known = ROLES.contains(Objects.requireNonNullElse(message.role(), ""));
      problems.require(known, "/messages/" + i + "/role", "a role is system, user or assistant");
      problems.require(message.content() != null, "/messages/" + i + "/content", "is required");
      if (known && message.content() != null) {
        ChatMessage.Role role = ChatMessage.Role.valueOf(message.role().toUpperCase(Locale.ROOT));
        messages.add(new ChatMessage(role, message.content()));
      }
    }
    boolean noParameters = body.parameters() == null || body.parameters().isNull();
    problems.require(
        noParameters || body.parameters().isObject(), "/parameters", "must be a JSON object");
    problems.throwIfAny("LLM-PRV-002", "the request");
    ChatRequest.Builder request = ChatRequest.of(messages);
    if (body.model() != null) {
      request.model(body.model());
    }
    return noParameters ? request.build() : request.parameters(body.parameters()).build();
  }
}
