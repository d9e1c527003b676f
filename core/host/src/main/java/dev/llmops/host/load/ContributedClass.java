package dev.llmops.host.load;

import dev.llmops.host.config.ConfigKey;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.Objects;

/**
 * A plugin's class that implements an extension point; loaded, not initialised.
 *
 * @param name the contribution's name
 * @param keys what its settings record understands
 * @param constructor the one to call
 */
public record ContributedClass(
    ExtensionKind kind,
    String name,
    String title,
    Class<? extends Record> config,
    List<ConfigKey> keys,
    Constructor<?> constructor) {

  public ContributedClass {
    Objects.requireNonNull(kind, "kind is null");
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(title, "title is null");
    Objects.requireNonNull(config, "config is null");
    keys = List.copyOf(keys);
    Objects.requireNonNull(constructor, "constructor is null");
  }

  /** The class. */
  public Class<?> type() {
    return constructor.getDeclaringClass();
  }

  /** The plugin's class loader. */
  public ClassLoader loader() {
    return type().getClassLoader();
  }
}
