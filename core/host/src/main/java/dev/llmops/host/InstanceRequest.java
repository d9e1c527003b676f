package dev.llmops.host;

import dev.llmops.host.config.ConfigNode;
import dev.llmops.host.config.Location;
import dev.llmops.host.load.ExtensionKind;
import java.util.Objects;

/**
 * An instance that an operator asks for.
 *
 * @param name what the instance is called
 * @param use the contribution's name
 * @param usePlace where {@code use} stands, for messages
 * @param config the settings, without {@code use}
 */
public record InstanceRequest(
    ExtensionKind kind, String name, String use, Location usePlace, ConfigNode.Section config) {

  public InstanceRequest {
    Objects.requireNonNull(kind, "kind is null");
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(use, "use is null");
    Objects.requireNonNull(usePlace, "usePlace is null");
    Objects.requireNonNull(config, "config is null");
  }
}
