package dev.llmops.provider.openai;

import static java.util.Objects.requireNonNull;

import dev.llmops.provider.http.Attempts;
import dev.llmops.provider.http.Backoff;
import dev.llmops.provider.http.Excerpt;
import dev.llmops.provider.http.HttpEndpoint;
import dev.llmops.spi.CallContext;
import dev.llmops.spi.Contribution;
import dev.llmops.spi.PluginContext;
import dev.llmops.spi.provider.ChatRequest;
import dev.llmops.spi.provider.ChatResponse;
import dev.llmops.spi.provider.LlmProvider;
import dev.llmops.spi.provider.ProviderException;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.pf4j.Extension;

/**
 * Talks to any endpoint that offers the chat completions API of OpenAI: OpenAI itself, gateways,
 * and servers such as vLLM, llama.cpp or Ollama. Model parameters are passed through as they are,
 * except for {@code model}, {@code messages} and {@code stream}.
 *
 * <p>A request that was refused for the moment (408, 429, any 5xx), that found no connection, broke
 * off or was not answered in time, is tried again, as {@link Attempts} says.
 *
 * <p>The API key is sent to the configured host only; redirects are not followed, and no message
 * shows it. Thread-safe.
 */
@Extension
@Contribution(name = "openai", title = "OpenAI-compatible", config = OpenAiConfig.class)
public final class OpenAiProvider implements LlmProvider, AutoCloseable {

  private final OpenAiConfig config;
  private final Attempts attempts;
  private final ChatCompletions completions;
  private final HttpEndpoint endpoint;

  @Inject
  OpenAiProvider(OpenAiConfig config, PluginContext context) {
    this(config, context, Backoff.standard(), Thread::sleep);
  }

  OpenAiProvider(
      OpenAiConfig config, PluginContext context, Backoff backoff, Attempts.Pause pause) {
    this.config = requireNonNull(config, "config is null");
    this.attempts = new Attempts(config.timeout(), config.maxRetries(), backoff, pause);
    Excerpt excerpt = new Excerpt(config.apiKey());
    this.completions = new ChatCompletions(context.json(), excerpt);
    Map<String, String> headers =
        config
            .apiKey()
            .map(key -> Map.of("Authorization", "Bearer " + key.reveal()))
            .orElse(Map.of());
    this.endpoint = new HttpEndpoint(headers, config.timeout(), completions, excerpt, context);
  }

  @Override
  public ChatResponse complete(ChatRequest request, CallContext call)
      throws ProviderException, InterruptedException {
    String model = request.model().orElse(config.model());
    String body = completions.write(request, model);
    return attempts.first(
        call,
        timeout -> {
          long start = System.nanoTime();
          String answer = endpoint.post(config.chatCompletions(), body, timeout);
          return completions.read(answer, model, Duration.ofNanos(System.nanoTime() - start));
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
