package dev.llmops.service.prompt;

import dev.llmops.kernel.version.SemanticVersion;
import dev.llmops.kernel.version.VersionReference;
import dev.llmops.kernel.version.VersionSyntaxException;
import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.PromptLabel;
import dev.llmops.service.audit.Actor;
import dev.llmops.service.audit.AuditTrail;
import dev.llmops.service.error.Problems;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.error.ServiceException.Problem;
import dev.llmops.spi.storage.Stores;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Sets and removes labels within a transaction. Stateless. */
final class Labels {

  private final AuditTrail audit;
  private final Clock clock;
  private final PromptListener listener;
  private final LabelProtection protection;

  Labels(AuditTrail audit, Clock clock, PromptListener listener, LabelProtection protection) {
    this.audit = Objects.requireNonNull(audit, "audit is null");
    this.clock = Objects.requireNonNull(clock, "clock is null");
    this.listener = Objects.requireNonNull(listener, "listener is null");
    this.protection = Objects.requireNonNull(protection, "protection is null");
  }

  /** Throws {@code INVALID} for a change that no prompt could take. */
  static void check(LabelChange change) {
    Problems problems = new Problems();
    try {
      VersionReference.requireLabelName(change.label());
    } catch (VersionSyntaxException e) {
      problems.add("/label", e.getMessage());
    }
    try {
      SemanticVersion.parse(change.version());
    } catch (VersionSyntaxException e) {
      problems.add("/version", "a label points at an exact version: " + e.getMessage());
    }
    problems.throwIfAny(PromptCodes.INVALID_LABEL, "the label");
  }

  /**
   * Points a label of the family at a version; one that points there already is left as it is, and
   * one that is protected needs approvals.
   */
  PromptLabel set(Stores stores, PromptFamily family, LabelChange change, Actor actor) {
    Resolution.version(family, SemanticVersion.parse(change.version()));
    Optional<PromptLabel> before = family.label(change.label());
    requireRevision(family, change.label(), before, change.expectedRevision());
    if (before.isPresent() && before.get().version().equals(change.version())) {
      return before.get();
    }
    protection.require(stores, change);
    String action = before.isPresent() ? "label.move" : "label.create";
    return write(stores, family, before, change, action, actor);
  }

  /**
   * Points a label of the family at the version before; it had its approvals when the label came to
   * it, so that nobody has to be waited for when something goes wrong.
   */
  PromptLabel rollBack(
      Stores stores,
      PromptFamily family,
      String name,
      String reason,
      Optional<Long> expectedRevision,
      Actor actor) {
    Optional<PromptLabel> now = Optional.of(Resolution.label(family, name));
    requireRevision(family, name, now, expectedRevision);
    String version =
        LabelHistory.before(stores, family, name)
            .orElseThrow(() ->
                new ServiceException(
                    Kind.CONFLICT,
                    PromptCodes.NOTHING_BEFORE,
                    "label "
                        + name
                        + " of prompt "
                        + family.name()
                        + " cannot be rolled back: it pointed at no other version before that still"
                        + " exists; point it at a version instead"));
    LabelChange change = LabelChange.to(family.name(), name, version, reason);
    return write(stores, family, now, change, "label.rollback", actor);
  }

  private PromptLabel write(
      Stores stores,
      PromptFamily family,
      Optional<PromptLabel> before,
      LabelChange change,
      String action,
      Actor actor) {
    PromptLabel after =
        new PromptLabel(
            family.name(),
            change.label(),
            change.version(),
            before.map(PromptLabel::revision).orElse(0L) + 1,
            clock.instant(),
            actor.name(),
            change.reason());
    stores.prompts().putLabel(after);
    audit.record(
        stores,
        actor,
        action,
        LabelHistory.resource(family.name(), change.label()),
        before.map(PromptJson::of).orElse(Json.NULL),
        PromptJson.of(after),
        change.reason());
    listener.labelMoved(stores, after);
    return after;
  }

  /** Removes a label of the family. */
  void delete(
      Stores stores,
      PromptFamily family,
      String name,
      Optional<Long> expectedRevision,
      Actor actor) {
    if (name.equals(PromptLabel.PRODUCTION)) {
      throw new ServiceException(
          Kind.CONFLICT,
          PromptCodes.LABEL_NEEDED,
          "label production of prompt "
              + family.name()
              + " says which version is served; move it to another version instead");
    }
    PromptLabel label = Resolution.label(family, name);
    if (protection.covers(name)) {
      throw new ServiceException(
          Kind.CONFLICT,
          PromptCodes.LABEL_NEEDED,
          "label "
              + name
              + " of prompt "
              + family.name()
              + " is protected and so cannot be deleted; move it to another version, or take it out"
              + " of prompts.protected-labels first");
    }
    requireRevision(family, name, Optional.of(label), expectedRevision);
    requireUnused(label, PromptUsers.naming(stores, label));
    remove(stores, label, actor);
  }

  private static void requireUnused(PromptLabel label, List<PromptUser> users) {
    if (!users.isEmpty()) {
      throw new ServiceException(
          Kind.CONFLICT,
          PromptCodes.LABEL_IN_USE,
          "label "
              + label.label()
              + " of prompt "
              + label.prompt()
              + " cannot be deleted, for it is named by "
              + users.get(0).sentence()
              + (users.size() == 1 ? "" : " and " + (users.size() - 1) + " more")
              + "; change, end or delete what names it first",
          users.stream().map(user -> new Problem("", user.sentence())).toList());
    }
  }

  /** Removes a label, whatever it is. */
  void remove(Stores stores, PromptLabel label, Actor actor) {
    stores.prompts().deleteLabel(label.prompt(), label.label(), label.revision());
    audit.record(
        stores,
        actor,
        "label.delete",
        LabelHistory.resource(label.prompt(), label.label()),
        PromptJson.of(label),
        Json.NULL,
        "");
  }

  private static void requireRevision(
      PromptFamily family, String name, Optional<PromptLabel> label, Optional<Long> expected) {
    long actual = label.map(PromptLabel::revision).orElse(0L);
    if (expected.isPresent() && expected.get() != actual) {
      String now =
          label
              .map(found ->
                  "points at version "
                      + found.version()
                      + " in revision "
                      + found.revision()
                      + ", set by "
                      + found.movedBy()
                      + " at "
                      + found.movedAt())
              .orElse("does not exist");
      throw ServiceException.stale(
          PromptCodes.STALE_LABEL,
          "label "
              + name
              + " of prompt "
              + family.name()
              + " was expected in revision "
              + expected.get()
              + " but "
              + now
              + "; read it again and decide anew",
          label);
    }
  }
}
