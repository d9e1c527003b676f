package dev.llmops.alerts.webhook;

import static java.util.Objects.requireNonNull;

import dev.llmops.spi.config.Default;
import dev.llmops.spi.config.Doc;
import dev.llmops.spi.config.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of the webhook sink.
 *
 * @param url where alerts are posted to: http or https. It may hold a token and is therefore never
 *     shown in full.
 * @param secret signs every request; empty for no signature
 * @param timeout the longest wait for the receiver's answer, above 0 and at most 60 s
 * @param headers further headers of every request by name, such as {@code Authorization}
 */
public record WebhookConfig(
    @Doc("Where alerts are posted to, http or https") URI url,
    @Doc("Signs every request with HMAC-SHA256; without it requests carry no signature")
        Optional<Secret> secret,
    @Doc("The longest wait for the receiver's answer") @Default("10s") Duration timeout,
    @Doc("Further headers of every request, by name") Map<String, Secret> headers) {

  private static final Set<String> RESERVED =
      Set.of("connection", "content-length", "content-type", "expect", "host", "upgrade");

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException with every problem in its message, without any value that may
   *     be secret
   */
  public WebhookConfig {
    requireNonNull(url, "url is null");
    requireNonNull(secret, "secret is null");
    requireNonNull(timeout, "timeout is null");
    headers = Map.copyOf(headers);
    List<String> problems = new ArrayList<>();
    HttpAddress.problem(url).ifPresent(problems::add);
    if (secret.isPresent() && secret.get().reveal().isBlank()) {
      problems.add("secret is blank; give a value or leave it out");
    }
    if (!timeout.isPositive() || timeout.compareTo(Poster.LONGEST_TIMEOUT) > 0) {
      problems.add("timeout must be more than 0s and at most 60s, which the server waits for it");
    }
    headers.forEach((name, value) -> checkHeader(name, value, problems));
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }

  private static void checkHeader(String name, Secret value, List<String> problems) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")) {
      problems.add("headers: '" + name + "' is no name of a header");
    } else if (RESERVED.contains(lower) || lower.startsWith("x-llmops-")) {
      problems.add("headers: " + name + " is set by the sink itself; leave it out");
    }
    if (!value.reveal().matches("[\\x20-\\x7e\\t]*")) {
      problems.add("headers: the value of " + name + " holds a character other than plain ASCII");
    }
  }

  @Override
  public String toString() {
    return "WebhookConfig[url=" + HttpAddress.origin(url) + "/***, timeout=" + timeout + "]";
  }
}
