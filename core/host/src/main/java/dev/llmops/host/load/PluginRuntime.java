package dev.llmops.host.load;

import dev.llmops.host.verify.PluginProblem;
import dev.llmops.host.verify.VerifiedPlugin;
import java.nio.file.Path;
import java.util.List;

/** Gives verified plugins their class loaders. No method runs code of a plugin. Thread-safe. */
public final class PluginRuntime {

  private final IsolatedPluginManager manager;

  /** For the plugins of one directory. */
  public PluginRuntime(Path directory) {
    this.manager = new IsolatedPluginManager(directory);
  }

  /**
   * Loads one plugin.
   *
   * @throws PluginLoadException when a class of its index does not link or says nonsense
   */
  public synchronized LoadedPlugin load(VerifiedPlugin plugin) throws PluginLoadException {
    try {
      ClassLoader loader = manager.bringUp(plugin);
      return new LoadedPlugin(plugin, new ContributionReader(plugin, loader).read());
    } catch (PluginLoadException e) {
      manager.takeDown(plugin);
      throw e;
    } catch (Throwable failure) {
      manager.takeDown(plugin);
      String message = "it cannot be loaded: " + failure.getClass().getName();
      throw new PluginLoadException(
          List.of(new PluginProblem("LLM-PLG-024", plugin.path(), message, "see the log")));
    }
  }

  /** Closes a plugin's loader; classes of it that are not loaded yet cannot be loaded any more. */
  public synchronized void unload(LoadedPlugin plugin) {
    manager.takeDown(plugin.source());
  }
}
