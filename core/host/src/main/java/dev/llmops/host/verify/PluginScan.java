package dev.llmops.host.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Lists what may be plugins, in the order of their names. */
public final class PluginScan {

  private PluginScan() {}

  /**
   * The JARs, zip files and folders in a directory; names with a leading dot and other files are
   * left out. A directory that does not exist holds none.
   *
   * @throws IOException when the directory cannot be read
   */
  public static List<Path> candidates(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(PluginScan::isCandidate)
          .sorted(Comparator.comparing(entry -> entry.getFileName().toString()))
          .toList();
    }
  }

  private static boolean isCandidate(Path entry) {
    String name = entry.getFileName().toString();
    return !name.startsWith(".")
        && (Files.isDirectory(entry) || name.endsWith(".jar") || name.endsWith(".zip"));
  }
}
