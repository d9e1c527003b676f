package dev.llmops.provider.openai;

import static java.util.Objects.requireNonNull;

import dev.llmops.spi.CallContext;
import dev.llmops.spi.Contribution;
import dev.llmops.spi.PluginContext;
import dev.llmops.spi.provider.ChatRequest;
import dev.llmops.spi.provider.ChatResponse;
import dev.llmops.spi.provider.LlmProvider;
import dev.llmops.spi.provider.ProviderException;
import dev.llmops.spi.provider.ProviderException.Kind;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.pf4j.Extension;

/**
 * Talks to any endpoint that offers the chat completions API of OpenAI: OpenAI itself, gateways,
 * and servers such as vLLM, llama.cpp or Ollama. Model parameters are passed through as they are,
 * except for {@code model}, {@code messages} and {@code stream}.
 *
 * <p>A request that was refused for the moment (408, 429, any 5xx), that found no connection, broke
 * off or was not answered in time, is tried again up to {@code max-retries} times: after the wait
 * that {@code Retry-After} asks for, or else as {@link Backoff} says. When the wait would pass the
 * deadline of the call the last failure is reported at once, with the wait asked for.
 *
 * <p>The API key is sent to the configured host only; redirects are not followed, and no message
 * shows it. Thread-safe.
 */
@Extension
@Contribution(name = "openai", title = "OpenAI-compatible", config = OpenAiConfig.class)
public final class OpenAiProvider implements LlmProvider, AutoCloseable {

  private static final Backoff BACKOFF =
      new Backoff(
          Duration.ofMillis(500),
          Duration.ofSeconds(20),
          () -> ThreadLocalRandom.current().nextDouble());

  /** Waits between two attempts. */
  @FunctionalInterface
  interface Pause {
    void last(Duration time) throws InterruptedException;
  }

  private final OpenAiConfig config;
  private final Backoff backoff;
  private final Pause pause;
  private final ChatCompletions completions;
  private final ChatEndpoint endpoint;

  @Inject
  OpenAiProvider(OpenAiConfig config, PluginContext context) {
    this(config, context, BACKOFF, Thread::sleep);
  }

  OpenAiProvider(OpenAiConfig config, PluginContext context, Backoff backoff, Pause pause) {
    this.config = requireNonNull(config, "config is null");
    this.backoff = requireNonNull(backoff, "backoff is null");
    this.pause = requireNonNull(pause, "pause is null");
    Excerpt excerpt = new Excerpt(config.apiKey());
    this.completions = new ChatCompletions(context.json(), excerpt);
    this.endpoint = new ChatEndpoint(config, completions, excerpt, context);
  }

  @Override
  public ChatResponse complete(ChatRequest request, CallContext call)
      throws ProviderException, InterruptedException {
    String model = request.model().orElse(config.model());
    String body = completions.write(request, model);
    for (int attempt = 1; ; attempt++) {
      try {
        return attempt(body, model, call);
      } catch (ProviderException failure) {
        if (!failure.kind().retryable() || attempt > config.maxRetries()) {
          throw afterAttempts(attempt, failure);
        }
        Duration wait = backoff.delay(attempt, failure.retryAfter());
        if (wait.compareTo(call.remaining()) >= 0) {
          throw afterAttempts(attempt, failure);
        }
        pause.last(wait);
      }
    }
  }

  private ChatResponse attempt(String body, String model, CallContext call)
      throws ProviderException, InterruptedException {
    Duration left = call.remaining();
    if (left.isZero()) {
      throw new ProviderException(Kind.TIMEOUT, "the deadline had passed before the request");
    }
    long start = System.nanoTime();
    String answer =
        endpoint.post(body, left.compareTo(config.timeout()) < 0 ? left : config.timeout());
    Duration latency = Duration.ofNanos(System.nanoTime() - start);
    return completions.read(answer, model, latency);
  }

  private static ProviderException afterAttempts(int attempts, ProviderException last) {
    return attempts == 1
        ? last
        : new ProviderException(
            last.kind(),
            last.getMessage() + " (after " + attempts + " attempts)",
            last.retryAfter(),
            last);
  }

  @Override
  public void close() {
    endpoint.close();
  }
}
