package dev.llmops.storage.contract;

import dev.llmops.spi.storage.StorageBackend;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Everything that a storage backend promises; a test of a backend extends it. */
public abstract class StorageContract
    implements TransactionContract,
        PromptContract,
        ExperimentContract,
        ExposureContract,
        ObservationContract,
        DatasetContract,
        RunContract,
        AlertContract,
        JobContract,
        ScheduleContract {

  @TempDir private Path folder;
  private StorageBackend storage;

  /** Opens the backend whose data are in the folder, or makes it there. */
  protected abstract StorageBackend open(Path folder);

  @BeforeEach
  void open() {
    storage = open(folder);
  }

  @AfterEach
  void close() throws Exception {
    if (storage instanceof AutoCloseable closeable) {
      closeable.close();
    }
  }

  @Override
  public StorageBackend storage() {
    return storage;
  }

  @Override
  public void reopen() {
    try {
      close();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    open();
  }
}
