package dev.llmops.host.instance;

import dev.llmops.host.load.ExtensionKind;
import java.util.Objects;

/** An instance's name, which is unique within its kind. */
public record InstanceName(ExtensionKind kind, String name) {

  public InstanceName {
    Objects.requireNonNull(kind, "kind is null");
    Objects.requireNonNull(name, "name is null");
  }

  @Override
  public String toString() {
    return kind.section() + "." + name;
  }
}
