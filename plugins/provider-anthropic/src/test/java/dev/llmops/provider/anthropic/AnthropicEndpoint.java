package dev.llmops.provider.anthropic;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
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
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An endpoint that answers as it is told, and a provider that asks it. */
final class AnthropicEndpoint {

  static final String KEY = "sk-ant-t0p-secret";

  private final WireMockExtension server;
  private final List<Duration> pauses = new ArrayList<>();

  AnthropicEndpoint(WireMockExtension server) {
    this.server = server;
  }

  /** The pauses that the provider would have made. */
  List<Duration> pauses() {
    return pauses;
  }

  void answer(ResponseDefinitionBuilder response) {
    server.stubFor(any(anyUrl()).willReturn(response));
  }

  List<LoggedRequest> sent() {
    return server.findAll(anyRequestedFor(anyUrl()));
  }

  URI base() {
    return URI.create("http://localhost:" + server.getPort());
  }

  AnthropicConfig config(int maxRetries) {
    return config(server.getPort(), maxRetries);
  }

  AnthropicConfig config(int port, int maxRetries) {
    return config(port, maxRetries, Duration.ofSeconds(10));
  }

  AnthropicConfig quick() {
    return config(server.getPort(), 0, Duration.ofMillis(300));
  }

  AnthropicConfig config(int port, int maxRetries, Duration timeout) {
    return new AnthropicConfig(
        URI.create("http://localhost:" + port + "/"),
        Optional.of(Secret.of(KEY)),
        "claude-x",
        1000,
        "2023-06-01",
        timeout,
        maxRetries);
  }

  ChatRequest ask() {
    return ChatRequest.ofUser("hi").build();
  }

  CallContext minute() {
    return CallContext.within(Duration.ofMinutes(1), Clock.fixed(TestContext.NOW, ZoneOffset.UTC));
  }

  AnthropicProvider provider(AnthropicConfig config) {
    Backoff none = new Backoff(Duration.ZERO, Duration.ZERO, () -> 0);
    return new AnthropicProvider(config, new TestContext(), none, pauses::add);
  }

  ChatResponse complete(ChatRequest request) throws Exception {
    return complete(config(3), request, minute());
  }

  ChatResponse complete(AnthropicConfig config, ChatRequest request, CallContext call)
      throws Exception {
    try (AnthropicProvider provider = provider(config)) {
      return provider.complete(request, call);
    }
  }

  ProviderException failure(AnthropicConfig config) {
    return failure(config, ask(), minute());
  }

  ProviderException failure(AnthropicConfig config, ChatRequest request, CallContext call) {
    return catchThrowableOfType(ProviderException.class, () -> complete(config, request, call));
  }
}
