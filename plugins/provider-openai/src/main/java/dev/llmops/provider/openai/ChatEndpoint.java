package dev.llmops.provider.openai;

import static java.util.Objects.requireNonNull;

import dev.llmops.spi.PluginContext;
import dev.llmops.spi.config.Secret;
import dev.llmops.spi.provider.ProviderException;
import dev.llmops.spi.provider.ProviderException.Kind;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Makes single attempts over one HTTP client, and says what went wrong. Thread-safe. */
final class ChatEndpoint implements AutoCloseable {

  /** Far more than the longest answer a model gives, and little enough to hold hundreds of. */
  static final int LARGEST_ANSWER = 4 * 1024 * 1024;

  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final OpenAiConfig config;
  private final ChatCompletions completions;
  private final Excerpt excerpt;
  private final Clock clock;
  private final ExecutorService executor;
  private final HttpClient client;

  ChatEndpoint(
      OpenAiConfig config, ChatCompletions completions, Excerpt excerpt, PluginContext context) {
    this.config = requireNonNull(config, "config is null");
    this.completions = requireNonNull(completions, "completions is null");
    this.excerpt = requireNonNull(excerpt, "excerpt is null");
    this.clock = context.clock();
    this.executor =
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name(context.instanceName() + "-http-", 0).factory());
    this.client =
        HttpClient.newBuilder()
            // Many compatible servers mishandle the upgrade to HTTP/2.
            .version(Version.HTTP_1_1)
            // A redirect would carry the key to another place.
            .followRedirects(Redirect.NEVER)
            .connectTimeout(config.timeout())
            .executor(executor)
            .build();
  }

  /**
   * Posts a request and waits for the whole answer.
   *
   * @return the body of a 2xx answer
   * @throws ProviderException when there is none within the time
   * @throws InterruptedException when the caller is interrupted; the exchange is given up
   */
  String post(String body, Duration timeout) throws ProviderException, InterruptedException {
    // The request's own timeout ends with the headers; this one covers a dribbling body as well.
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request(body), BoundedBody.atMost(LARGEST_ANSWER));
    try {
      HttpResponse<byte[]> response = answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      String text = new String(response.body(), StandardCharsets.UTF_8);
      if (response.statusCode() / 100 != 2) {
        throw refused(response, text);
      }
      return text;
    } catch (TimeoutException e) {
      throw timedOut(timeout);
    } catch (ExecutionException e) {
      throw broken(e.getCause(), timeout);
    } finally {
      answer.cancel(true);
    }
  }

  private HttpRequest request(String body) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(config.chatCompletions())
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .header("User-Agent", "llmops");
    config
        .apiKey()
        .map(Secret::reveal)
        .ifPresent(key -> builder.header("Authorization", "Bearer " + key));
    return builder.POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8)).build();
  }

  private ProviderException refused(HttpResponse<?> response, String body) {
    int status = response.statusCode();
    String message = at() + " answered " + status + ": " + completions.errorMessage(body);
    Optional<Duration> retryAfter =
        response
            .headers()
            .firstValue("Retry-After")
            .flatMap(value -> RetryAfter.parse(value, clock));
    return switch (status) {
      case 401, 403 ->
          new ProviderException(Kind.AUTHENTICATION, message + "; check api-key and its rights");
      case 408 -> new ProviderException(Kind.TIMEOUT, message, retryAfter, null);
      case 429 -> new ProviderException(Kind.RATE_LIMIT, message, retryAfter, null);
      default -> {
        if (status >= 500) {
          yield new ProviderException(Kind.UNAVAILABLE, message, retryAfter, null);
        }
        if (status < 400) {
          yield new ProviderException(
              Kind.INVALID_REQUEST,
              at() + " answered " + status + "; set base-url to the address that answers itself");
        }
        yield new ProviderException(
            completions.isContentFilter(body) ? Kind.CONTENT_FILTER : Kind.INVALID_REQUEST,
            message);
      }
    };
  }

  private ProviderException broken(Throwable cause, Duration timeout) {
    if (cause instanceof HttpTimeoutException) {
      return timedOut(timeout);
    }
    if (cause instanceof BoundedBody.TooLargeException) {
      return new ProviderException(
          Kind.INVALID_RESPONSE, at() + ": " + cause.getMessage(), Optional.empty(), cause);
    }
    if (cause instanceof IOException) {
      String detail = cause.getMessage() == null ? "" : ": " + excerpt.of(cause.getMessage());
      return new ProviderException(
          Kind.UNAVAILABLE,
          "no answer from " + at() + " (" + cause.getClass().getSimpleName() + detail + ")",
          Optional.empty(),
          cause);
    }
    throw new IllegalStateException("the request to " + at() + " could not be sent", cause);
  }

  private ProviderException timedOut(Duration timeout) {
    return new ProviderException(
        Kind.TIMEOUT, at() + " did not answer within " + timeout.toMillis() + " ms");
  }

  private String at() {
    return config.chatCompletions().toString();
  }

  @Override
  public void close() {
    client.shutdownNow();
    try {
      client.awaitTermination(CLOSING);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    executor.shutdownNow();
  }
}
