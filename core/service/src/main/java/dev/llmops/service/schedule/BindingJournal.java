package dev.llmops.service.schedule;

import dev.llmops.model.job.Job;
import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.PromptLabel;
import dev.llmops.model.prompt.PromptVersion;
import dev.llmops.model.schedule.Firing;
import dev.llmops.model.schedule.Firing.Cause;
import dev.llmops.model.schedule.Firing.Outcome;
import dev.llmops.model.schedule.PromptBinding;
import dev.llmops.model.schedule.PromptBinding.BoundDataset;
import dev.llmops.service.audit.Actor;
import dev.llmops.service.audit.AuditTrail;
import dev.llmops.service.audit.Facts;
import dev.llmops.service.identity.IdSource;
import dev.llmops.service.prompt.PromptListener;
import dev.llmops.spi.storage.Stores;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Queues evaluations of bound prompts within transactions: in those that create a version or move
 * the label {@code production}, and in those that end an interval. Stateless.
 */
public final class BindingJournal implements PromptListener {

  /** Jobs about one firing. */
  static final String FIRING_KIND = "auto-evaluation";

  /** Jobs about the interval of a prompt. */
  static final String INTERVAL_KIND = "auto-interval";

  private static final String ORIGIN = "prompt/";

  private final AutoSettings settings;
  private final AuditTrail audit;
  private final IdSource ids;
  private final Clock clock;

  public BindingJournal(AutoSettings settings, AuditTrail audit, IdSource ids, Clock clock) {
    this.settings = Objects.requireNonNull(settings, "settings is null");
    this.audit = Objects.requireNonNull(audit, "audit is null");
    this.ids = Objects.requireNonNull(ids, "ids is null");
    this.clock = Objects.requireNonNull(clock, "clock is null");
  }

  @Override
  public void created(Stores stores, PromptVersion version) {
    queueIfBound(stores, version.name(), version.version(), Cause.VERSION);
  }

  @Override
  public void labelMoved(Stores stores, PromptLabel label) {
    if (label.label().equals(PromptLabel.PRODUCTION)) {
      queueIfBound(stores, label.prompt(), label.version(), Cause.ACTIVATION);
    }
  }

  private void queueIfBound(Stores stores, String prompt, String version, Cause cause) {
    if (settings.on()) {
      stores.bindings().find(prompt).ifPresent(binding -> queue(stores, binding, version, cause));
    }
  }

  /** Queues the evaluation of a version on every dataset that its prompt is bound to. */
  void queue(Stores stores, PromptBinding binding, String version, Cause cause) {
    for (BoundDataset dataset : binding.datasets()) {
      Firing firing =
          new Firing(
              ids.next(),
              origin(binding.prompt()),
              cause,
              clock.instant(),
              Outcome.PENDING,
              clock.instant(),
              Optional.of(version),
              dataset.name(),
              Optional.empty(),
              0,
              "");
      stores.firings().insert(firing);
      stores.jobs().enqueue(new Job(ids.next(), FIRING_KIND, firing.id(), clock.instant(), 0));
    }
  }

  /** Stores a binding and queues the end of its interval, as schedules do. */
  void put(Stores stores, PromptBinding binding) {
    stores.bindings().put(binding);
    ScheduleJournal.Subject subject =
        new ScheduleJournal.Subject(binding.prompt(), binding.revision());
    stores.jobs().enqueue(new Job(ids.next(), INTERVAL_KIND, subject.text(), binding.nextAt(), 0));
  }

  /** Writes down that the interval of a prompt ended and there was nothing to evaluate. */
  void failedInterval(Stores stores, PromptBinding binding, String detail) {
    Firing firing =
        new Firing(
            ids.next(),
            origin(binding.prompt()),
            Cause.INTERVAL,
            binding.nextAt(),
            Outcome.FAILED,
            clock.instant(),
            Optional.empty(),
            binding.datasets().get(0).name(),
            Optional.empty(),
            0,
            detail);
    stores.firings().insert(firing);
    recordFailure(stores, firing);
  }

  /** Writes down what became of a pending firing. */
  void settle(
      Stores stores,
      Firing pending,
      Outcome outcome,
      Optional<String> run,
      long samples,
      String detail) {
    Firing settled =
        new Firing(
            pending.id(),
            pending.origin(),
            pending.cause(),
            pending.dueAt(),
            outcome,
            clock.instant(),
            pending.version(),
            pending.dataset(),
            run,
            samples,
            detail);
    stores.firings().settle(settled);
    if (outcome == Outcome.FAILED) {
      recordFailure(stores, settled);
    }
  }

  private void recordFailure(Stores stores, Firing firing) {
    String prompt = prompt(firing);
    audit.record(
        stores,
        actor(prompt),
        "evaluation.fail",
        resource(prompt),
        Json.NULL,
        new Facts().with("version", firing.version()).with("dataset", firing.dataset()).json(),
        firing.detail());
  }

  static String origin(String prompt) {
    return ORIGIN + prompt;
  }

  static String prompt(Firing firing) {
    return firing.origin().substring(ORIGIN.length());
  }

  static String resource(String prompt) {
    return "prompt/" + prompt + "/evaluation";
  }

  /** Who starts the automatic runs of a prompt. */
  static Actor actor(String prompt) {
    return new Actor("auto-evaluation:" + prompt);
  }

  /** When an interval ends that begins now. */
  Instant nextInterval() {
    return clock.instant().plus(settings.interval());
  }
}
