package dev.llmops.service.schedule;

import dev.llmops.model.json.Json;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.model.prompt.PromptLabel;
import dev.llmops.model.schedule.Firing;
import dev.llmops.model.schedule.PromptBinding;
import dev.llmops.model.schedule.PromptBinding.BoundDataset;
import dev.llmops.model.schedule.PromptBinding.Budget;
import dev.llmops.service.audit.Actor;
import dev.llmops.service.audit.AuditTrail;
import dev.llmops.service.audit.Facts;
import dev.llmops.service.error.Problems;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.evaluation.RunStarter;
import dev.llmops.service.prompt.PromptCodes;
import dev.llmops.service.prompt.PromptRegistry;
import dev.llmops.spi.storage.FiringStore.Spent;
import dev.llmops.spi.storage.StorageBackend;
import dev.llmops.spi.storage.StorageException;
import dev.llmops.spi.storage.Stores;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** Binds prompts to the datasets that they are evaluated on automatically. Thread-safe. */
public final class BindingManager {

  private static final int MOST_SHOWN = 20;

  private final StorageBackend storage;
  private final BindingJournal journal;
  private final PromptRegistry prompts;
  private final RunStarter starter;
  private final AutoSettings settings;
  private final AuditTrail audit;
  private final Clock clock;

  public BindingManager(
      StorageBackend storage,
      BindingJournal journal,
      PromptRegistry prompts,
      RunStarter starter,
      AutoSettings settings,
      AuditTrail audit,
      Clock clock) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
    this.journal = Objects.requireNonNull(journal, "journal is null");
    this.prompts = Objects.requireNonNull(prompts, "prompts is null");
    this.starter = Objects.requireNonNull(starter, "starter is null");
    this.settings = Objects.requireNonNull(settings, "settings is null");
    this.audit = Objects.requireNonNull(audit, "audit is null");
    this.clock = Objects.requireNonNull(clock, "clock is null");
  }

  /**
   * How a prompt is evaluated.
   *
   * @param binding what was asked for
   * @param on whether the server evaluates by itself at all
   * @param today what it has used since midnight UTC
   * @param recent what became of the latest occasions, newest first
   */
  public record State(PromptBinding binding, boolean on, Spent today, List<Firing> recent) {

    public State {
      recent = List.copyOf(recent);
    }
  }

  /**
   * Applies a changed interval to prompts that were bound before. To be called at start, before
   * jobs are claimed.
   */
  public void applyInterval() {
    if (!settings.on()) {
      return;
    }
    List<PromptBinding> bindings = storage.read(stores -> stores.bindings().all());
    for (PromptBinding binding : bindings) {
      Instant latest = journal.nextInterval();
      if (binding.nextAt().isAfter(latest)) {
        bringForward(binding, latest);
      }
    }
  }

  private void bringForward(PromptBinding binding, Instant latest) {
    try {
      storage.inTransaction(stores -> {
        journal.put(stores, binding.dueAt(latest));
        return latest;
      });
    } catch (StorageException e) {
      // Another server was faster.
      if (e.kind() != StorageException.Kind.STALE) {
        throw e;
      }
    }
  }

  /**
   * Binds a prompt, or changes how it is bound.
   *
   * @param expectedRevision the revision it must have, 0 for one that must not be bound; empty to
   *     bind it whatever it is
   * @throws ServiceException of kind {@code NOT_FOUND} when there is no such prompt, {@code STALE},
   *     or {@code INVALID} with everything that is wrong
   */
  public State bind(NewBinding wanted, Optional<Long> expectedRevision, Actor actor) {
    prompts.resolve(wanted.prompt(), PromptLabel.PRODUCTION);
    check(wanted);
    return storage.inTransaction(stores -> {
      requireStored(stores, wanted.prompt());
      Optional<PromptBinding> before = stores.bindings().find(wanted.prompt());
      requireRevision(wanted.prompt(), before, expectedRevision);
      PromptBinding after = binding(wanted, before);
      journal.put(stores, after);
      audit.record(
          stores,
          actor,
          "evaluation.bind",
          BindingJournal.resource(wanted.prompt()),
          before.map(BindingManager::describe).orElse(Json.NULL),
          describe(after),
          "");
      return state(stores, after);
    });
  }

  /**
   * A prompt that was deleted since it was looked up is not bound; its binding would outlive it.
   */
  private static void requireStored(Stores stores, String prompt) {
    if (stores.prompts().labels(prompt).isEmpty()) {
      throw new ServiceException(
          Kind.NOT_FOUND, PromptCodes.UNKNOWN_PROMPT, "there is no prompt " + prompt);
    }
  }

  private PromptBinding binding(NewBinding wanted, Optional<PromptBinding> before) {
    Instant latest = journal.nextInterval();
    return new PromptBinding(
        wanted.prompt(),
        wanted.datasets(),
        wanted.provider(),
        wanted.model(),
        wanted.parameters(),
        wanted.metrics(),
        wanted.concurrency(),
        wanted.budget(),
        clock.instant(),
        before.map(PromptBinding::nextAt).filter(next -> next.isBefore(latest)).orElse(latest),
        before.map(PromptBinding::revision).orElse(0L) + 1);
  }

  private void check(NewBinding wanted) {
    Problems problems = new Problems();
    checkBudget(wanted.budget(), problems);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < wanted.datasets().size(); i++) {
      problems.require(
          seen.add(wanted.datasets().get(i).name()),
          "/datasets/" + i + "/name",
          "the dataset \"" + wanted.datasets().get(i).name() + "\" is named twice");
    }
    if (wanted.datasets().isEmpty()) {
      problems.add("/datasets", "bind the prompt to at least one dataset");
      checkRun(wanted, new BoundDataset("", OptionalInt.empty()), -1, problems);
    }
    for (int i = 0; i < wanted.datasets().size(); i++) {
      checkRun(wanted, wanted.datasets().get(i), i, problems);
    }
    problems.throwIfAny("LLM-SCH-011", "the binding");
  }

  private static void checkBudget(Budget budget, Problems problems) {
    checkLimit(budget.runsPerDay(), "/budget/runsPerDay", problems);
    checkLimit(budget.samplesPerDay(), "/budget/samplesPerDay", problems);
    checkLimit(budget.tokensPerDay(), "/budget/tokensPerDay", problems);
  }

  private static void checkLimit(OptionalLong limit, String pointer, Problems problems) {
    problems.require(limit.isEmpty() || limit.getAsLong() >= 1, pointer, "a limit is at least 1");
  }

  /** What is wrong beside the dataset is told once, not for each dataset. */
  private void checkRun(NewBinding wanted, BoundDataset dataset, int index, Problems problems) {
    Problems found = new Problems();
    PromptBinding binding = binding(wanted, Optional.empty());
    Requests.check(
        starter,
        Requests.of(binding, dataset, PromptLabel.PRODUCTION),
        pointer ->
            switch (pointer) {
              case "/dataset" -> "/datasets/" + index + "/name";
              case "/datasetVersion" -> "/datasets/" + index + "/version";
              default -> pointer;
            },
        found);
    problems.addAll(
        found.only(pointer -> pointer.startsWith("/datasets/") ? index >= 0 : index <= 0));
  }

  /**
   * Unbinds a prompt. What is queued already is skipped.
   *
   * @param expectedRevision the revision it must have; empty to unbind it whatever it is
   * @throws ServiceException of kind {@code NOT_FOUND} or {@code STALE}
   */
  public void unbind(String prompt, Optional<Long> expectedRevision, Actor actor) {
    storage.inTransaction(stores -> {
      PromptBinding binding = find(stores, prompt);
      requireRevision(prompt, Optional.of(binding), expectedRevision);
      stores.bindings().delete(prompt, binding.revision());
      audit.record(
          stores,
          actor,
          "evaluation.unbind",
          BindingJournal.resource(prompt),
          describe(binding),
          Json.NULL,
          "");
      return prompt;
    });
  }

  /**
   * How a prompt is evaluated.
   *
   * @throws ServiceException of kind {@code NOT_FOUND} when it is not bound
   */
  public State find(String prompt) {
    return storage.read(stores -> state(stores, find(stores, prompt)));
  }

  private static PromptBinding find(Stores stores, String prompt) {
    return stores
        .bindings()
        .find(prompt)
        .orElseThrow(() ->
            new ServiceException(
                Kind.NOT_FOUND,
                "LLM-SCH-012",
                "the prompt \"" + prompt + "\" is not evaluated automatically; bind it first"));
  }

  private State state(Stores stores, PromptBinding binding) {
    String origin = BindingJournal.origin(binding.prompt());
    return new State(
        binding,
        settings.on(),
        stores.firings().spent(origin, today(clock)),
        stores.firings().list(origin, PageRequest.first(MOST_SHOWN)).items());
  }

  /** The midnight from which on budgets count. */
  static Instant today(Clock clock) {
    return clock.instant().truncatedTo(ChronoUnit.DAYS);
  }

  private static void requireRevision(
      String prompt, Optional<PromptBinding> binding, Optional<Long> expected) {
    long actual = binding.map(PromptBinding::revision).orElse(0L);
    if (expected.isPresent() && expected.get() != actual) {
      throw ServiceException.stale(
          "LLM-SCH-013",
          "the evaluation of prompt %s was expected in revision %d but is in revision %d; read it again and decide anew"
              .formatted(prompt, expected.get(), actual),
          binding);
    }
  }

  private static Json describe(PromptBinding binding) {
    Facts budget = new Facts();
    binding.budget().runsPerDay().ifPresent(runs -> budget.with("runsPerDay", runs));
    binding.budget().samplesPerDay().ifPresent(samples -> budget.with("samplesPerDay", samples));
    binding.budget().tokensPerDay().ifPresent(tokens -> budget.with("tokensPerDay", tokens));
    Facts facts =
        new Facts()
            .with(
                "datasets",
                Json.array(binding.datasets().stream().map(BindingManager::describe).toList()))
            .with("provider", binding.provider())
            .with("model", binding.model())
            .with("parameters", binding.parameters())
            .with("metrics", Described.metrics(binding.metrics()))
            .with("budget", budget.json());
    binding.concurrency().ifPresent(many -> facts.with("concurrency", many));
    return facts.json();
  }

  private static Json describe(BoundDataset dataset) {
    Facts facts = new Facts().with("name", dataset.name());
    dataset.version().ifPresent(version -> facts.with("version", version));
    return facts.json();
  }
}
