package dev.llmops.model.evaluation;

import java.util.Objects;

/**
 * Exactly which code and settings produced something.
 *
 * @param instance the instance's name
 * @param plugin the plugin's id
 * @param version the plugin's version
 * @param sha256 SHA-256 of the bytes of the plugin's own JAR, followed by those of its {@code lib/}
 *     JARs in the order of their names if it has any, in lower-case hex
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
