package dev.llmops.service.dataset;

import dev.llmops.model.evaluation.Dataset;
import dev.llmops.model.evaluation.DatasetType;
import dev.llmops.model.evaluation.DatasetVersion;
import dev.llmops.model.evaluation.Sample;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.service.audit.Actor;
import dev.llmops.service.audit.AuditTrail;
import dev.llmops.service.error.Names;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.identity.IdSource;
import dev.llmops.spi.storage.StorageBackend;
import dev.llmops.spi.storage.StorageException;
import dev.llmops.spi.storage.Stores;
import java.io.IOException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Keeps datasets: named collections of samples in immutable versions, one for each upload.
 * Thread-safe.
 */
public final class DatasetManager {

  private final StorageBackend storage;
  private final AuditTrail audit;
  private final Clock clock;
  private final Uploader uploader;
  private final Remover remover;

  /**
   * Over a storage.
   *
   * @param usages what knows of users of datasets
   */
  public DatasetManager(
      StorageBackend storage,
      AuditTrail audit,
      IdSource ids,
      Clock clock,
      DatasetSettings settings,
      Collection<DatasetUsage> usages) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
    this.audit = Objects.requireNonNull(audit, "audit is null");
    this.clock = Objects.requireNonNull(clock, "clock is null");
    this.remover = new Remover(storage, audit, List.copyOf(usages));
    this.uploader = new Uploader(storage, audit, ids, clock, settings.maxSamples(), remover);
  }

  /**
   * Discards what uploads and deletions left behind when a server died. To be called at start,
   * before uploads are accepted.
   */
  public void discardLeftovers() {
    remover.discardLeftovers(clock.instant());
  }

  /**
   * Adds a dataset without versions.
   *
   * @throws ServiceException of kind {@code INVALID}, or {@code CONFLICT} when the name is taken
   */
  public Dataset create(NewDataset wanted, Actor actor) {
    wanted.check();
    Dataset dataset =
        new Dataset(
            wanted.name(),
            wanted.type(),
            wanted.description(),
            wanted.tags(),
            wanted.metadata(),
            clock.instant(),
            0);
    try {
      return storage.inTransaction(stores -> {
        stores.datasets().insert(dataset);
        audit.record(
            stores,
            actor,
            "dataset.create",
            DatasetFacts.resource(dataset.name()),
            Json.NULL,
            DatasetFacts.of(dataset),
            "");
        return dataset;
      });
    } catch (StorageException e) {
      if (e.kind() == StorageException.Kind.DUPLICATE) {
        throw new ServiceException(
            Kind.CONFLICT,
            "LLM-DAT-002",
            "there is a dataset \"%s\" already, or it is just being deleted"
                .formatted(dataset.name()));
      }
      throw e;
    }
  }

  /** Datasets of every type, newest first. */
  public Page<Dataset> list(PageRequest page) {
    return storage.read(stores -> stores.datasets().list(Optional.empty(), page));
  }

  /** Datasets of one type, newest first. */
  public Page<Dataset> list(DatasetType type, PageRequest page) {
    return storage.read(stores -> stores.datasets().list(Optional.of(type), page));
  }

  /**
   * One dataset.
   *
   * @throws ServiceException of kind {@code NOT_FOUND} with near names
   */
  public Dataset find(String name) {
    return storage.read(stores -> find(stores, name));
  }

  static Dataset find(Stores stores, String name) {
    return stores.datasets().find(name).orElseThrow(() -> unknown(stores, name));
  }

  private static ServiceException unknown(Stores stores, String name) {
    List<String> known =
        stores
            .datasets()
            .list(Optional.empty(), PageRequest.first(PageRequest.MAX_LIMIT))
            .items()
            .stream()
            .map(Dataset::name)
            .toList();
    return new ServiceException(
        Kind.NOT_FOUND,
        "LLM-DAT-003",
        "there is no dataset \"" + name + "\"" + Names.hint(name, known));
  }

  /**
   * Changes what a dataset says of itself.
   *
   * @param expectedRevision the {@link DatasetRevision} it must have; empty to change it whatever
   *     it is
   * @throws ServiceException of kind {@code NOT_FOUND}, {@code STALE}, or {@code INVALID} with
   *     everything that is wrong
   */
  public Dataset edit(String name, DatasetEdit edit, Optional<Long> expectedRevision, Actor actor) {
    return storage.inTransaction(stores -> {
      Dataset before = find(stores, name);
      DatasetRevision.require(before, expectedRevision);
      Dataset after = edit.applyTo(before);
      if (!after.equals(before)) {
        stores.datasets().update(before, after);
        audit.record(
            stores,
            actor,
            "dataset.edit",
            DatasetFacts.resource(name),
            DatasetFacts.of(before),
            DatasetFacts.of(after),
            "");
      }
      return after;
    });
  }

  /**
   * The versions of a dataset, newest first.
   *
   * @throws ServiceException of kind {@code NOT_FOUND} when there is no such dataset
   */
  public Page<DatasetVersion> versions(String name, PageRequest page) {
    return storage.read(stores -> {
      find(stores, name);
      return stores.datasets().versions(name, page);
    });
  }

  /**
   * One version of a dataset.
   *
   * @throws ServiceException of kind {@code NOT_FOUND} when there is no such dataset or version
   */
  public DatasetVersion version(String name, int version) {
    return storage.read(stores -> version(stores, name, version));
  }

  static DatasetVersion version(Stores stores, String name, int version) {
    Dataset dataset = find(stores, name);
    return stores
        .datasets()
        .version(name, version)
        .orElseThrow(() ->
            new ServiceException(
                Kind.NOT_FOUND,
                "LLM-DAT-007",
                dataset.latestVersion() == 0
                    ? "the dataset \"" + name + "\" has no samples yet; upload some"
                    : "the dataset \"%s\" has no version %d; its latest is %d"
                        .formatted(name, version, dataset.latestVersion())));
  }

  /**
   * The samples of a version in upload order.
   *
   * @throws ServiceException of kind {@code NOT_FOUND} when there is no such dataset or version, or
   *     {@code INVALID} when the cursor is not one of this list
   */
  public Page<Sample> samples(String name, int version, PageRequest page) {
    long from = page.cursor().map(DatasetManager::position).orElse(0L);
    return storage.read(stores -> {
      version(stores, name, version);
      List<Sample> found = stores.datasets().samples(name, version, from, page.limit() + 1);
      boolean more = found.size() > page.limit();
      return more
          ? new Page<>(
              found.subList(0, page.limit()), Optional.of(Long.toString(from + page.limit())))
          : new Page<>(found, Optional.empty());
    });
  }

  private static long position(String cursor) {
    // A position beyond 18 digits is none that was given out; fewer always fit into a long.
    if (!cursor.matches("[0-9]{1,18}")) {
      throw new ServiceException(
          Kind.INVALID, "LLM-DAT-008", "the cursor was not given out by this list");
    }
    return Long.parseLong(cursor);
  }

  /**
   * Makes a new version of what the source hands over. The version appears as a whole when the
   * source has ended, and not at all when anything is wrong. When it would hold the same samples as
   * the latest one, that one stays the latest.
   *
   * @throws ServiceException of kind {@code NOT_FOUND} when there is no such dataset, {@code
   *     INVALID} naming the first broken sample, {@code TOO_LARGE}, or {@code CONFLICT} when
   *     another upload came between an append and its version
   * @throws IOException when the source breaks off
   */
  public Uploaded upload(String name, SampleSource source, NewVersion wanted, Actor actor)
      throws IOException {
    return uploader.upload(name, source, wanted, actor);
  }

  /**
   * Deletes a dataset with all its versions and samples.
   *
   * @param expectedRevision the {@link DatasetRevision} it must have; empty to delete it whatever
   *     it is
   * @throws ServiceException of kind {@code NOT_FOUND}, {@code STALE}, or {@code CONFLICT} naming
   *     what needs it
   */
  public void delete(String name, Optional<Long> expectedRevision, Actor actor) {
    remover.delete(name, expectedRevision, actor);
  }

  /**
   * Deletes one version of a dataset with its samples; its number is not given again.
   *
   * @throws ServiceException of kind {@code NOT_FOUND}, or {@code CONFLICT} naming what needs it
   */
  public void deleteVersion(String name, int version, Actor actor) {
    remover.deleteVersion(name, version, actor);
  }
}
