package dev.llmops.service.provider;

import dev.llmops.model.evaluation.PluginPin;
import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.RunSpec;
import dev.llmops.model.evaluation.RunStatus;
import dev.llmops.model.evaluation.RunSummary.MetricSummary;
import dev.llmops.model.experiment.Direction;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.evaluation.Comparability;
import dev.llmops.service.plugin.Plugins;
import dev.llmops.spi.provider.StandingQuery;
import dev.llmops.spi.storage.RunStore;
import dev.llmops.spi.storage.StorageBackend;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Reads the scores of provider instances from completed evaluation runs. Runs compare when they are
 * of the same prompt version, dataset version and parameters and mean the same by their scores; of
 * all such groups the one that measures most of the providers counts, and of equal ones the newest.
 * A run counts for a provider while its settings are those of the run, when enough of its samples
 * were scored, and only when it named no model, since that would measure another model than the
 * instance's own. Stateless.
 */
final class ProviderScores {

  private static final int PAGE = 100;
  private static final int MOST_RUNS = 1_000;

  /**
   * One provider's score.
   *
   * @param lowerIsBetter whether the metric gets better downwards
   */
  record Score(String run, double value, boolean lowerIsBetter, String basis) {}

  /** What makes two scores comparable. */
  private record Group(
      String prompt,
      String promptHash,
      String dataset,
      int datasetVersion,
      Json parameters,
      Map<String, Comparability.Meaning> metrics) {}

  private final StorageBackend storage;
  private final Plugins plugins;

  ProviderScores(StorageBackend storage, Plugins plugins) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
    this.plugins = Objects.requireNonNull(plugins, "plugins is null");
  }

  /** The scores by provider; those without one are missing. */
  Map<String, Score> of(StandingQuery query) {
    Map<String, PluginPin> present = present(query.providers());
    Map<Group, Map<String, Score>> groups = new LinkedHashMap<>();
    for (Run run : runs(query)) {
      String provider = run.spec().provider().instance();
      if (Comparability.wellScored(run) && isOfPresent(run.spec(), present.get(provider))) {
        score(run, query.metric())
            .ifPresent(score ->
                groups
                    .computeIfAbsent(group(run.spec(), query.metric()), group -> new HashMap<>())
                    .putIfAbsent(provider, score));
      }
    }
    Map<String, Score> best = Map.of();
    for (Map<String, Score> scores : groups.values()) {
      if (scores.size() > best.size()) {
        best = scores;
      }
    }
    return best;
  }

  private Map<String, PluginPin> present(List<String> providers) {
    Map<String, PluginPin> pins = new HashMap<>();
    for (String provider : providers) {
      try {
        pins.put(provider, plugins.provider(provider).pin());
      } catch (ServiceException notServing) {
        // Its health tells so.
        pins.remove(provider);
      }
    }
    return pins;
  }

  /** Newest first. */
  private List<Run> runs(StandingQuery query) {
    RunStore.Filter completed =
        new RunStore.Filter(
            query.prompt(),
            query.dataset(),
            Optional.empty(),
            Optional.of(RunStatus.COMPLETED),
            Optional.empty(),
            Optional.empty());
    List<Run> runs = new ArrayList<>();
    Optional<PageRequest> wanted = Optional.of(PageRequest.first(PAGE));
    while (wanted.isPresent() && runs.size() < MOST_RUNS) {
      PageRequest request = wanted.get();
      Page<Run> page = storage.read(stores -> stores.runs().list(completed, request));
      runs.addAll(page.items());
      wanted = page.nextCursor().map(cursor -> new PageRequest(PAGE, Optional.of(cursor)));
    }
    return runs;
  }

  private static boolean isOfPresent(RunSpec spec, PluginPin present) {
    return present != null
        && spec.model().isEmpty()
        && spec.provider().plugin().equals(present.plugin())
        && spec.provider().configHash().equals(present.configHash());
  }

  private static Group group(RunSpec spec, Optional<String> metric) {
    return new Group(
        spec.prompt(),
        spec.promptHash(),
        spec.dataset(),
        spec.datasetVersion(),
        spec.parameters(),
        Comparability.meanings(spec, used -> metric.isEmpty() || metric.get().equals(used.name())));
  }

  private static Optional<Score> score(Run run, Optional<String> metric) {
    OptionalDouble value =
        metric.isPresent()
            ? run.summary().stream()
                .flatMap(summary -> summary.metrics().stream())
                .filter(summary -> summary.metric().equals(metric.get()))
                .map(MetricSummary::mean)
                .findFirst()
                .orElse(OptionalDouble.empty())
            : run.summary().map(summary -> summary.passRate()).orElse(OptionalDouble.empty());
    if (value.isEmpty()) {
      return Optional.empty();
    }
    RunSpec spec = run.spec();
    boolean lowerIsBetter =
        spec.metrics().stream()
            .filter(used -> metric.filter(used.name()::equals).isPresent())
            .anyMatch(used -> used.direction().filter(Direction.DECREASE::equals).isPresent());
    String basis =
        "%s of %s %s over %s version %d, %d of %d samples scored"
            .formatted(
                metric.map(name -> "mean " + name).orElse("pass rate"),
                spec.prompt(),
                spec.promptVersion(),
                spec.dataset(),
                spec.datasetVersion(),
                run.summary().orElseThrow().scored(),
                run.totalSamples());
    return Optional.of(new Score(run.id(), value.getAsDouble(), lowerIsBetter, basis));
  }
}
