package dev.llmops.host.load;

import dev.llmops.host.verify.SharedPackages;
import dev.llmops.host.verify.VerifiedPlugin;
import org.pf4j.PluginClassLoader;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginManager;

/** A plugin's own loader: shared packages from the host, then its JARs, then the platform. */
final class IsolatedPluginLoader extends PluginClassLoader {

  private final String label;

  IsolatedPluginLoader(
      PluginManager manager,
      PluginDescriptor descriptor,
      ClassLoader shared,
      VerifiedPlugin plugin) {
    super(manager, descriptor, shared);
    this.label = plugin.manifest().id() + "@" + plugin.manifest().version();
    addFile(plugin.jar().toFile());
    plugin.libraries().forEach(library -> addFile(library.toFile()));
  }

  @Override
  protected boolean shouldDelegateToParent(String className) {
    return SharedPackages.contains(className);
  }

  @Override
  public String toString() {
    return "plugin " + label;
  }
}
