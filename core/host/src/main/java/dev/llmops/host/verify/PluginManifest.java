package dev.llmops.host.verify;

import java.util.Objects;

/** What a plugin's JAR says about itself; a field that it does not say is empty. */
public record PluginManifest(
    String id,
    String version,
    String requires,
    String provider,
    String description,
    String license) {

  public PluginManifest {
    Objects.requireNonNull(id, "id is null");
    Objects.requireNonNull(version, "version is null");
    Objects.requireNonNull(requires, "requires is null");
    Objects.requireNonNull(provider, "provider is null");
    Objects.requireNonNull(description, "description is null");
    Objects.requireNonNull(license, "license is null");
  }
}
