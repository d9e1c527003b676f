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
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.pf4j.Extension;

/**
 * Posts each alert as a JSON object to a URL. {@link AlertJson} describes the object, {@link
 * Signature} how a receiver makes sure that it comes from here, {@link Poster} what its answer
 * means.
 *
 * <p>Every request carries {@code X-LLMOps-Delivery}, which is the same for every attempt to
 * deliver the same alert: a receiver that remembers it takes each alert once. {@code
 * X-LLMOps-Timestamp} is the time of sending in seconds since 1970.
 *
 * <p>The URL may hold a token, so messages show no more of it than scheme, host and port.
 * Thread-safe.
 */
@Extension
@Contribution(name = "webhook", title = "Webhook", config = WebhookConfig.class)
public final class WebhookSink implements AlertSink, AutoCloseable {

  private final WebhookConfig config;
  private final Clock clock;
  private final JsonCodec json;
  private final Optional<Signature> signature;
  private final Poster poster;

  @Inject
  WebhookSink(WebhookConfig config, PluginContext context) {
    this.config = requireNonNull(config, "config is null");
    this.clock = context.clock();
    this.json = context.json();
    this.signature = config.secret().map(Signature::new);
    this.poster = new Poster(config.url(), config.timeout(), context);
  }

  @Override
  public DeliveryResult deliver(Notification notification, CallContext call)
      throws InterruptedException {
    String body = json.write(AlertJson.of(notification));
    String timestamp = Long.toString(clock.instant().getEpochSecond());
    Map<String, String> headers = new HashMap<>();
    config.headers().forEach((name, value) -> headers.put(name, value.reveal()));
    headers.put("X-LLMOps-Delivery", headerValue(notification.deduplicationKey()));
    headers.put("X-LLMOps-Timestamp", timestamp);
    signature.ifPresent(key -> headers.put("X-LLMOps-Signature", key.sign(timestamp, body)));
    return poster.post(body, headers, call);
  }

  /** A key is made by the host; whatever it holds, it must not be able to break the request. */
  private static String headerValue(String text) {
    return text.replaceAll("[^\\x21-\\x7e]", "_");
  }

  @Override
  public void close() {
    poster.close();
  }
}
