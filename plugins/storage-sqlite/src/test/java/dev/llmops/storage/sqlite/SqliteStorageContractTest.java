package dev.llmops.storage.sqlite;

import dev.llmops.spi.storage.StorageBackend;
import dev.llmops.storage.contract.StorageContract;
import java.nio.file.Path;

class SqliteStorageContractTest extends StorageContract {

  @Override
  protected StorageBackend open(Path folder) {
    return TestContext.open(folder);
  }
}
