package dev.llmops.host.load;

import dev.llmops.host.verify.VerifiedPlugin;
import java.util.List;
import java.util.Objects;

/** A plugin with a class loader of its own and what it contributes, in the order of its index. */
public record LoadedPlugin(VerifiedPlugin source, List<ContributedClass> contributions) {

  public LoadedPlugin {
    Objects.requireNonNull(source, "source is null");
    contributions = List.copyOf(contributions);
  }

  /** The plugin's id. */
  public String id() {
    return source.manifest().id();
  }

  /** The plugin's version. */
  public String version() {
    return source.manifest().version();
  }
}
