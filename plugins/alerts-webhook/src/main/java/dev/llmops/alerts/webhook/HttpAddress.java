package dev.llmops.alerts.webhook;

import java.net.URI;
import java.util.Optional;

/** Addresses that are posted to. They may hold a token, so no more is shown than their origin. */
final class HttpAddress {

  private HttpAddress() {}

  /** What is wrong with an address. */
  static Optional<String> problem(URI url) {
    if (!isHttp(url)) {
      return Optional.of("url must be an http or https address with a host");
    }
    return url.getUserInfo() == null
        ? Optional.empty()
        : Optional.of("url must not hold user and password; send them in headers: Authorization");
  }

  private static boolean isHttp(URI url) {
    return ("http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme()))
        && url.getHost() != null;
  }

  /** Scheme, host and port: as much of an address as may be shown. */
  static String origin(URI url) {
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    return url.getScheme() + "://" + url.getHost() + port;
  }
}
