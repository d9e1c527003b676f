package dev.llmops.host.verify;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What was found out about one candidate.
 *
 * @param path the JAR or folder
 * @param manifest as far as it could be read
 * @param plugin present exactly when there are no problems
 */
public record Verification(
    Path path,
    Optional<PluginManifest> manifest,
    Optional<VerifiedPlugin> plugin,
    List<PluginProblem> problems) {

  public Verification {
    Objects.requireNonNull(path, "path is null");
    Objects.requireNonNull(manifest, "manifest is null");
    Objects.requireNonNull(plugin, "plugin is null");
    problems = List.copyOf(problems);
    if (plugin.isPresent() != problems.isEmpty()) {
      throw new IllegalArgumentException("either a plugin or problems");
    }
  }
}
