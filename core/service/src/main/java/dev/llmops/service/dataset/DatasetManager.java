package dev.llmops.service.dataset;

import dev.llmops.model.evaluation.Dataset;
import dev.llmops.model.evaluation.DatasetVersion;
import dev.llmops.model.evaluation.Sample;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.service.audit.Actor;
import dev.llmops.service.audit.AuditTrail;
import dev.llmops.service.audit.Facts;
import dev.llmops.service.error.Names;
import dev.llmops.service.error.Problems;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.identity.IdSource;
import dev.llmops.spi.storage.StorageBackend;
import dev.llmops.spi.storage.StorageException;
import dev.llmops.spi.storage.Stores;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps datasets: named collections of samples in immutable versions, one for each upload.
 * Thread-safe.
 */
public final class DatasetManager {

  private static final int MAX_DESCRIPTION = 10_000;
  private static final Logger log = LoggerFactory.getLogger(DatasetManager.class);

  private final StorageBackend storage;
  private final AuditTrail audit;
  private final IdSource ids;
  private final Clock clock;
  private final DatasetSettings settings;

  public DatasetManager(
      StorageBackend storage,
      AuditTrail audit,
      IdSource ids,
      Clock clock,
      DatasetSettings settings) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
    this.audit = Objects.requireNonNull(audit, "audit is null");
    this.ids = Objects.requireNonNull(ids, "ids is null");
    this.clock = Objects.requireNonNull(clock, "clock is null");
    this.settings = Objects.requireNonNull(settings, "settings is null");
  }

  /**
   * Discards what uploads left behind when a server died. To be called at start, before uploads are
   * accepted.
   */
  public void discardLeftovers() {
    List<String> leftovers = storage.read(stores -> stores.datasets().openUploads(clock.instant()));
    for (String upload : leftovers) {
      log.info("Discarding the unfinished upload {}", upload);
      discard(upload);
    }
  }

  /**
   * Adds a dataset without versions.
   *
   * @throws ServiceException of kind {@code INVALID}, or {@code CONFLICT} when the name is taken
   */
  public Dataset create(String name, String description, Actor actor) {
    Problems problems = new Problems();
    Names.check(name, "/name", problems);
    problems.require(
        description.length() <= MAX_DESCRIPTION,
        "/description",
        "a description has at most " + MAX_DESCRIPTION + " characters");
    problems.throwIfAny("LLM-DAT-001", "the dataset");
    Dataset dataset = new Dataset(name, description, clock.instant(), 0);
    try {
      return storage.inTransaction(stores -> {
        stores.datasets().insert(dataset);
        audit.record(
            stores, actor, "dataset.create", resource(name), Json.NULL, describe(dataset), "");
        return dataset;
      });
    } catch (StorageException e) {
      if (e.kind() == StorageException.Kind.DUPLICATE) {
        throw new ServiceException(
            Kind.CONFLICT, "LLM-DAT-002", "there is a dataset \"" + name + "\" already");
      }
      throw e;
    }
  }

  /** Datasets, newest first. */
  public Page<Dataset> list(PageRequest page) {
    return storage.read(stores -> stores.datasets().list(page));
  }

  /**
   * One dataset.
   *
   * @throws ServiceException of kind {@code NOT_FOUND} with near names
   */
  public Dataset find(String name) {
    return storage.read(stores -> find(stores, name));
  }

  private static Dataset find(Stores stores, String name) {
    return stores.datasets().find(name).orElseThrow(() -> unknown(stores, name));
  }

  private static ServiceException unknown(Stores stores, String name) {
    List<String> known =
        stores.datasets().list(PageRequest.first(PageRequest.MAX_LIMIT)).items().stream()
            .map(Dataset::name)
            .toList();
    return new ServiceException(
        Kind.NOT_FOUND,
        "LLM-DAT-003",
        "there is no dataset \"" + name + "\"" + Names.hint(name, known));
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

  private static DatasetVersion version(Stores stores, String name, int version) {
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
   * source has ended, and not at all when anything is wrong.
   *
   * @throws ServiceException of kind {@code NOT_FOUND} when there is no such dataset, {@code
   *     INVALID} naming the first broken line, or {@code TOO_LARGE}
   * @throws IOException when the source breaks off
   */
  public DatasetVersion upload(String name, SampleSource source, Actor actor) throws IOException {
    find(name);
    String id = ids.next();
    storage.inTransaction(stores -> {
      stores.datasets().openUpload(id, name, clock.instant());
      return id;
    });
    Upload upload = new Upload(storage, id, settings.maxSamples());
    try {
      upload.receive(source);
      return publish(name, id, upload.samples(), upload.hash(), actor);
    } catch (IOException | RuntimeException | Error e) {
      discardAfter(e, id);
      throw e;
    }
  }

  private DatasetVersion publish(
      String name, String upload, long samples, String hash, Actor actor) {
    return storage.inTransaction(stores -> {
      int number = find(stores, name).latestVersion() + 1;
      DatasetVersion version = new DatasetVersion(name, number, samples, hash, clock.instant());
      stores.datasets().publish(upload, version);
      audit.record(
          stores,
          actor,
          "dataset.upload",
          resource(name) + "/versions/" + number,
          Json.NULL,
          describe(version),
          "");
      return version;
    });
  }

  private void discardAfter(Throwable failure, String upload) {
    try {
      discard(upload);
    } catch (StorageException e) {
      // What remains is invisible and goes at the next start.
      failure.addSuppressed(e);
    }
  }

  private void discard(String upload) {
    storage.inTransaction(stores -> {
      stores.datasets().discardUpload(upload);
      return upload;
    });
  }

  private static String resource(String name) {
    return "dataset/" + name;
  }

  private static Json describe(Dataset dataset) {
    return new Facts()
        .with("name", dataset.name())
        .with("description", dataset.description())
        .json();
  }

  private static Json describe(DatasetVersion version) {
    return new Facts()
        .with("version", version.version())
        .with("samples", version.samples())
        .with("hash", version.hash())
        .json();
  }
}
