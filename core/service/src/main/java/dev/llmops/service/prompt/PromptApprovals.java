package dev.llmops.service.prompt;

import dev.llmops.model.audit.AuditEntry;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.model.prompt.PromptApproval;
import dev.llmops.model.prompt.PromptVersion;
import dev.llmops.service.audit.Actor;
import dev.llmops.service.audit.AuditTrail;
import dev.llmops.service.error.Problems;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.spi.storage.AuditStore;
import dev.llmops.spi.storage.StorageBackend;
import dev.llmops.spi.storage.Stores;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Approvals of prompt versions: four eyes see what is served under a protected label, for nobody
 * approves what they registered or are the author of. Thread-safe.
 */
public final class PromptApprovals {

  private static final int MAX_COMMENT = 10_000;

  private final StorageBackend storage;
  private final PromptRegistry prompts;
  private final AuditTrail audit;
  private final Clock clock;

  public PromptApprovals(
      StorageBackend storage, PromptRegistry prompts, AuditTrail audit, Clock clock) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
    this.prompts = Objects.requireNonNull(prompts, "prompts is null");
    this.audit = Objects.requireNonNull(audit, "audit is null");
    this.clock = Objects.requireNonNull(clock, "clock is null");
  }

  /** All approvals of the versions of a prompt, oldest first. */
  public List<PromptApproval> of(String name) {
    prompts.versions(name);
    return storage.read(stores -> stores.prompts().approvals(name));
  }

  /** The approvals of a version, oldest first. */
  public List<PromptApproval> of(String name, String version) {
    String number = prompts.version(name, version).version();
    return of(name).stream().filter(approval -> approval.version().equals(number)).toList();
  }

  /**
   * Approves a version.
   *
   * @throws ServiceException {@code INVALID}, {@code NOT_FOUND}, or {@code CONFLICT} for the author
   *     and for who has approved it already
   */
  public PromptApproval approve(String name, String version, String comment, Actor actor) {
    Problems problems = new Problems();
    problems.require(
        comment.length() <= MAX_COMMENT,
        "/comment",
        "a comment has at most " + MAX_COMMENT + " characters, this one has " + comment.length());
    problems.throwIfAny(PromptCodes.INVALID_APPROVAL, "the approval");
    PromptVersion approved = prompts.version(name, version);
    return storage.inTransaction(stores -> {
      requireOther(stores, approved, actor);
      own(stores, approved, actor)
          .ifPresent(before -> {
            throw refused(
                actor.name()
                    + " has approved "
                    + title(approved)
                    + " already, at "
                    + before.approvedAt()
                    + "; withdraw that to give another comment");
          });
      PromptApproval approval =
          new PromptApproval(name, approved.version(), actor.name(), comment, clock.instant());
      stores.prompts().insert(approval);
      record(stores, actor, "prompt.approve", Json.NULL, approval);
      return approval;
    });
  }

  /**
   * Takes back the actor's own approval. Labels that moved because of it stay.
   *
   * @throws ServiceException {@code NOT_FOUND}
   */
  public void withdraw(String name, String version, Actor actor) {
    PromptVersion approved = prompts.version(name, version);
    storage.inTransaction(stores -> {
      PromptApproval approval =
          own(stores, approved, actor)
              .orElseThrow(() ->
                  new ServiceException(
                      Kind.NOT_FOUND,
                      PromptCodes.UNKNOWN_APPROVAL,
                      actor.name() + " has not approved " + title(approved)));
      stores.prompts().deleteApproval(name, approved.version(), actor.name());
      record(stores, actor, "prompt.withdraw", json(approval), approval);
      return approval;
    });
  }

  private static Optional<PromptApproval> own(Stores stores, PromptVersion version, Actor actor) {
    return stores.prompts().approvals(version.name()).stream()
        .filter(approval -> approval.version().equals(version.version()))
        .filter(approval -> approval.approver().equals(actor.name()))
        .findFirst();
  }

  /** The author that a version names may be anybody's word; who registered it is not. */
  private static void requireOther(Stores stores, PromptVersion version, Actor actor) {
    boolean registered = registeredBy(stores, version).equals(Optional.of(actor.name()));
    if (registered || version.author().equals(actor.name())) {
      throw refused(
          actor.name()
              + (registered ? " registered " : " is the author of ")
              + title(version)
              + " and so cannot approve it; somebody else must, with an API key of their own");
    }
  }

  private static Optional<String> registeredBy(Stores stores, PromptVersion version) {
    String resource = resource(version.name(), version.version());
    AuditStore.Filter filter =
        new AuditStore.Filter(
            Optional.empty(), Optional.of(resource), Optional.empty(), Optional.empty());
    Optional<String> cursor = Optional.empty();
    do {
      Page<AuditEntry> page =
          stores.audit().list(filter, new PageRequest(PageRequest.MAX_LIMIT, cursor));
      Optional<String> found =
          page.items().stream()
              .filter(entry -> entry.action().equals("prompt.create"))
              .filter(entry -> entry.resource().equals(resource))
              .map(AuditEntry::actor)
              .findFirst();
      if (found.isPresent()) {
        return found;
      }
      cursor = page.nextCursor();
    } while (cursor.isPresent());
    return Optional.empty();
  }

  private void record(
      Stores stores, Actor actor, String action, Json before, PromptApproval approval) {
    audit.record(
        stores,
        actor,
        action,
        resource(approval.prompt(), approval.version()) + "/approvals/" + approval.approver(),
        before,
        before.isNull() ? json(approval) : Json.NULL,
        before.isNull() ? approval.comment() : "");
  }

  private static Json json(PromptApproval approval) {
    return Json.object(
        Map.of(
            "approver", Json.of(approval.approver()),
            "version", Json.of(approval.version())));
  }

  private static String resource(String prompt, String version) {
    return "prompt/" + prompt + "/versions/" + version;
  }

  private static String title(PromptVersion version) {
    return "version " + version.version() + " of prompt " + version.name();
  }

  private static ServiceException refused(String message) {
    return new ServiceException(Kind.CONFLICT, PromptCodes.APPROVAL_REFUSED, message);
  }
}
