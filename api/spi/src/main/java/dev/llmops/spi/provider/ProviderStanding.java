package dev.llmops.spi.provider;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How a provider instance stands, as the server has measured it.
 *
 * @param instance the instance's name
 * @param healthy whether it answered of late, or was not asked
 * @param health why it is healthy or not, in words
 * @param score of the newest comparable evaluation run; empty when there is none
 * @param run the id of that run
 * @param basis what the score is, or why there is none, in words
 * @since 1.0
 */
public record ProviderStanding(
    String instance,
    boolean healthy,
    String health,
    OptionalDouble score,
    Optional<String> run,
    String basis) {

  public ProviderStanding {
    Objects.requireNonNull(instance, "instance is null");
    Objects.requireNonNull(health, "health is null");
    Objects.requireNonNull(score, "score is null");
    Objects.requireNonNull(run, "run is null");
    Objects.requireNonNull(basis, "basis is null");
  }
}
