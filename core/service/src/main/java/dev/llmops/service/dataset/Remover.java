package dev.llmops.service.dataset;

import dev.llmops.model.evaluation.Dataset;
import dev.llmops.model.json.Json;
import dev.llmops.service.audit.Actor;
import dev.llmops.service.audit.AuditTrail;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.spi.storage.StorageBackend;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes datasets and versions: one transaction takes them away, then their samples go in
 * transactions that stay short however many there are. Thread-safe.
 */
final class Remover {

  private static final int AT_ONCE = 5_000;
  private static final Logger log = LoggerFactory.getLogger(Remover.class);

  private final StorageBackend storage;
  private final AuditTrail audit;
  private final List<DatasetUsage> usages;

  Remover(StorageBackend storage, AuditTrail audit, List<DatasetUsage> usages) {
    this.storage = storage;
    this.audit = audit;
    this.usages = usages;
  }

  void delete(String name, Optional<Long> expectedRevision, Actor actor) {
    List<String> uploads =
        storage.inTransaction(stores -> {
          Dataset dataset = DatasetManager.find(stores, name);
          DatasetRevision.require(dataset, expectedRevision);
          Json before = DatasetFacts.of(dataset);
          requireUnused(usage -> usage.users(stores, name), "the dataset \"%s\"".formatted(name));
          audit.record(
              stores, actor, "dataset.delete", DatasetFacts.resource(name), before, Json.NULL, "");
          return stores.datasets().withdraw(name);
        });
    uploads.forEach(this::discard);
    removeWithdrawn();
  }

  void deleteVersion(String name, int version, Actor actor) {
    String upload =
        storage.inTransaction(stores -> {
          Json before = DatasetFacts.of(DatasetManager.version(stores, name, version));
          requireUnused(
              usage -> usage.users(stores, name, version),
              "version %d of the dataset \"%s\"".formatted(version, name));
          audit.record(
              stores,
              actor,
              "dataset.delete-version",
              DatasetFacts.resource(name, version),
              before,
              Json.NULL,
              "");
          return stores.datasets().withdraw(name, version);
        });
    discard(upload);
  }

  private void requireUnused(Function<DatasetUsage, List<String>> usersOf, String what) {
    List<String> users = usages.stream().flatMap(usage -> usersOf.apply(usage).stream()).toList();
    if (!users.isEmpty()) {
      String told =
          users.stream().limit(DatasetUsage.MOST_TOLD).collect(Collectors.joining(", "))
              + (users.size() > DatasetUsage.MOST_TOLD ? " and more" : "");
      throw new ServiceException(
          Kind.CONFLICT,
          "LLM-DAT-009",
          "%s is used by %s; delete them first".formatted(what, told));
    }
  }

  /** Removes a staging area in portions. */
  void discard(String upload) {
    boolean more = true;
    while (more) {
      more = storage.inTransaction(stores -> stores.datasets().discardUpload(upload, AT_ONCE));
    }
  }

  /** Removes what uploads and deletions before the given time have left. */
  void discardLeftovers(Instant before) {
    for (String upload : storage.read(stores -> stores.datasets().openUploads(before))) {
      log.info("Discarding the unfinished upload {}", upload);
      discard(upload);
    }
    removeWithdrawn();
  }

  private void removeWithdrawn() {
    storage.inTransaction(stores -> {
      stores.datasets().removeWithdrawn();
      return true;
    });
  }
}
