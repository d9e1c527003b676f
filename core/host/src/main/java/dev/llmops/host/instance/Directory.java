package dev.llmops.host.instance;

import dev.llmops.host.guard.GuardedInstance;
import dev.llmops.spi.provider.LlmProvider;
import dev.llmops.spi.provider.ProviderStanding;
import dev.llmops.spi.provider.StandingQuery;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * What instances can be told of each other: the providers in service, and how they stand. Filled
 * after the instances have been made, since these are given it before. Thread-safe.
 */
public final class Directory {

  private volatile Map<String, GuardedInstance<LlmProvider>> providers = Map.of();
  private volatile Function<StandingQuery, List<ProviderStanding>> standings = this::unmeasured;

  /** Replaces the providers in service. */
  public void serve(Map<String, GuardedInstance<LlmProvider>> serving) {
    this.providers = Map.copyOf(serving);
  }

  /** Replaces what measures providers; until then nothing is known of their scores. */
  public void measureWith(Function<StandingQuery, List<ProviderStanding>> measure) {
    this.standings = measure;
  }

  Optional<GuardedInstance<LlmProvider>> provider(String name) {
    return Optional.ofNullable(providers.get(name));
  }

  List<ProviderStanding> standings(StandingQuery query) {
    return standings.apply(query);
  }

  private List<ProviderStanding> unmeasured(StandingQuery query) {
    return query.providers().stream()
        .map(name ->
            new ProviderStanding(
                name,
                providers.containsKey(name),
                providers.containsKey(name) ? "in service" : "not in service",
                OptionalDouble.empty(),
                Optional.empty(),
                "nothing measures providers here"))
        .toList();
  }
}
