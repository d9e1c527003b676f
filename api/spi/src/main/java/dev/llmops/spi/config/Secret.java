package dev.llmops.spi.config;

import java.util.Objects;

/**
 * A setting that must never be shown: an API key, a password, a signing key. It prints as {@code
 * ***}.
 *
 * @since 1.0
 */
public final class Secret {

  private final String value;

  private Secret(String value) {
    this.value = value;
  }

  /** Wraps a secret text. */
  public static Secret of(String value) {
    return new Secret(Objects.requireNonNull(value, "value is null"));
  }

  /** The text itself: hand it to who needs it and to no log. */
  public String reveal() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && value.equals(secret.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "***";
  }
}
