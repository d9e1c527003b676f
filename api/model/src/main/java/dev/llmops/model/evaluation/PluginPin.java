package dev.llmops.model.evaluation;

import java.util.Objects;

/**
 * Exactly which code and settings produced something.
 *
 * @param instance the instance's name
 * @param plugin the plugin's id
 * @param version the plugin's version
 * @param sha256 of the plugin's JAR, in lower-case hex
 * @param configHash SHA-256 of the bound settings, secrets left out, in lower-case hex
 */
public record PluginPin(
    String instance, String plugin, String version, String sha256, String configHash) {

  public PluginPin {
    Objects.requireNonNull(instance, "instance is null");
    Objects.requireNonNull(plugin, "plugin is null");
    Objects.requireNonNull(version, "version is null");
    Objects.requireNonNull(sha256, "sha256 is null");
    Objects.requireNonNull(configHash, "configHash is null");
  }
}
