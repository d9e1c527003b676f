package dev.llmops.service.prompt;

import dev.llmops.kernel.version.SemanticVersion;
import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.IncludedPrompt;
import dev.llmops.model.prompt.PromptLabel;
import dev.llmops.model.prompt.PromptVersion;
import dev.llmops.service.audit.Actor;
import dev.llmops.service.audit.AuditTrail;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.prompt.PromptFamily.Compiled;
import dev.llmops.spi.storage.Stores;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Adds versions within a transaction. Stateless. */
final class Versions {

  private final AuditTrail audit;
  private final Clock clock;
  private final PromptListener listener;
  private final Labels labels;
  private final LabelProtection protection;

  Versions(
      AuditTrail audit,
      Clock clock,
      PromptListener listener,
      Labels labels,
      LabelProtection protection) {
    this.audit = Objects.requireNonNull(audit, "audit is null");
    this.clock = Objects.requireNonNull(clock, "clock is null");
    this.listener = Objects.requireNonNull(listener, "listener is null");
    this.labels = Objects.requireNonNull(labels, "labels is null");
    this.protection = Objects.requireNonNull(protection, "protection is null");
  }

  /** The version that a draft becomes in which a check found no problems. */
  Compiled compile(NewPromptVersion draft, PromptCheck checked) {
    return Compiled.of(
        new PromptVersion(
            draft.name(),
            SemanticVersion.parse(draft.version()).toString(),
            draft.content(),
            draft.messages(),
            checked.includes(),
            checked.variables(),
            draft.config(),
            draft.description(),
            List.copyOf(new LinkedHashSet<>(draft.tags())),
            draft.metadata(),
            draft.author(),
            draft.commitMessage(),
            PromptHash.of(draft, checked),
            clock.instant()));
  }

  /**
   * Adds a version to its prompt and points labels at it; the first one gets production, too,
   * unless that is protected.
   */
  PromptFamily insert(
      Stores stores, PromptFamily before, Compiled added, List<String> wanted, Actor actor) {
    PromptVersion version = added.version();
    before
        .samePrecedence(added.number())
        .ifPresent(existing -> {
          throw exists(before, existing, added.number());
        });
    stores.prompts().insert(version);
    audit.record(
        stores,
        actor,
        "prompt.create",
        "prompt/" + version.name() + "/versions/" + version.version(),
        Json.NULL,
        PromptJson.of(version),
        version.commitMessage());
    listener.created(stores, version);
    PromptFamily after = before.with(added);
    Set<String> names = new LinkedHashSet<>(wanted);
    if (before.isEmpty() && !protection.covers(PromptLabel.PRODUCTION)) {
      names.add(PromptLabel.PRODUCTION);
    }
    for (String label : names) {
      labels.set(
          stores,
          after,
          LabelChange.to(version.name(), label, version.version(), version.commitMessage()),
          actor);
    }
    return after.withLabels(stores.prompts().labels(version.name()));
  }

  /** Throws {@code CONFLICT} when something that a version includes is gone. */
  static void requireIncluded(PromptVersion version, Map<String, PromptFamily> families) {
    for (IncludedPrompt included : version.includes()) {
      boolean there =
          families
              .get(included.name())
              .version(SemanticVersion.parse(included.version()))
              .filter(found -> found.version().hash().equals(included.hash()))
              .isPresent();
      if (!there) {
        throw new ServiceException(
            Kind.CONFLICT,
            PromptCodes.INCLUDED_GONE,
            "version "
                + included.version()
                + " of prompt "
                + included.name()
                + ", which "
                + version.name()
                + " "
                + version.version()
                + " includes, was deleted in the meantime; check what there is and register again");
      }
    }
  }

  static ServiceException exists(
      PromptFamily family, SemanticVersion existing, SemanticVersion added) {
    String why =
        existing.equals(added)
            ? "versions are immutable"
            : "build metadata does not count, so neither of it and "
                + added
                + " would be the higher one";
    return new ServiceException(
        Kind.CONFLICT,
        PromptCodes.VERSION_EXISTS,
        "prompt "
            + family.name()
            + " already has version "
            + existing
            + "; "
            + why
            + ", choose a higher one (highest is "
            + family.numbers().iterator().next()
            + ")");
  }
}
