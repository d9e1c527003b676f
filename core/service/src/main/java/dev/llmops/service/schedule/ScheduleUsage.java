package dev.llmops.service.schedule;

import dev.llmops.model.schedule.PromptBinding;
import dev.llmops.service.dataset.DatasetUsage;
import dev.llmops.spi.storage.ScheduleStore;
import dev.llmops.spi.storage.Stores;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Schedules and automatic evaluations need their datasets, and those versions of them that they
 * name.
 */
public final class ScheduleUsage implements DatasetUsage {

  @Override
  public List<String> users(Stores stores, String dataset, OptionalInt version) {
    return Stream.concat(schedules(stores, dataset, version), bindings(stores, dataset, version))
        .limit(MOST_TOLD)
        .toList();
  }

  private static Stream<String> schedules(Stores stores, String dataset, OptionalInt version) {
    ScheduleStore.Filter filter =
        new ScheduleStore.Filter(Optional.empty(), Optional.of(dataset), Optional.empty());
    return stores.schedules().all(filter).stream()
        .filter(schedule -> needs(schedule.run().datasetVersion(), version))
        .map(schedule -> "schedule \"" + schedule.name() + "\" (" + schedule.id() + ")");
  }

  private static Stream<String> bindings(Stores stores, String dataset, OptionalInt version) {
    return stores.bindings().all().stream()
        .filter(binding -> needs(binding, dataset, version))
        .map(binding -> "the automatic evaluation of prompt " + binding.prompt());
  }

  private static boolean needs(PromptBinding binding, String dataset, OptionalInt version) {
    return binding.datasets().stream()
        .anyMatch(bound -> bound.name().equals(dataset) && needs(bound.version(), version));
  }

  private static boolean needs(OptionalInt named, OptionalInt version) {
    return version.isEmpty() || named.equals(version);
  }
}
