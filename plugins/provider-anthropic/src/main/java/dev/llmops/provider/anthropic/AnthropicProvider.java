package dev.llmops.provider.anthropic;

import static java.util.Objects.requireNonNull;

import dev.llmops.provider.http.Attempts;
import dev.llmops.provider.http.Backoff;
import dev.llmops.provider.http.Excerpt;
import dev.llmops.provider.http.HttpEndpoint;
import dev.llmops.spi.CallContext;
import dev.llmops.spi.Contribution;
import dev.llmops.spi.JsonCodec;
import dev.llmops.spi.PluginContext;
import dev.llmops.spi.provider.ChatRequest;
import dev.llmops.spi.provider.ChatResponse;
import dev.llmops.spi.provider.LlmProvider;
import dev.llmops.spi.provider.ProviderException;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.pf4j.Extension;

/**
 * Talks to the Messages API of Anthropic. A request that was refused for the moment (408, 429, 529,
 * any other 5xx), that found no connection, broke off or was not answered in time is tried again,
 * as {@link Attempts} says.
 *
 * <p>The API key is sent to the configured host only; redirects are not followed, and no message
 * shows it. Thread-safe.
 */
@Extension
@Contribution(name = "anthropic", title = "Anthropic", config = AnthropicConfig.class)
public final class AnthropicProvider implements LlmProvider, AutoCloseable {

  private final AnthropicConfig config;
  private final Attempts attempts;
  private final JsonCodec codec;
  private final MessagesAnswer answers;
  private final HttpEndpoint endpoint;

  @Inject
  AnthropicProvider(AnthropicConfig config, PluginContext context) {
    this(config, context, Backoff.standard(), Thread::sleep);
  }

  AnthropicProvider(
      AnthropicConfig config, PluginContext context, Backoff backoff, Attempts.Pause pause) {
    this.config = requireNonNull(config, "config is null");
    this.attempts = new Attempts(config.timeout(), config.maxRetries(), backoff, pause);
    this.codec = context.json();
    Excerpt excerpt = new Excerpt(config.apiKey());
    this.answers = new MessagesAnswer(codec, excerpt);
    this.endpoint = new HttpEndpoint(headers(config), config.timeout(), answers, excerpt, context);
  }

  private static Map<String, String> headers(AnthropicConfig config) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("anthropic-version", config.version());
    config.apiKey().ifPresent(key -> headers.put("x-api-key", key.reveal()));
    return headers;
  }

  @Override
  public ChatResponse complete(ChatRequest request, CallContext call)
      throws ProviderException, InterruptedException {
    String model = request.model().orElse(config.model());
    String body = codec.write(MessagesRequest.of(request, model, config.maxTokens()));
    return attempts.first(
        call,
        timeout -> {
          long start = System.nanoTime();
          String answer = endpoint.post(config.messages(), body, timeout);
          return answers.read(answer, model, Duration.ofNanos(System.nanoTime() - start));
        });
  }

  @Override
  public void probe(CallContext call) throws ProviderException, InterruptedException {
    attempts.once(call, timeout -> endpoint.get(config.models(), timeout));
  }

  @Override
  public void close() {
    endpoint.close();
  }
}
