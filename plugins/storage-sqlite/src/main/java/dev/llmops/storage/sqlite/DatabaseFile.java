package dev.llmops.storage.sqlite;

import dev.llmops.spi.storage.StorageException;
import dev.llmops.spi.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The file of a database, held by one server at a time. Made under another name and moved into
 * place when it is complete, so that an incomplete file of the right name is always damage and
 * never a beginning.
 */
final class DatabaseFile implements AutoCloseable {

  /** The path that stands for a database of which nothing stays. */
  static final String TRIAL = ":memory:";

  /** How the folders of trials begin. */
  static final String TRIAL_PREFIX = "trial";

  private static final String TRIAL_FILE = "llmops.db";
  private static final List<String> COMPANIONS = List.of("", "-wal", "-shm", "-journal");

  private final Path path;
  private final boolean temporary;
  private final FileChannel lockFile;
  private final FileLock lock;

  private DatabaseFile(Path path, boolean temporary, FileChannel lockFile, FileLock lock) {
    this.path = path;
    this.temporary = temporary;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /**
   * Takes hold of the file, whether it exists yet or not.
   *
   * @param dataDirectory what a relative path starts from
   * @throws StorageException when another server holds it or its folder cannot be used
   */
  static DatabaseFile hold(Path dataDirectory, String configured) {
    boolean temporary = configured.equals(TRIAL);
    try {
      Path wanted =
          temporary
              ? trialFolder(dataDirectory.resolve("tmp")).resolve(TRIAL_FILE)
              : dataDirectory.resolve(configured).toAbsolutePath().normalize();
      Files.createDirectories(wanted.getParent());
      Path path =
          Files.exists(wanted)
              ? wanted.toRealPath()
              : wanted.getParent().toRealPath().resolve(wanted.getFileName());
      if (Files.isDirectory(path) || path.toString().contains("?")) {
        throw new StorageException(
            Kind.FAILED,
            path + " cannot be a database; name a file in storage.path, without a question mark");
      }
      FileChannel lockFile =
          FileChannel.open(
              sibling(path, ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      return new DatabaseFile(path, temporary, lockFile, lock(path, lockFile));
    } catch (IOException e) {
      throw new StorageException(
          Kind.UNAVAILABLE,
          "cannot use "
              + configured
              + " in "
              + dataDirectory
              + " ("
              + e
              + "); make the folder of"
              + " storage.path writable for the server's user",
          e);
    }
  }

  private static Path trialFolder(Path parent) throws IOException {
    Files.createDirectories(parent);
    return Files.createTempDirectory(parent, TRIAL_PREFIX);
  }

  /**
   * Removes the folder of a trial unless a living server has it.
   *
   * @throws IOException when it cannot be removed, or lacks its lock file
   */
  static void removeTrial(Path folder) throws IOException {
    Path path = folder.resolve(TRIAL_FILE);
    try (FileChannel lockFile = FileChannel.open(sibling(path, ".lock"), StandardOpenOption.WRITE);
        FileLock lock = lockFile.tryLock()) {
      if (lock == null) {
        return;
      }
      delete(path);
      delete(sibling(path, ".new"));
    } catch (OverlappingFileLockException e) {
      // This same process has it.
      return;
    }
    Files.deleteIfExists(sibling(path, ".lock"));
    Files.delete(folder);
  }

  private static FileLock lock(Path path, FileChannel lockFile) throws IOException {
    FileLock lock = null;
    try {
      lock = lockFile.tryLock();
    } catch (OverlappingFileLockException e) {
      // Held by this same process, which is no better; reported below.
    } finally {
      if (lock == null) {
        lockFile.close();
      }
    }
    if (lock == null) {
      throw new StorageException(
          Kind.UNAVAILABLE,
          "another server has the database "
              + path
              + " open; stop it, or give this one another storage.path");
    }
    return lock;
  }

  Path path() {
    return path;
  }

  /**
   * Whether there is a database.
   *
   * @throws StorageException when there is only a part of one
   */
  boolean exists() {
    if (Files.exists(path)) {
      return true;
    }
    Path journal = sibling(path, "-wal");
    if (Files.exists(journal)) {
      throw new StorageException(
          Kind.CORRUPT,
          path
              + " is missing, but its journal "
              + journal.getFileName()
              + " is there; restore the file, or remove the journal to begin a new database");
    }
    return false;
  }

  /** Where a new database is made; nothing is there. */
  Path beginning() {
    Path beginning = sibling(path, ".new");
    try {
      delete(beginning);
    } catch (IOException e) {
      throw new StorageException(
          Kind.UNAVAILABLE, "cannot remove " + beginning + " (" + e + "); remove it yourself", e);
    }
    return beginning;
  }

  /** Moves a new database, complete and closed, into its place. */
  void begin(Path beginning) {
    try {
      Files.move(beginning, path, StandardCopyOption.ATOMIC_MOVE);
      forceFolder();
    } catch (IOException e) {
      throw new StorageException(
          Kind.UNAVAILABLE, "cannot move " + beginning + " to " + path + " (" + e + ")", e);
    }
  }

  private void forceFolder() throws IOException {
    if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel folder = FileChannel.open(path.getParent(), StandardOpenOption.READ)) {
        folder.force(true);
      }
    }
  }

  private static Path sibling(Path path, String suffix) {
    return path.resolveSibling(path.getFileName() + suffix);
  }

  private static void delete(Path database) throws IOException {
    for (String companion : COMPANIONS) {
      Files.deleteIfExists(sibling(database, companion));
    }
  }

  /** Lets go of the file; the lock file stays, since another server may be waiting with it. */
  @Override
  public void close() {
    try {
      lock.release();
      lockFile.close();
      if (temporary) {
        delete(path);
        Files.deleteIfExists(sibling(path, ".lock"));
        Files.delete(path.getParent());
      }
    } catch (IOException e) {
      throw new StorageException(Kind.FAILED, "cannot let go of " + path + " (" + e + ")", e);
    }
  }
}
