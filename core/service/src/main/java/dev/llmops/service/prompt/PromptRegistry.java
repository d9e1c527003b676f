package dev.llmops.service.prompt;

import dev.llmops.kernel.template.RenderMode;
import dev.llmops.kernel.token.TokenEstimate;
import dev.llmops.kernel.version.SemanticVersion;
import dev.llmops.kernel.version.VersionReference;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.model.prompt.IncludedPrompt;
import dev.llmops.model.prompt.PromptLabel;
import dev.llmops.model.prompt.PromptVersion;
import dev.llmops.service.audit.Actor;
import dev.llmops.service.audit.AuditTrail;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.error.ServiceException.Problem;
import dev.llmops.service.prompt.PromptFamily.Compiled;
import dev.llmops.spi.storage.StorageBackend;
import dev.llmops.spi.storage.Stores;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Keeps prompts under semantic versions and serves them. Versions are immutable; labels point at
 * them and move, {@code production} at the one that is served. Reading never touches the database.
 * Thread-safe.
 */
public final class PromptRegistry {

  private final PromptSnapshot snapshot;
  private final AuditTrail audit;
  private final Labels labels;
  private final Versions versions;
  private final LabelProtection protection;

  /** Loads all prompts; nobody is told of changes. */
  public PromptRegistry(StorageBackend storage, AuditTrail audit, Clock clock) {
    this(storage, audit, clock, PromptListener.NONE, LabelProtection.NONE);
  }

  /** Loads all prompts. */
  public PromptRegistry(
      StorageBackend storage,
      AuditTrail audit,
      Clock clock,
      PromptListener listener,
      LabelProtection protection) {
    this.snapshot = new PromptSnapshot(storage);
    this.audit = Objects.requireNonNull(audit, "audit is null");
    this.protection = Objects.requireNonNull(protection, "protection is null");
    this.labels = new Labels(audit, clock, listener, protection);
    this.versions = new Versions(audit, clock, listener, labels, protection);
    snapshot.load();
  }

  /**
   * Registers a version. The first one of a prompt gets the label {@code production} unless it is
   * protected.
   *
   * @throws ServiceException {@code INVALID} with everything that is wrong, or {@code CONFLICT}
   *     when the prompt has the version, or one that differs in build metadata only
   */
  public PromptVersion create(NewPromptVersion draft, Actor actor) {
    return createAll(List.of(draft), actor, stores -> {}).getFirst();
  }

  /**
   * Registers versions together with other changes: all of it happens or nothing.
   *
   * @param drafts the versions in the order in which they come to be; may be of one prompt
   * @param alongside the other changes, in the same transaction; may run more than once
   * @throws ServiceException as {@link #create}
   */
  public List<PromptVersion> createAll(
      List<NewPromptVersion> drafts, Actor actor, Consumer<Stores> alongside) {
    List<Compiled> added =
        drafts.stream().map(draft -> versions.compile(draft, checkAlone(draft).require())).toList();
    Set<String> names =
        added.stream()
            .map(Compiled::version)
            .flatMap(version ->
                Stream.concat(
                    Stream.of(version.name()),
                    version.includes().stream().map(IncludedPrompt::name)))
            .collect(Collectors.toUnmodifiableSet());
    snapshot.changeAll(
        names,
        (stores, before) -> {
          added.forEach(version -> Versions.requireIncluded(version.version(), before));
          Map<String, PromptFamily> after = new HashMap<>(before);
          for (int i = 0; i < added.size(); i++) {
            List<String> wanted = drafts.get(i).labels();
            Compiled version = added.get(i);
            after.computeIfPresent(
                drafts.get(i).name(),
                (name, family) -> versions.insert(stores, family, version, wanted, actor));
          }
          alongside.accept(stores);
          return after;
        });
    return added.stream().map(Compiled::version).toList();
  }

  /**
   * Says what the registry thinks of a version, and registers nothing: everything for which {@link
   * #create} would refuse it now, and what looks like a mistake.
   */
  public PromptCheck check(NewPromptVersion draft) {
    PromptCheck found = checkAlone(draft).warned(protection, snapshot.known(draft.name()));
    if (!SemanticVersion.isVersion(draft.version())) {
      return found;
    }
    SemanticVersion number = SemanticVersion.parse(draft.version());
    PromptFamily family = snapshot.known(draft.name());
    return family
        .samePrecedence(number)
        .map(existing -> Versions.exists(family, existing, number))
        .map(refusal -> found.with(new Problem("/version", refusal.getMessage())))
        .orElse(found);
  }

  /**
   * How many tokens a model is likely to count for a version in which a check found no problems,
   * where no values are given; see {@link ResolvedPrompt#tokens()}.
   */
  public Optional<TokenEstimate> tokens(NewPromptVersion draft, PromptCheck checked) {
    return checked.valid()
        ? ResolvedPrompt.tokens(versions.compile(draft, checked).prompt())
        : Optional.empty();
  }

  /** The same without regard to the versions that its own prompt has. */
  public PromptCheck checkAlone(NewPromptVersion draft) {
    return DraftCheck.check(draft, snapshot::family, protection);
  }

  /**
   * Waits until changes of a prompt that are being made can be seen, for those who know of one by
   * what was stored together with it.
   */
  public void awaitChanges(String name) {
    snapshot.awaitChanges(name);
  }

  /**
   * Finds the version that a reference means.
   *
   * @param name the prompt's name
   * @param ref an exact version, a range such as {@code ^1.2}, or a label; pre-releases are chosen
   *     by a range only when it names them
   * @throws ServiceException {@code INVALID} for a malformed reference, {@code NOT_FOUND} with what
   *     there is instead
   */
  public ResolvedPrompt resolve(String name, String ref) {
    VersionReference reference = Resolution.reference(ref);
    return Resolution.resolve(snapshot.family(name), reference);
  }

  /**
   * Fills a prompt with values.
   *
   * @throws ServiceException as {@link #resolve}, or {@code INVALID} with everything that is wrong
   *     with the values
   */
  public RenderedPrompt render(String name, String ref, Map<String, Json> values) {
    return render(name, ref, values, RenderMode.STRICT);
  }

  /**
   * Fills a prompt with values, strictly or leniently.
   *
   * @throws ServiceException as {@link #render(String, String, Map)}
   */
  public RenderedPrompt render(String name, String ref, Map<String, Json> values, RenderMode mode) {
    return resolve(name, ref).render(values, mode);
  }

  /**
   * One version.
   *
   * @param version an exact version
   * @throws ServiceException {@code INVALID} for labels and ranges, or {@code NOT_FOUND}
   */
  public PromptVersion version(String name, String version) {
    SemanticVersion number = Resolution.exact(version);
    return Resolution.version(snapshot.family(name), number).version();
  }

  /** All versions of a prompt, highest first. */
  public List<PromptVersion> versions(String name) {
    return snapshot.family(name).versions().stream().map(Compiled::version).toList();
  }

  /** All labels of a prompt, by name. */
  public List<PromptLabel> labels(String name) {
    return List.copyOf(snapshot.family(name).labels());
  }

  /** Prompts by name. */
  public Page<PromptSummary> list(PromptFilter filter, PageRequest page) {
    return snapshot.list(filter, page);
  }

  /**
   * Points a label at a version; one that points there already is left as it is.
   *
   * @throws ServiceException {@code INVALID}, {@code NOT_FOUND}, {@code STALE} with the present
   *     state, or {@code CONFLICT} when the label is protected and the version lacks approvals
   */
  public PromptLabel setLabel(LabelChange change, Actor actor) {
    return setLabel(change, actor, stores -> {});
  }

  /**
   * Points a label at a version, together with other changes: all of it happens or nothing.
   *
   * @param alongside the other changes, in the same transaction; may run more than once
   * @throws ServiceException as {@link #setLabel(LabelChange, Actor)}
   */
  public PromptLabel setLabel(LabelChange change, Actor actor, Consumer<Stores> alongside) {
    Labels.check(change);
    PromptFamily after =
        snapshot.change(
            change.prompt(),
            (stores, before) -> {
              require(before);
              labels.set(stores, before, change, actor);
              alongside.accept(stores);
              return before.withLabels(stores.prompts().labels(change.prompt()));
            });
    return Resolution.label(after, change.label());
  }

  /**
   * Removes a label.
   *
   * @param expectedRevision the revision it must have; empty to remove it whatever it is
   * @throws ServiceException {@code NOT_FOUND}, {@code STALE}, or {@code CONFLICT} for {@code
   *     production} and with all who name the label
   */
  public void deleteLabel(String name, String label, Optional<Long> expectedRevision, Actor actor) {
    snapshot.change(
        name,
        (stores, before) -> {
          require(before);
          labels.delete(stores, before, label, expectedRevision, actor);
          return before.withLabels(stores.prompts().labels(name));
        });
  }

  /**
   * Points a label at the version that it pointed at before. Doing it again goes back further.
   *
   * @param expectedRevision the revision it must have; empty to move it whatever it is
   * @throws ServiceException {@code NOT_FOUND}, {@code STALE}, or {@code CONFLICT} when there is no
   *     version before
   */
  public PromptLabel rollBack(
      String name, String label, String reason, Optional<Long> expectedRevision, Actor actor) {
    PromptFamily after =
        snapshot.change(
            name,
            (stores, before) -> {
              require(before);
              labels.rollBack(stores, before, label, reason, expectedRevision, actor);
              return before.withLabels(stores.prompts().labels(name));
            });
    return Resolution.label(after, label);
  }

  /**
   * Changes of the labels of a prompt, newest first; a page may hold fewer than asked for and yet
   * have a next one.
   */
  public Page<LabelMove> history(String name, PageRequest page) {
    snapshot.family(name);
    return snapshot.read(stores -> LabelHistory.page(stores, name, page));
  }

  /** Who refers to a prompt: labels, other prompts, experiments, schedules, the binding, runs. */
  public List<PromptUser> usage(String name) {
    PromptFamily family = snapshot.family(name);
    return snapshot.read(stores -> PromptUsers.of(stores, family));
  }

  /**
   * Deletes a version that nobody needs. With the last version of a prompt its label {@code
   * production} goes too, and the prompt with it.
   *
   * @param version an exact version
   * @throws ServiceException {@code NOT_FOUND}, or {@code CONFLICT} with all who need it
   */
  public void delete(String name, String version, Actor actor) {
    SemanticVersion number = Resolution.exact(version);
    snapshot.change(
        name,
        (stores, before) -> {
          require(before);
          PromptVersion deleted = Resolution.version(before, number).version();
          Optional<PromptLabel> last =
              before.versions().size() == 1
                  ? before.label(PromptLabel.PRODUCTION)
                  : Optional.empty();
          List<PromptUser> users =
              PromptUsers.protecting(stores, before, number).stream()
                  .filter(user -> last.isEmpty() || !user.isLabel(PromptLabel.PRODUCTION))
                  .toList();
          requireUnused(deleted, users);
          last.ifPresent(label -> labels.remove(stores, label, actor));
          stores.prompts().deleteVersion(name, deleted.version());
          audit.record(
              stores,
              actor,
              "prompt.delete",
              "prompt/" + name + "/versions/" + deleted.version(),
              PromptJson.of(deleted),
              Json.NULL,
              "");
          return before.without(number).withLabels(stores.prompts().labels(name));
        });
  }

  private static void requireUnused(PromptVersion version, List<PromptUser> users) {
    if (!users.isEmpty()) {
      throw new ServiceException(
          Kind.CONFLICT,
          PromptCodes.VERSION_IN_USE,
          "version "
              + version.version()
              + " of prompt "
              + version.name()
              + " cannot be deleted, for it is used by "
              + users.get(0).sentence()
              + (users.size() == 1 ? "" : " and " + (users.size() - 1) + " more")
              + "; move the labels and end or delete what uses it first",
          users.stream().map(user -> new Problem("", user.sentence())).toList());
    }
  }

  private void require(PromptFamily family) {
    if (family.isEmpty()) {
      throw snapshot.unknown(family.name());
    }
  }
}
