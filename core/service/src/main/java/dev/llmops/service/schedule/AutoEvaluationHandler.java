package dev.llmops.service.schedule;

import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.RunSpec;
import dev.llmops.model.evaluation.RunStatus;
import dev.llmops.model.job.Job;
import dev.llmops.model.schedule.Firing;
import dev.llmops.model.schedule.Firing.Cause;
import dev.llmops.model.schedule.Firing.Outcome;
import dev.llmops.model.schedule.PromptBinding;
import dev.llmops.model.schedule.PromptBinding.BoundDataset;
import dev.llmops.model.schedule.PromptBinding.Budget;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.evaluation.RunStarter;
import dev.llmops.service.job.JobHandler;
import dev.llmops.service.prompt.PromptRegistry;
import dev.llmops.spi.storage.FiringStore.Spent;
import dev.llmops.spi.storage.StorageBackend;
import dev.llmops.spi.storage.StorageException;
import dev.llmops.spi.storage.Stores;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Starts the evaluations that were queued for bound prompts, unless one would be over the budget or
 * repeat what was evaluated already. Both are looked at in the transaction that starts the run.
 */
public final class AutoEvaluationHandler implements JobHandler {

  // One after the other, so that two of them do not count on the same rest of a budget.
  private static final int AT_A_TIME = 1;
  private static final Duration RETRY = Duration.ofMinutes(1);
  private static final Duration GIVE_UP = Duration.ofHours(1);

  private final StorageBackend storage;
  private final BindingJournal journal;
  private final PromptRegistry prompts;
  private final RunStarter starter;
  private final AutoSettings settings;
  private final Clock clock;

  public AutoEvaluationHandler(
      StorageBackend storage,
      BindingJournal journal,
      PromptRegistry prompts,
      RunStarter starter,
      AutoSettings settings,
      Clock clock) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
    this.journal = Objects.requireNonNull(journal, "journal is null");
    this.prompts = Objects.requireNonNull(prompts, "prompts is null");
    this.starter = Objects.requireNonNull(starter, "starter is null");
    this.settings = Objects.requireNonNull(settings, "settings is null");
    this.clock = Objects.requireNonNull(clock, "clock is null");
  }

  @Override
  public String kind() {
    return BindingJournal.FIRING_KIND;
  }

  @Override
  public int concurrency() {
    return AT_A_TIME;
  }

  @Override
  public Optional<Instant> work(Job job) {
    Optional<Firing> found = storage.read(stores -> stores.firings().find(job.subject()));
    if (found.isEmpty() || found.get().outcome() != Outcome.PENDING) {
      return Optional.empty();
    }
    try {
      return evaluate(found.get());
    } catch (StorageException e) {
      if (e.kind() == StorageException.Kind.STALE) {
        // Another server has settled it.
        return Optional.empty();
      }
      throw e;
    }
  }

  private Optional<Instant> evaluate(Firing firing) {
    if (!settings.on()) {
      return settle(firing, Outcome.SKIPPED, "automatic evaluation is switched off");
    }
    String prompt = BindingJournal.prompt(firing);
    Optional<PromptBinding> binding = storage.read(stores -> stores.bindings().find(prompt));
    Optional<BoundDataset> dataset =
        binding.flatMap(bound ->
            bound.datasets().stream().filter(it -> it.name().equals(firing.dataset())).findFirst());
    if (dataset.isEmpty()) {
      return settle(firing, Outcome.SKIPPED, "the prompt is not bound to the dataset any more");
    }
    prompts.awaitChanges(prompt);
    try {
      starter.start(
          Requests.of(binding.get(), dataset.get(), firing.version().orElseThrow()),
          BindingJournal.actor(prompt),
          (stores, run) -> {
            requireNews(stores, firing, run);
            requireBudget(stores, firing, binding.get().budget(), run);
            journal.settle(
                stores, firing, Outcome.STARTED, Optional.of(run.id()), run.totalSamples(), "");
          });
      return Optional.empty();
    } catch (Declined e) {
      return settle(firing, Outcome.SKIPPED, e.getMessage());
    } catch (ServiceException e) {
      Instant again = clock.instant().plus(RETRY);
      return e.kind() == Kind.UNAVAILABLE && again.isBefore(firing.dueAt().plus(GIVE_UP))
          ? Optional.of(again)
          : settle(firing, Outcome.FAILED, Requests.reason(e));
    }
  }

  private Optional<Instant> settle(Firing firing, Outcome outcome, String detail) {
    storage.inTransaction(stores -> {
      journal.settle(stores, firing, outcome, Optional.empty(), 0, detail);
      return firing;
    });
    return Optional.empty();
  }

  /** The interval repeats on purpose; a version and its activation do not cost twice. */
  private static void requireNews(Stores stores, Firing firing, Run wanted) {
    if (firing.cause() == Cause.INTERVAL) {
      return;
    }
    for (String id :
        stores.firings().runs(firing.origin(), firing.version().orElseThrow(), firing.dataset())) {
      Optional<Run> earlier = stores.runs().find(id);
      if (earlier.isPresent()
          && earlier.get().status() != RunStatus.FAILED
          && earlier.get().status() != RunStatus.CANCELLED
          && isSame(earlier.get().spec(), wanted.spec())) {
        throw new Declined("run " + id + " evaluates the same");
      }
    }
  }

  /** Whether two runs ask the same of the same; how fast they do it does not matter. */
  private static boolean isSame(RunSpec one, RunSpec other) {
    return one.promptHash().equals(other.promptHash())
        && one.datasetVersion() == other.datasetVersion()
        && one.provider().equals(other.provider())
        && one.model().equals(other.model())
        && one.parameters().equals(other.parameters())
        && one.metrics().equals(other.metrics());
  }

  private void requireBudget(Stores stores, Firing firing, Budget budget, Run run) {
    Spent spent = stores.firings().spent(firing.origin(), BindingManager.today(clock));
    if (budget.runsPerDay().isPresent() && spent.runs() >= budget.runsPerDay().getAsLong()) {
      throw new Declined(
          "the budget of %d runs a day is used up".formatted(budget.runsPerDay().getAsLong()));
    }
    long samples = spent.samples() + run.totalSamples();
    if (budget.samplesPerDay().isPresent() && samples > budget.samplesPerDay().getAsLong()) {
      throw new Declined(
          "with its %d samples there would be %d today, and the budget is %d"
              .formatted(run.totalSamples(), samples, budget.samplesPerDay().getAsLong()));
    }
    if (budget.tokensPerDay().isPresent() && spent.tokens() >= budget.tokensPerDay().getAsLong()) {
      throw new Declined(
          "the budget of %d tokens a day is used up: %d were used"
              .formatted(budget.tokensPerDay().getAsLong(), spent.tokens()));
    }
  }
}
