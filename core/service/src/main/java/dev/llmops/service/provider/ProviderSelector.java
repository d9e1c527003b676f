package dev.llmops.service.provider;

import dev.llmops.service.error.Problems;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.plugin.Plugins;
import dev.llmops.service.provider.ProviderScores.Score;
import dev.llmops.spi.provider.ProviderStanding;
import dev.llmops.spi.provider.StandingQuery;
import dev.llmops.spi.storage.StorageBackend;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * Ranks provider instances by health and measured score: healthy ones before the others, then the
 * better score, those without a score last, then in the order given. Health is of the moment;
 * scores are read again when they are older than fifteen seconds. Thread-safe.
 */
public final class ProviderSelector {

  private static final Duration FRESH = Duration.ofSeconds(15);
  private static final Duration PROBE = Duration.ofSeconds(5);
  private static final int MOST_QUERIES = 100;

  /**
   * A choice.
   *
   * @param chosen the best healthy one
   * @param standings of all, best first
   */
  public record Selection(ProviderStanding chosen, List<ProviderStanding> standings) {

    public Selection {
      Objects.requireNonNull(chosen, "chosen is null");
      standings = List.copyOf(standings);
    }
  }

  /** The scores of one query, which only one caller reads at a time. Thread-safe. */
  private final class Reading {

    private final StandingQuery query;
    private Instant at = Instant.MIN;
    private Map<String, Score> scores = Map.of();

    Reading(StandingQuery query) {
      this.query = query;
    }

    synchronized Map<String, Score> scores() {
      Instant now = clock.instant();
      if (!at.isAfter(now.minus(FRESH))) {
        scores = ProviderSelector.this.scores.of(query);
        at = now;
      }
      return scores;
    }
  }

  private final Plugins plugins;
  private final ProviderHealth health;
  private final ProviderScores scores;
  private final Clock clock;

  /** The latest queries, the oldest first. */
  private final SequencedMap<StandingQuery, Reading> readings = new LinkedHashMap<>();

  public ProviderSelector(
      StorageBackend storage, Plugins plugins, ProviderHealth health, Clock clock) {
    this.plugins = Objects.requireNonNull(plugins, "plugins is null");
    this.health = Objects.requireNonNull(health, "health is null");
    this.scores = new ProviderScores(storage, plugins);
    this.clock = Objects.requireNonNull(clock, "clock is null");
  }

  /** How the providers stand, best first; calls none of them. */
  public List<ProviderStanding> standings(StandingQuery query) {
    Map<String, Score> measured = read(query);
    boolean downwards = measured.values().stream().anyMatch(Score::lowerIsBetter);
    Comparator<ProviderStanding> better =
        Comparator.comparing((ProviderStanding standing) -> !standing.healthy())
            .thenComparing(standing -> standing.score().isEmpty())
            .thenComparingDouble(
                standing -> downwards ? standing.score().orElse(0) : -standing.score().orElse(0));
    return query.providers().stream()
        .map(provider -> standing(provider, Optional.ofNullable(measured.get(provider))))
        .sorted(better)
        .toList();
  }

  private ProviderStanding standing(String provider, Optional<Score> score) {
    ProviderHealth.Report report = health.of(provider);
    return new ProviderStanding(
        provider,
        report.healthy(),
        report.reason(),
        score.map(Score::value).map(OptionalDouble::of).orElse(OptionalDouble.empty()),
        score.map(Score::run),
        score
            .map(Score::basis)
            .orElse("no completed run with its present settings that compares with the others"));
  }

  private Map<String, Score> read(StandingQuery query) {
    Reading reading;
    synchronized (readings) {
      reading = readings.computeIfAbsent(query, Reading::new);
      if (readings.size() > MOST_QUERIES) {
        readings.pollFirstEntry();
      }
    }
    return reading.scores();
  }

  /**
   * Chooses the best healthy provider; those that were not called of late are probed first.
   *
   * @throws ServiceException of kind {@code INVALID} with everything that is wrong with the query,
   *     or of kind {@code UNAVAILABLE} when none is healthy
   * @throws InterruptedException when the calling thread is interrupted
   */
  public Selection select(StandingQuery query) throws InterruptedException {
    check(query);
    probe(query.providers());
    List<ProviderStanding> standings = standings(query);
    ProviderStanding best = standings.getFirst();
    if (!best.healthy()) {
      throw new ServiceException(
          ServiceException.Kind.UNAVAILABLE,
          "LLM-PRV-004",
          "none of the providers is healthy: "
              + standings.stream()
                  .map(standing -> standing.instance() + ": " + standing.health())
                  .collect(Collectors.joining("; ")));
    }
    return new Selection(best, standings);
  }

  private void check(StandingQuery query) {
    Problems problems = new Problems();
    problems.require(
        !query.providers().isEmpty(), "/providers", "there must be at least one provider");
    problems.require(
        new HashSet<>(query.providers()).size() == query.providers().size(),
        "/providers",
        "a provider is named twice");
    for (int i = 0; i < query.providers().size(); i++) {
      String provider = query.providers().get(i);
      // One that is out of service is ranked, not refused.
      if (!health.isConfigured(provider)) {
        known(problems, "/providers/" + i, () -> plugins.provider(provider));
      }
    }
    query.metric().ifPresent(metric -> known(problems, "/metric", () -> plugins.metric(metric)));
    problems.throwIfAny("LLM-PRV-003", "the request");
  }

  private static void known(Problems problems, String pointer, Runnable lookUp) {
    try {
      lookUp.run();
    } catch (ServiceException e) {
      problems.add(pointer, e.getMessage());
    }
  }

  private void probe(List<String> providers) throws InterruptedException {
    List<Callable<Boolean>> probes = new ArrayList<>();
    for (String provider : providers) {
      if (!health.of(provider).known()) {
        probes.add(() -> {
          health.probe(provider, PROBE);
          return true;
        });
      }
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.invokeAll(probes);
    }
  }
}
