package dev.llmops.host.load;

import dev.llmops.host.verify.PluginManifest;
import dev.llmops.host.verify.VerifiedPlugin;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.pf4j.AbstractPluginManager;
import org.pf4j.DefaultExtensionFactory;
import org.pf4j.DefaultExtensionFinder;
import org.pf4j.DefaultPluginDescriptor;
import org.pf4j.DefaultVersionManager;
import org.pf4j.ExtensionFactory;
import org.pf4j.ExtensionFinder;
import org.pf4j.Plugin;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginDescriptorFinder;
import org.pf4j.PluginFactory;
import org.pf4j.PluginLoader;
import org.pf4j.PluginRepository;
import org.pf4j.PluginStatusProvider;
import org.pf4j.VersionManager;

/**
 * PF4J's state machine, fed with one verified plugin at a time. Its own discovery is left out:
 * there a single bad JAR ends the search for all (pf4j 3.15.0). Not thread-safe.
 */
final class IsolatedPluginManager extends AbstractPluginManager {

  private final Map<Path, VerifiedPlugin> verified = new ConcurrentHashMap<>();
  private final ClassLoader shared = new SharedClassLoader(getClass().getClassLoader());

  IsolatedPluginManager(Path root) {
    super(List.of(root));
  }

  /** Loads and starts a plugin, which runs none of its code. */
  ClassLoader bringUp(VerifiedPlugin plugin) {
    verified.put(plugin.path(), plugin);
    String id = loadPlugin(plugin.path());
    startPlugin(id);
    return getPluginClassLoader(id);
  }

  /** Forgets a plugin and closes its loader. */
  void takeDown(VerifiedPlugin plugin) {
    String id = plugin.manifest().id();
    if (getPlugin(id) != null) {
      unloadPlugin(id);
    }
    verified.remove(plugin.path());
  }

  private VerifiedPlugin at(Path path) {
    VerifiedPlugin plugin = verified.get(path);
    if (plugin == null) {
      throw new IllegalStateException(path + " has not been verified");
    }
    return plugin;
  }

  @Override
  protected PluginDescriptorFinder createPluginDescriptorFinder() {
    return new PluginDescriptorFinder() {
      @Override
      public boolean isApplicable(Path path) {
        return true;
      }

      @Override
      public PluginDescriptor find(Path path) {
        PluginManifest manifest = at(path).manifest();
        return new DefaultPluginDescriptor(
            manifest.id(),
            manifest.description(),
            Plugin.class.getName(),
            manifest.version(),
            "*",
            manifest.provider(),
            manifest.license());
      }
    };
  }

  @Override
  protected PluginLoader createPluginLoader() {
    return new PluginLoader() {
      @Override
      public boolean isApplicable(Path path) {
        return true;
      }

      @Override
      public ClassLoader loadPlugin(Path path, PluginDescriptor descriptor) {
        return new IsolatedPluginLoader(IsolatedPluginManager.this, descriptor, shared, at(path));
      }
    };
  }

  @Override
  protected PluginFactory createPluginFactory() {
    return wrapper -> new Plugin();
  }

  @Override
  protected PluginRepository createPluginRepository() {
    return new PluginRepository() {
      @Override
      public List<Path> getPluginPaths() {
        return List.of();
      }

      @Override
      public boolean deletePluginPath(Path path) {
        return false;
      }
    };
  }

  @Override
  protected PluginStatusProvider createPluginStatusProvider() {
    return new PluginStatusProvider() {
      @Override
      public boolean isPluginDisabled(String id) {
        return false;
      }

      @Override
      public void disablePlugin(String id) {}

      @Override
      public void enablePlugin(String id) {}
    };
  }

  @Override
  protected ExtensionFactory createExtensionFactory() {
    return new DefaultExtensionFactory();
  }

  @Override
  protected ExtensionFinder createExtensionFinder() {
    return new DefaultExtensionFinder(this);
  }

  @Override
  protected VersionManager createVersionManager() {
    return new DefaultVersionManager();
  }
}
