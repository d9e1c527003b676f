package dev.llmops.server.security;

import dev.llmops.service.audit.Actor;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Decides who may ask. With API keys every route that is not open demands one. Without keys the
 * server serves its own machine only, and the Host and Origin headers are checked so that a web
 * page cannot reach it through the browser of somebody who works there (DNS rebinding).
 * Thread-safe.
 */
public final class AccessControl {

  /** Who asks when no keys are configured. */
  public static final Actor ANONYMOUS = new Actor("anonymous");

  private static final String SCHEME = "bearer ";
  private static final Pattern LOCAL_HOST =
      Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d{1,5})?");

  /**
   * What a request says about its sender.
   *
   * @param host the Host header
   * @param origin the Origin header
   * @param authorization the Authorization header
   */
  public record Credentials(
      Optional<String> host, Optional<String> origin, Optional<String> authorization) {

    @Override
    public String toString() {
      return "Credentials[host=" + host + ", origin=" + origin + "]";
    }
  }

  /** Whether a request is served. */
  public sealed interface Decision {}

  /** It is. */
  public record Allowed(Actor actor) implements Decision {}

  /** It lacks a valid key. */
  public record Unauthorized(String reason, boolean keySent) implements Decision {}

  /** It does not come from this machine's own programs. */
  public record Forbidden(String reason) implements Decision {}

  private final ApiKeys keys;

  /** With the configured keys, which may be none. */
  public AccessControl(ApiKeys keys) {
    this.keys = Objects.requireNonNull(keys, "keys is null");
  }

  /**
   * Refuses to listen where strangers could reach a server that knows no keys.
   *
   * @throws UnsafeListenException when no key is configured and the address is not the loopback
   */
  public void requireSafe(ListenAddress address) {
    if (keys.isEmpty() && !address.isLoopback()) {
      throw new UnsafeListenException(address);
    }
  }

  /**
   * Whether a request is served.
   *
   * @param open whether the route asks for no key, such as a health check
   */
  public Decision decide(boolean open, Credentials credentials) {
    if (keys.isEmpty()) {
      return fromThisMachine(credentials);
    }
    return open ? new Allowed(ANONYMOUS) : withKey(credentials);
  }

  private Decision withKey(Credentials credentials) {
    Optional<String> header = credentials.authorization();
    if (header.isEmpty()) {
      return new Unauthorized("send an API key as \"Authorization: Bearer <key>\"", false);
    }
    String text = header.get();
    if (!text.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      return new Unauthorized("the Authorization header must have the scheme Bearer", false);
    }
    return keys.nameOf(text.substring(SCHEME.length()).strip())
        .<Decision>map(name -> new Allowed(new Actor(name)))
        .orElseGet(() -> new Unauthorized("this API key is not known", true));
  }

  private static Decision fromThisMachine(Credentials credentials) {
    String host = credentials.host().orElse("").toLowerCase(Locale.ROOT);
    if (!LOCAL_HOST.matcher(host).matches()) {
      return new Forbidden(
          "without API keys the server answers only to the host names localhost, 127.0.0.1 and [::1]");
    }
    if (credentials.origin().isPresent()) {
      String origin = credentials.origin().get().toLowerCase(Locale.ROOT);
      if (!origin.equals("http://" + host) && !origin.equals("https://" + host)) {
        return new Forbidden("without API keys the server answers no web page of another origin");
      }
    }
    return new Allowed(ANONYMOUS);
  }
}
