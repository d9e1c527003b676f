package dev.llmops.server.security;

import java.util.Locale;
import java.util.Objects;

/**
 * Where the server listens.
 *
 * @param host a host name or an address, IPv6 without brackets; {@code 0.0.0.0} or {@code ::} for
 *     all
 * @param port 0 to 65535; 0 lets the system choose
 */
public record ListenAddress(String host, int port) {

  public ListenAddress {
    Objects.requireNonNull(host, "host is null");
    if (host.isBlank()) {
      throw new IllegalArgumentException("a listen address needs a host");
    }
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("a port is 0 to 65535, was " + port);
    }
  }

  /**
   * Reads {@code host:port}, with IPv6 addresses in brackets.
   *
   * @throws IllegalArgumentException when the text is anything else
   */
  public static ListenAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    String bare = bracketed ? host.substring(1, host.length() - 1) : host;
    if (bare.isBlank() || (bare.indexOf(':') >= 0) != bracketed) {
      throw malformed(text);
    }
    try {
      return new ListenAddress(bare, Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw malformed(text);
    }
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "\""
            + text
            + "\" is not a listen address; write host:port, such as 127.0.0.1:8080 or [::1]:8080");
  }

  /** Whether only this machine can reach the address. Decided by the text, without a DNS lookup. */
  public boolean isLoopback() {
    String name = host.toLowerCase(Locale.ROOT);
    return name.equals("localhost")
        || name.equals("::1")
        || name.equals("0:0:0:0:0:0:0:1")
        || name.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
  }

  /** {@code host:port}, with IPv6 addresses in brackets. */
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
