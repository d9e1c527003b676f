package dev.llmops.host.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the parts of a plugin are: a lone JAR, or a folder with exactly one JAR and, if it likes,
 * {@code lib/*.jar}.
 *
 * @param jars the JARs that could be the plugin's own; only one is right
 * @param libraries the library JARs, by name
 */
record PluginLayout(List<Path> jars, List<Path> libraries) {

  static PluginLayout of(Path candidate) throws IOException {
    if (!Files.isDirectory(candidate)) {
      return new PluginLayout(List.of(candidate), List.of());
    }
    Path lib = candidate.resolve("lib");
    return new PluginLayout(jarsIn(candidate), Files.isDirectory(lib) ? jarsIn(lib) : List.of());
  }

  private static List<Path> jarsIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".jar"))
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .sorted(Comparator.comparing(file -> file.getFileName().toString()))
          .toList();
    }
  }
}
