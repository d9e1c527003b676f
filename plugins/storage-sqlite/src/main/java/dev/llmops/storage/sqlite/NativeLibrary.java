package dev.llmops.storage.sqlite;

import dev.llmops.spi.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the driver unpacks SQLite's native library: a folder of the server's own, since programs
 * may not be loaded from {@code /tmp} on hardened machines.
 */
final class NativeLibrary {

  private static final String FOLDER = "org.sqlite.tmpdir";

  private NativeLibrary() {}

  /** Names the folder to the driver, unless one is named already. */
  static void prepare(Path dataDirectory) {
    Path folder = dataDirectory.resolve("tmp").toAbsolutePath();
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new StorageException(
          StorageException.Kind.UNAVAILABLE,
          "cannot use the folder " + folder + " (" + e + "); make the data folder writable",
          e);
    }
    // An operator may have set one; so may an earlier server in this process, whose folder is gone.
    String named = System.getProperty(FOLDER);
    if (named == null || !Files.isDirectory(Path.of(named))) {
      System.setProperty(FOLDER, folder.toString());
    }
  }
}
