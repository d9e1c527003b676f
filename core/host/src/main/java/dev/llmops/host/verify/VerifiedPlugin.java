package dev.llmops.host.verify;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A plugin whose bytes are in order; none of its code has run.
 *
 * @param path the JAR or the folder in the plugins directory
 * @param jar the plugin's own JAR
 * @param libraries the JARs in its {@code lib} folder, by name
 * @param extensionClasses the names in its index, in order
 * @param sha256 of the plugin's own JAR followed by its libraries, in lower-case hex
 */
public record VerifiedPlugin(
    Path path,
    Path jar,
    List<Path> libraries,
    PluginManifest manifest,
    List<String> extensionClasses,
    String sha256) {

  public VerifiedPlugin {
    Objects.requireNonNull(path, "path is null");
    Objects.requireNonNull(jar, "jar is null");
    libraries = List.copyOf(libraries);
    Objects.requireNonNull(manifest, "manifest is null");
    extensionClasses = List.copyOf(extensionClasses);
    Objects.requireNonNull(sha256, "sha256 is null");
  }
}
