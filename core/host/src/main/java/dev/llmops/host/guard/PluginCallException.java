package dev.llmops.host.guard;

import dev.llmops.spi.provider.ProviderException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** Tells that a call into a plugin has no result. Keeps no object of the plugin. */
public final class PluginCallException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Why there is no result. */
  public enum Kind {
    /** The deadline passed. */
    TIMEOUT("LLM-PLG-040"),
    /** All places were taken until the deadline. */
    SATURATED("LLM-PLG-041"),
    /** Too many earlier calls never ended, or the instance is out of service. */
    DEGRADED("LLM-PLG-042"),
    /** The plugin threw what it must not throw, or gave a result that is not allowed. */
    FAILED("LLM-PLG-043"),
    /** A provider said why it has no answer. */
    PROVIDER("LLM-PLG-044"),
    /** A metric said that it failed. */
    METRIC("LLM-PLG-045"),
    /** The result is larger than is kept. */
    OVERSIZED("LLM-PLG-046");

    private final String code;

    Kind(String code) {
      this.code = code;
    }
  }

  private final Kind kind;
  private final transient Optional<ProviderException.Kind> providerKind;
  private final transient Optional<Duration> retryAfter;
  private final transient Optional<CopiedFailure> failure;

  private PluginCallException(
      Kind kind,
      String message,
      Optional<ProviderException.Kind> providerKind,
      Optional<Duration> retryAfter,
      Optional<CopiedFailure> failure) {
    super(message, null, false, true);
    this.kind = kind;
    this.providerKind = providerKind;
    this.retryAfter = retryAfter;
    this.failure = failure;
  }

  static PluginCallException of(Kind kind, String message) {
    return new PluginCallException(
        kind, message, Optional.empty(), Optional.empty(), Optional.empty());
  }

  static PluginCallException of(Kind kind, String message, CopiedFailure failure) {
    return new PluginCallException(
        kind, message, Optional.empty(), Optional.empty(), Optional.of(failure));
  }

  static PluginCallException provider(ProviderException e, String message, CopiedFailure failure) {
    return new PluginCallException(
        Kind.PROVIDER, message, Optional.of(e.kind()), e.retryAfter(), Optional.of(failure));
  }

  /** Why there is no result. */
  public Kind kind() {
    return kind;
  }

  /** Stable, {@code LLM-PLG-nnn}. */
  public String code() {
    return kind.code;
  }

  /** The provider's own reason, with kind {@code PROVIDER} only. */
  public Optional<ProviderException.Kind> providerKind() {
    return Objects.requireNonNullElse(providerKind, Optional.empty());
  }

  /** How long the provider asks to wait, where it does. */
  public Optional<Duration> retryAfter() {
    return Objects.requireNonNullElse(retryAfter, Optional.empty());
  }

  /** What the plugin threw, as text. */
  public Optional<CopiedFailure> failure() {
    return Objects.requireNonNullElse(failure, Optional.empty());
  }

  /** Whether the same call may succeed later. */
  public boolean retryable() {
    return switch (kind) {
      case TIMEOUT, SATURATED, DEGRADED -> true;
      case FAILED, METRIC, OVERSIZED -> false;
      case PROVIDER -> providerKind().map(ProviderException.Kind::retryable).orElse(false);
    };
  }
}
