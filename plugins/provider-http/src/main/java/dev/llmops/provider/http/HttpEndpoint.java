package dev.llmops.provider.http;

import static java.util.Objects.requireNonNull;

import dev.llmops.spi.PluginContext;
import dev.llmops.spi.provider.ProviderException;
import dev.llmops.spi.provider.ProviderException.Kind;
import java.io.IOException;
import java.net.URI;
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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Makes single attempts over one HTTP client, and says what went wrong. Thread-safe. */
public final class HttpEndpoint implements AutoCloseable {

  /** Far more than the longest answer a model gives, and little enough to hold hundreds of. */
  public static final int LARGEST_ANSWER = 4 * 1024 * 1024;

  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final Map<String, String> headers;
  private final ErrorReader errors;
  private final Excerpt excerpt;
  private final Clock clock;
  private final ExecutorService executor;
  private final HttpClient client;

  /**
   * With what is the same for all requests.
   *
   * @param headers sent with every request; may hold secrets, which no message shows
   * @param connectTimeout for a connection
   */
  public HttpEndpoint(
      Map<String, String> headers,
      Duration connectTimeout,
      ErrorReader errors,
      Excerpt excerpt,
      PluginContext context) {
    this.headers = Map.copyOf(headers);
    this.errors = requireNonNull(errors, "errors is null");
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
            .connectTimeout(connectTimeout)
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
  public String post(URI to, String body, Duration timeout)
      throws ProviderException, InterruptedException {
    return exchange(
        request(to)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8))
            .build(),
        timeout);
  }

  /**
   * Gets the body of a 2xx answer.
   *
   * @throws ProviderException when there is none within the time
   * @throws InterruptedException when the caller is interrupted; the exchange is given up
   */
  public String get(URI from, Duration timeout) throws ProviderException, InterruptedException {
    return exchange(request(from).GET().build(), timeout);
  }

  private String exchange(HttpRequest request, Duration timeout)
      throws ProviderException, InterruptedException {
    String at = request.uri().toString();
    // The request's own timeout ends with the headers; this one covers a dribbling body as well.
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request, BoundedBody.atMost(LARGEST_ANSWER));
    try {
      HttpResponse<byte[]> response = answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      String text = new String(response.body(), StandardCharsets.UTF_8);
      if (response.statusCode() / 100 != 2) {
        throw refused(at, response, text);
      }
      return text;
    } catch (TimeoutException e) {
      throw timedOut(at, timeout);
    } catch (ExecutionException e) {
      throw broken(at, e.getCause(), timeout);
    } finally {
      answer.cancel(true);
    }
  }

  private HttpRequest.Builder request(URI to) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(to)
            .header("Accept", "application/json")
            .header("User-Agent", "llmops");
    headers.forEach(builder::header);
    return builder;
  }

  private ProviderException refused(String at, HttpResponse<?> response, String body) {
    int status = response.statusCode();
    String message = at + " answered " + status + ": " + errors.messageOf(body);
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
              at + " answered " + status + "; set base-url to the address that answers itself");
        }
        yield new ProviderException(
            errors.isContentFilter(body) ? Kind.CONTENT_FILTER : Kind.INVALID_REQUEST, message);
      }
    };
  }

  private ProviderException broken(String at, Throwable cause, Duration timeout) {
    if (cause instanceof HttpTimeoutException) {
      return timedOut(at, timeout);
    }
    if (cause instanceof BoundedBody.TooLargeException) {
      return new ProviderException(
          Kind.INVALID_RESPONSE, at + ": " + cause.getMessage(), Optional.empty(), cause);
    }
    if (cause instanceof IOException) {
      String detail = cause.getMessage() == null ? "" : ": " + excerpt.of(cause.getMessage());
      return new ProviderException(
          Kind.UNAVAILABLE,
          "no answer from " + at + " (" + cause.getClass().getSimpleName() + detail + ")",
          Optional.empty(),
          cause);
    }
    throw new IllegalStateException("the request to " + at + " could not be sent", cause);
  }

  private static ProviderException timedOut(String at, Duration timeout) {
    return new ProviderException(
        Kind.TIMEOUT, at + " did not answer within " + timeout.toMillis() + " ms");
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
