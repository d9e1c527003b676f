package dev.llmops.service.dataset;

import dev.llmops.model.evaluation.Dataset;
import dev.llmops.model.evaluation.DatasetVersion;
import dev.llmops.model.json.Json;
import dev.llmops.service.audit.Actor;
import dev.llmops.service.audit.AuditTrail;
import dev.llmops.service.dataset.NewVersion.Mode;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.identity.IdSource;
import dev.llmops.spi.storage.StorageBackend;
import dev.llmops.spi.storage.StorageException;
import dev.llmops.spi.storage.Stores;
import java.io.IOException;
import java.time.Clock;

/** Makes versions of uploads. Thread-safe. */
final class Uploader {

  private final StorageBackend storage;
  private final AuditTrail audit;
  private final IdSource ids;
  private final Clock clock;
  private final long maxSamples;
  private final Remover remover;

  Uploader(
      StorageBackend storage,
      AuditTrail audit,
      IdSource ids,
      Clock clock,
      long maxSamples,
      Remover remover) {
    this.storage = storage;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
    this.maxSamples = maxSamples;
    this.remover = remover;
  }

  Uploaded upload(String name, SampleSource source, NewVersion wanted, Actor actor)
      throws IOException {
    wanted.check();
    String id = ids.next();
    int base =
        storage.inTransaction(stores -> {
          int latest = DatasetManager.find(stores, name).latestVersion();
          stores.datasets().openUpload(id, name, clock.instant());
          return latest;
        });
    Uploaded uploaded;
    try {
      Upload upload = new Upload(storage, id, maxSamples);
      if (wanted.mode() == Mode.APPEND && base > 0) {
        upload.copy(name, base);
      }
      upload.receive(source);
      Staged staged = new Staged(name, id, upload.samples(), upload.hash(), base);
      uploaded = storage.inTransaction(stores -> publish(stores, staged, wanted, actor));
    } catch (StorageException e) {
      discardAfter(e, id);
      throw e.kind() == StorageException.Kind.STALE ? unlessDeleted(name, e) : e;
    } catch (IOException | RuntimeException | Error e) {
      discardAfter(e, id);
      throw e;
    }
    if (!uploaded.isNew()) {
      remover.discard(id);
    }
    return uploaded;
  }

  /**
   * An upload that waits for its version.
   *
   * @param base the latest version when it began
   */
  private record Staged(String dataset, String id, long samples, String hash, int base) {}

  private Uploaded publish(Stores stores, Staged staged, NewVersion wanted, Actor actor) {
    String name = staged.dataset();
    Dataset dataset = DatasetManager.find(stores, name);
    if (wanted.mode() == Mode.APPEND && dataset.latestVersion() != staged.base()) {
      throw new ServiceException(
          Kind.CONFLICT,
          "LLM-DAT-010",
          "the dataset \"%s\" was at version %d when this upload began and is at %d now; send it again"
              .formatted(name, staged.base(), dataset.latestVersion()));
    }
    if (dataset.latestVersion() > 0) {
      DatasetVersion latest = DatasetManager.version(stores, name, dataset.latestVersion());
      if (latest.hash().equals(staged.hash())) {
        return new Uploaded(latest, false);
      }
    }
    DatasetVersion version =
        new DatasetVersion(
            name,
            stores.datasets().nextVersion(name),
            staged.samples(),
            staged.hash(),
            wanted.note(),
            actor.name(),
            clock.instant());
    stores.datasets().publish(staged.id(), version);
    audit.record(
        stores,
        actor,
        "dataset.upload",
        DatasetFacts.resource(name, version.version()),
        Json.NULL,
        DatasetFacts.of(version),
        "");
    return new Uploaded(version, true);
  }

  private void discardAfter(Throwable failure, String upload) {
    try {
      remover.discard(upload);
    } catch (StorageException e) {
      // What remains is invisible and goes at the next start.
      failure.addSuppressed(e);
    }
  }

  /** The staging area of a dataset that is deleted meanwhile goes with it. */
  private StorageException unlessDeleted(String name, StorageException failure) {
    storage.read(stores -> DatasetManager.find(stores, name));
    return failure;
  }
}
