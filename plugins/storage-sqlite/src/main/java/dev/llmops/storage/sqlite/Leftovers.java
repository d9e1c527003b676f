package dev.llmops.storage.sqlite;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What killed servers left: unpacked native libraries, and the databases of trials. */
final class Leftovers {

  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

  /** Younger files may be those of a server that starts at this moment beside this one. */
  private static final Duration YOUNGEST = Duration.ofMinutes(1);

  private interface Removal {
    void of(Path path) throws IOException;
  }

  private Leftovers() {}

  /** Removes them; what cannot be removed stays. */
  static void clear(Path folder) {
    if (Files.isDirectory(folder)) {
      remove(folder, "sqlite-*jdbc*", Files::deleteIfExists);
      remove(folder, DatabaseFile.TRIAL_PREFIX + "*", DatabaseFile::removeTrial);
    }
  }

  private static void remove(Path folder, String pattern, Removal removal) {
    Instant oldEnough = Instant.now().minus(YOUNGEST);
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, pattern)) {
      for (Path path : left) {
        try {
          if (Files.getLastModifiedTime(path).toInstant().isBefore(oldEnough)) {
            removal.of(path);
          }
        } catch (IOException e) {
          // On Windows a library in use cannot be deleted.
          LOG.debug("{} stays: {}", path, e.toString());
        }
      }
    } catch (IOException e) {
      LOG.debug("{} is not cleared: {}", folder, e.toString());
    }
  }
}
