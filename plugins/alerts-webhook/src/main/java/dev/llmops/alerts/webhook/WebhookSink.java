package dev.llmops.alerts.webhook;

import static java.util.Objects.requireNonNull;

import dev.llmops.spi.CallContext;
import dev.llmops.spi.Contribution;
import dev.llmops.spi.JsonCodec;
import dev.llmops.spi.PluginContext;
import dev.llmops.spi.alert.AlertSink;
import dev.llmops.spi.alert.DeliveryResult;
import dev.llmops.spi.alert.Notification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.pf4j.Extension;

/**
 * Posts each alert as a JSON object to a URL. {@link AlertJson} describes the object, {@link
 * Signature} how a receiver makes sure that it comes from here.
 *
 * <p>Every request carries {@code X-LLMOps-Delivery}, which is the same for every attempt to
 * deliver the same alert: a receiver that remembers it takes each alert once. {@code
 * X-LLMOps-Timestamp} is the time of sending in seconds since 1970.
 *
 * <p>Any 2xx status means delivered. 408, 425, 429, any 5xx, a failed connection and a timeout mean
 * that the host tries again later, not before the time that {@code Retry-After} asks for.
 * Everything else is a refusal. Redirects are not followed. The body of the answer is not read.
 *
 * <p>The URL may hold a token, so messages show no more of it than scheme, host and port.
 * Thread-safe.
 */
@Extension
@Contribution(name = "webhook", title = "Webhook", config = WebhookConfig.class)
public final class WebhookSink implements AlertSink, AutoCloseable {

  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final WebhookConfig config;
  private final Clock clock;
  private final JsonCodec json;
  private final Optional<Signature> signature;
  private final ExecutorService executor;
  private final HttpClient client;

  @Inject
  WebhookSink(WebhookConfig config, PluginContext context) {
    this.config = requireNonNull(config, "config is null");
    this.clock = context.clock();
    this.json = context.json();
    this.signature = config.secret().map(Signature::new);
    this.executor =
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name(context.instanceName() + "-http-", 0).factory());
    this.client =
        HttpClient.newBuilder()
            .version(Version.HTTP_1_1)
            .followRedirects(Redirect.NEVER)
            .connectTimeout(config.timeout())
            .executor(executor)
            .build();
  }

  @Override
  public DeliveryResult deliver(Notification notification, CallContext call)
      throws InterruptedException {
    Duration timeout = shorter(config.timeout(), call.remaining());
    if (timeout.isZero()) {
      return DeliveryResult.retryLater("no time was left to reach " + config.origin());
    }
    HttpRequest request = request(notification, timeout);
    try {
      HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
      // The status says everything, and an endless body must not hold the delivery up.
      response.body().close();
      return result(response);
    } catch (HttpTimeoutException e) {
      return DeliveryResult.retryLater(
          config.origin() + " did not answer within " + timeout.toMillis() + " ms");
    } catch (IOException e) {
      return DeliveryResult.retryLater(
          "could not reach " + config.origin() + " (" + e.getClass().getSimpleName() + ")");
    }
  }

  private HttpRequest request(Notification notification, Duration timeout) {
    String body = json.write(AlertJson.of(notification));
    String timestamp = Long.toString(clock.instant().getEpochSecond());
    HttpRequest.Builder builder = HttpRequest.newBuilder(config.url()).timeout(timeout);
    config.headers().forEach((name, value) -> builder.setHeader(name, value.reveal()));
    builder
        .setHeader("Content-Type", "application/json")
        .setHeader("User-Agent", "llmops")
        .setHeader("X-LLMOps-Delivery", headerValue(notification.deduplicationKey()))
        .setHeader("X-LLMOps-Timestamp", timestamp);
    signature.ifPresent(key -> builder.setHeader("X-LLMOps-Signature", key.sign(timestamp, body)));
    return builder.POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8)).build();
  }

  private DeliveryResult result(HttpResponse<?> response) {
    int status = response.statusCode();
    if (status >= 200 && status < 300) {
      return DeliveryResult.delivered();
    }
    String answer = config.origin() + " answered " + status;
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

  /** A key is made by the host; whatever it holds, it must not be able to break the request. */
  private static String headerValue(String text) {
    return text.replaceAll("[^\\x21-\\x7e]", "_");
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
