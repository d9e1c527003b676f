package dev.llmops.service.schedule;

import dev.llmops.model.job.Job;
import dev.llmops.model.prompt.PromptLabel;
import dev.llmops.model.schedule.Firing.Cause;
import dev.llmops.model.schedule.PromptBinding;
import dev.llmops.service.job.JobHandler;
import dev.llmops.spi.storage.StorageBackend;
import dev.llmops.spi.storage.StorageException;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Queues the evaluation of what a bound prompt serves whenever its interval is over. Intervals that
 * passed while no server was there are made up for by one evaluation.
 */
public final class IntervalHandler implements JobHandler {

  private static final int AT_A_TIME = 1;

  private final StorageBackend storage;
  private final BindingJournal journal;
  private final AutoSettings settings;
  private final Clock clock;

  public IntervalHandler(
      StorageBackend storage, BindingJournal journal, AutoSettings settings, Clock clock) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
    this.journal = Objects.requireNonNull(journal, "journal is null");
    this.settings = Objects.requireNonNull(settings, "settings is null");
    this.clock = Objects.requireNonNull(clock, "clock is null");
  }

  @Override
  public String kind() {
    return BindingJournal.INTERVAL_KIND;
  }

  @Override
  public int concurrency() {
    return AT_A_TIME;
  }

  @Override
  public Optional<Instant> work(Job job) {
    ScheduleJournal.Subject subject = ScheduleJournal.Subject.of(job);
    Optional<PromptBinding> found = storage.read(stores -> stores.bindings().find(subject.id()));
    if (found.isEmpty() || found.get().revision() != subject.revision()) {
      return Optional.empty();
    }
    if (!settings.on()) {
      return Optional.of(journal.nextInterval());
    }
    if (found.get().nextAt().isAfter(clock.instant())) {
      return Optional.of(found.get().nextAt());
    }
    try {
      queue(found.get());
    } catch (StorageException e) {
      // It was changed meanwhile, and has a job for that.
      if (e.kind() != StorageException.Kind.STALE) {
        throw e;
      }
    }
    return Optional.empty();
  }

  private void queue(PromptBinding binding) {
    storage.inTransaction(stores -> {
      Optional<PromptLabel> served =
          stores.prompts().label(binding.prompt(), PromptLabel.PRODUCTION);
      if (served.isPresent()) {
        journal.queue(stores, binding, served.get().version(), Cause.INTERVAL);
      } else {
        journal.failedInterval(
            stores, binding, "the prompt has no label " + PromptLabel.PRODUCTION + " any more");
      }
      journal.put(stores, binding.dueAt(journal.nextInterval()));
      return binding;
    });
  }
}
