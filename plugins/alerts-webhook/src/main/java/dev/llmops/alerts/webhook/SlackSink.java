package dev.llmops.alerts.webhook;

import dev.llmops.model.json.Json;
import dev.llmops.spi.CallContext;
import dev.llmops.spi.Contribution;
import dev.llmops.spi.JsonCodec;
import dev.llmops.spi.PluginContext;
import dev.llmops.spi.alert.AlertSink;
import dev.llmops.spi.alert.DeliveryResult;
import dev.llmops.spi.alert.Notification;
import jakarta.inject.Inject;
import java.util.Map;
import org.pf4j.Extension;

/**
 * Posts each alert as a message to an incoming webhook of Slack, or of a service that takes the
 * same, such as Mattermost and Rocket.Chat. {@link SlackText} is what stands in the message, {@link
 * Poster} says what the answer means. An alert that is delivered twice is posted twice.
 * Thread-safe.
 */
@Extension
@Contribution(name = "slack", title = "Slack", config = SlackConfig.class)
public final class SlackSink implements AlertSink, AutoCloseable {

  private final JsonCodec json;
  private final Poster poster;

  @Inject
  SlackSink(SlackConfig config, PluginContext context) {
    this.json = context.json();
    this.poster = new Poster(config.url(), config.timeout(), context);
  }

  @Override
  public DeliveryResult deliver(Notification notification, CallContext call)
      throws InterruptedException {
    Json message = Json.object(Map.of("text", Json.of(SlackText.of(notification))));
    return poster.post(json.write(message), Map.of(), call);
  }

  @Override
  public void close() {
    poster.close();
  }
}
