package dev.llmops.service.schedule;

import dev.llmops.model.schedule.PromptBinding;
import dev.llmops.service.dataset.DatasetUsage;
import dev.llmops.spi.storage.ScheduleStore;
import dev.llmops.spi.storage.Stores;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Schedules and automatic evaluations need their datasets, and those versions of them that they
 * name.
 */
public final class ScheduleUsage implements DatasetUsage {

  @Override
  public List<String> users(Stores stores, String dataset) {
    return users(stores, dataset, named -> true);
  }

  @Override
  public List<String> users(Stores stores, String dataset, int version) {
    return users(stores, dataset, OptionalInt.of(version)::equals);
  }

  /** Of those that name the dataset, the ones whose version of it is needed. */
  private static List<String> users(Stores stores, String dataset, Predicate<OptionalInt> needed) {
    return Stream.concat(schedules(stores, dataset, needed), bindings(stores, dataset, needed))
        .limit(MOST_TOLD)
        .toList();
  }

  private static Stream<String> schedules(
      Stores stores, String dataset, Predicate<OptionalInt> needed) {
    ScheduleStore.Filter filter =
        new ScheduleStore.Filter(Optional.empty(), Optional.of(dataset), Optional.empty());
    return stores.schedules().all(filter).stream()
        .filter(schedule -> needed.test(schedule.run().datasetVersion()))
        .map(schedule -> "schedule \"" + schedule.name() + "\" (" + schedule.id() + ")");
  }

  private static Stream<String> bindings(
      Stores stores, String dataset, Predicate<OptionalInt> needed) {
    return stores.bindings().all().stream()
        .filter(binding -> needs(binding, dataset, needed))
        .map(binding -> "the automatic evaluation of prompt " + binding.prompt());
  }

  private static boolean needs(
      PromptBinding binding, String dataset, Predicate<OptionalInt> needed) {
    return binding.datasets().stream()
        .anyMatch(bound -> bound.name().equals(dataset) && needed.test(bound.version()));
  }
}
