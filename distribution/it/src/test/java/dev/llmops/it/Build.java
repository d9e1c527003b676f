package dev.llmops.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;

/** What the build hands to the tests. */
final class Build {

  static {
    // Every test unpacks the archive; what the last build has left would fill the disk.
    deleteRecursively(path("it.work"));
  }

  private Build() {}

  /** The product's version. */
  static String version() {
    return property("it.version");
  }

  /** The root of the sources, for the documentation and the scripts. */
  static Path root() {
    return path("it.root");
  }

  /** The archive of the given type, {@code tar.gz} or {@code zip}. */
  static Path archive(String type) {
    return path("it.archives").resolve("llmops-archive-" + version() + "." + type);
  }

  /** A Maven repository that holds what a plugin author takes from the product. */
  static Path pluginAuthorsRepository() {
    return path("it.repository");
  }

  /** The repository that this build itself resolves from. */
  static Path localRepository() {
    return path("it.local-repository");
  }

  /** The {@code mvn} that runs this build. */
  static Path maven() {
    return path("it.maven").resolve("bin").resolve("mvn");
  }

  /** A new empty folder, whose name begins as given. */
  static Path newFolder(String prefix) {
    try {
      return Files.createTempDirectory(Files.createDirectories(path("it.work")), prefix)
          .toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void deleteRecursively(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path path(String name) {
    return Path.of(property(name)).toAbsolutePath().normalize();
  }

  private static String property(String name) {
    return Objects.requireNonNull(
        System.getProperty(name), () -> name + " is not set; run these tests with Maven");
  }
}
