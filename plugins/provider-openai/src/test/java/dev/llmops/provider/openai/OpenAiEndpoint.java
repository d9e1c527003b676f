package dev.llmops.provider.openai;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.llmops.provider.http.Backoff;
import dev.llmops.spi.CallContext;
import dev.llmops.spi.config.Secret;
import dev.llmops.spi.provider.ChatRequest;
import dev.llmops.spi.provider.ChatResponse;
import dev.llmops.spi.provider.ProviderException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An endpoint that answers as it is told, and a provider that asks it. */
final class OpenAiEndpoint {

  static final String KEY = "sk-t0p-secret";

  static final String ANSWER =
      """
      {"model": "gpt-5-mini-2026", "choices": [{"index": 0, "finish_reason": "stop",
        "message": {"role": "assistant", "content": "h\u00e9llo \u2192"}}],
       "usage": {"prompt_tokens": 12, "completion_tokens": 3, "total_tokens": 15}}
      """;

  private final WireMockExtension server;
  private final List<Duration> pauses = new ArrayList<>();

  OpenAiEndpoint(WireMockExtension server) {
    this.server = server;
  }

  /** The pauses that the provider would have made. */
  List<Duration> pauses() {
    return pauses;
  }

  ChatResponse complete(ChatRequest request) throws Exception {
    return complete(config(3), request, minute());
  }

  ChatResponse complete(OpenAiConfig config, ChatRequest request, CallContext call)
      throws ProviderException, InterruptedException {
    try (OpenAiProvider provider = provider(config)) {
      return provider.complete(request, call);
    }
  }

  ProviderException failure(OpenAiConfig config) {
    return failure(config, ask(), minute());
  }

  ProviderException failure(OpenAiConfig config, ChatRequest request, CallContext call) {
    return catchThrowableOfType(ProviderException.class, () -> complete(config, request, call));
  }

  /** Draws one half of every bound, and notes pauses instead of making them. */
  OpenAiProvider provider(OpenAiConfig config) {
    Backoff half = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(8), () -> 0.5);
    return new OpenAiProvider(config, new TestContext(), half, pauses::add);
  }

  OpenAiConfig config(int maxRetries) {
    return config(maxRetries, Duration.ofSeconds(10));
  }

  OpenAiConfig config(int maxRetries, Duration timeout) {
    return new OpenAiConfig(base(), key(), "gpt-5-mini", timeout, maxRetries);
  }

  URI base() {
    return URI.create("http://localhost:" + server.getPort() + "/v1/");
  }

  Optional<Secret> key() {
    return Optional.of(Secret.of(KEY));
  }

  ChatRequest ask() {
    return ChatRequest.ofUser("hi").build();
  }

  CallContext minute() {
    return CallContext.within(Duration.ofMinutes(1), Clock.systemUTC());
  }

  void answer(ResponseDefinitionBuilder response) {
    server.resetScenarios();
    server.stubFor(any(anyUrl()).willReturn(response));
  }

  void answerInTurn(ResponseDefinitionBuilder first, ResponseDefinitionBuilder second) {
    server.stubFor(
        post(anyUrl())
            .inScenario("turn")
            .whenScenarioStateIs(STARTED)
            .willSetStateTo("second")
            .willReturn(first));
    server.stubFor(
        post(anyUrl()).inScenario("turn").whenScenarioStateIs("second").willReturn(second));
  }

  List<LoggedRequest> sent() {
    return server.findAll(anyRequestedFor(anyUrl()));
  }
}
