package dev.llmops.alerts.webhook;

import static java.util.Objects.requireNonNull;

import dev.llmops.spi.config.Default;
import dev.llmops.spi.config.Doc;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The settings of the Slack sink.
 *
 * @param url the incoming webhook. It holds a token and is therefore never shown in full.
 * @param timeout the longest wait for the answer, above 0 and at most 60 s
 */
public record SlackConfig(
    @Doc("The incoming webhook of Slack, or of a service that takes the same messages") URI url,
    @Doc("The longest wait for the answer") @Default("10s") Duration timeout) {

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException with every problem in its message, without the address
   */
  public SlackConfig {
    requireNonNull(url, "url is null");
    requireNonNull(timeout, "timeout is null");
    List<String> problems = new ArrayList<>();
    HttpAddress.problem(url).ifPresent(problems::add);
    if (!timeout.isPositive() || timeout.compareTo(Poster.LONGEST_TIMEOUT) > 0) {
      problems.add("timeout must be more than 0s and at most 60s, which the server waits for it");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }

  @Override
  public String toString() {
    return "SlackConfig[url=" + HttpAddress.origin(url) + "/***, timeout=" + timeout + "]";
  }
}
