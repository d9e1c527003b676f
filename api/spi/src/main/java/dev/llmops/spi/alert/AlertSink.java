package dev.llmops.spi.alert;

import dev.llmops.spi.CallContext;
import org.pf4j.ExtensionPoint;

/**
 * Takes alerts to where people see them. Called from many threads at once, on virtual threads.
 *
 * @since 1.0
 */
public interface AlertSink extends ExtensionPoint {

  /**
   * Delivers one notification. It may be called again with the same {@link
   * Notification#deduplicationKey} when the host could not learn how an earlier attempt ended.
   *
   * @throws InterruptedException when the deadline has passed; the host tries again later
   */
  DeliveryResult deliver(Notification notification, CallContext call) throws InterruptedException;
}
