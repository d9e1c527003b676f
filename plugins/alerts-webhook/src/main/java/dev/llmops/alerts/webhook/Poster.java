package dev.llmops.alerts.webhook;

import static java.util.Objects.requireNonNull;

import dev.llmops.provider.http.RetryAfter;
import dev.llmops.spi.CallContext;
import dev.llmops.spi.PluginContext;
import dev.llmops.spi.alert.DeliveryResult;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Posts JSON to one address and says what the answer means. Any 2xx status means delivered. 408,
 * 425, 429, any 5xx, a failed connection and a timeout mean to try again later, not before the time
 * that {@code Retry-After} asks for. Everything else is a refusal. Redirects are not followed. The
 * body of the answer is not read. Thread-safe.
 */
final class Poster implements AutoCloseable {

  /** What the server gives a sink for one attempt. */
  static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(60);

  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final URI url;
  private final Duration timeout;
  private final Clock clock;
  private final ExecutorService executor;
  private final HttpClient client;

  Poster(URI url, Duration timeout, PluginContext context) {
    this.url = requireNonNull(url, "url is null");
    this.timeout = requireNonNull(timeout, "timeout is null");
    this.clock = context.clock();
    this.executor =
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name(context.instanceName() + "-http-", 0).factory());
    this.client =
        HttpClient.newBuilder()
            .version(Version.HTTP_1_1)
            .followRedirects(Redirect.NEVER)
            .connectTimeout(timeout)
            .executor(executor)
            .build();
  }

  DeliveryResult post(String body, Map<String, String> headers, CallContext call)
      throws InterruptedException {
    Duration limit = shorter(timeout, call.remaining());
    if (limit.isZero()) {
      return DeliveryResult.retryLater("no time was left to reach " + HttpAddress.origin(url));
    }
    try {
      HttpResponse<InputStream> response =
          client.send(request(body, headers, limit), BodyHandlers.ofInputStream());
      // The status says everything, and an endless body must not hold the delivery up.
      response.body().close();
      return result(response);
    } catch (HttpTimeoutException e) {
      return DeliveryResult.retryLater(
          HttpAddress.origin(url) + " did not answer within " + limit.toMillis() + " ms");
    } catch (IOException e) {
      return DeliveryResult.retryLater(
          "could not reach " + HttpAddress.origin(url) + " (" + e.getClass().getSimpleName() + ")");
    }
  }

  private HttpRequest request(String body, Map<String, String> headers, Duration limit) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(url).timeout(limit);
    headers.forEach(builder::setHeader);
    return builder
        .setHeader("Content-Type", "application/json")
        .setHeader("User-Agent", "llmops")
        .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8))
        .build();
  }

  private DeliveryResult result(HttpResponse<?> response) {
    int status = response.statusCode();
    if (status >= 200 && status < 300) {
      return DeliveryResult.delivered();
    }
    String answer = HttpAddress.origin(url) + " answered " + status;
    if (status == 408 || status == 425 || status == 429 || status >= 500) {
      return response
          .headers()
          .firstValue("Retry-After")
          .flatMap(value -> RetryAfter.parse(value, clock))
          .map(after -> DeliveryResult.retryAfter(after, answer))
          .orElseGet(() -> DeliveryResult.retryLater(answer));
    }
    return DeliveryResult.rejected(
        status >= 300 && status < 400
            ? answer + "; redirects are not followed, set url to the final address"
            : answer);
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
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
