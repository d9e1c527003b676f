package dev.llmops.service.experiment;

import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.ExperimentStatus;
import dev.llmops.model.experiment.VariantOverride;
import dev.llmops.service.error.Names;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.spi.storage.StorageBackend;
import dev.llmops.spi.storage.Stores;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** All experiments in memory, by id and by name. Thread-safe. */
final class LiveExperiments {

  private final Map<String, LiveExperiment> byId = new ConcurrentHashMap<>();
  private final Map<String, LiveExperiment> byName = new ConcurrentHashMap<>();

  /** Reads everything, before anybody is served. */
  void load(StorageBackend storage) {
    storage
        .read(stores ->
            stores.experiments().all(List.of(ExperimentStatus.values())).stream()
                .map(experiment -> new LiveExperiment(experiment, overrides(stores, experiment)))
                .toList())
        .forEach(this::add);
  }

  /** Those of experiments that have ended change nothing any more. */
  private static List<VariantOverride> overrides(Stores stores, Experiment experiment) {
    return experiment.status().isFinal()
        ? List.of()
        : stores.experiments().overrides(experiment.id());
  }

  void add(Experiment experiment) {
    add(new LiveExperiment(experiment, List.of()));
  }

  private void add(LiveExperiment live) {
    Experiment experiment = live.experiment();
    byId.put(experiment.id(), live);
    byName.put(experiment.name(), live);
  }

  /** Puts another state in the place of an experiment's, whose gate is closed by the caller. */
  void replace(LiveExperiment live, Experiment after) {
    String before = live.experiment().name();
    live.replace(after);
    if (!after.name().equals(before)) {
      byName.put(after.name(), live);
      byName.remove(before, live);
    }
  }

  /** Forgets an experiment, whose gate is closed by the caller. */
  void remove(LiveExperiment live) {
    byId.remove(live.id());
    byName.remove(live.experiment().name(), live);
  }

  /** Those of a status, oldest first. */
  List<Experiment> all(ExperimentStatus status) {
    return byId.values().stream()
        .map(LiveExperiment::experiment)
        .filter(experiment -> experiment.status() == status)
        .sorted(Comparator.comparing(Experiment::id))
        .toList();
  }

  Optional<LiveExperiment> find(String idOrName) {
    LiveExperiment live = byId.get(idOrName);
    return Optional.ofNullable(live == null ? byName.get(idOrName) : live);
  }

  /** By id or name; throws {@code NOT_FOUND} with near names. */
  LiveExperiment get(String idOrName) {
    return find(idOrName)
        .orElseThrow(() ->
            new ServiceException(
                Kind.NOT_FOUND, ExperimentCodes.UNKNOWN_EXPERIMENT, unknown(idOrName)));
  }

  String unknown(String idOrName) {
    String shown =
        idOrName.length() > Names.MAX_LENGTH
            ? idOrName.substring(0, Names.MAX_LENGTH) + "…"
            : idOrName;
    return "there is no experiment " + shown + Names.hint(shown, byName.keySet());
  }
}
