package dev.llmops.service.provider;

import java.time.Duration;
import java.util.Objects;

/** What the services need to know of the health of provider instances. Thread-safe. */
public interface ProviderHealth {

  /**
   * What is known of an instance.
   *
   * @param healthy whether it is likely to answer
   * @param known whether it was called of late
   * @param reason in words
   */
  record Report(boolean healthy, boolean known, String reason) {

    public Report {
      Objects.requireNonNull(reason, "reason is null");
    }
  }

  /** Whether there is such an instance, serving or not. */
  boolean isConfigured(String provider);

  /** How an instance is; one that does not serve is not healthy. */
  Report of(String provider);

  /**
   * Asks an instance whether it would answer; how that ends is part of what is known of it.
   *
   * @param timeout the longest wait
   * @throws InterruptedException when the calling thread is interrupted
   */
  void probe(String provider, Duration timeout) throws InterruptedException;
}
