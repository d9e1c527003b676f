package dev.llmops.server.config;

import dev.llmops.host.HostSettings;
import dev.llmops.host.InstanceRequest;
import dev.llmops.host.InstanceRequests;
import dev.llmops.host.PluginHost;
import dev.llmops.host.config.Bound;
import dev.llmops.host.config.ConfigBinder;
import dev.llmops.host.config.ConfigDocument;
import dev.llmops.host.config.ConfigNode;
import dev.llmops.host.config.ConfigNode.Section;
import dev.llmops.host.config.ConfigurationException;
import dev.llmops.host.config.Location;
import dev.llmops.host.config.Problem;
import dev.llmops.host.config.SettingReference;
import dev.llmops.host.load.ExtensionKind;
import dev.llmops.server.Layout;
import dev.llmops.server.StartException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A configuration file, read: the server's own part and the instances of plugins. Immutable. */
public final class Configuration {

  private static final String DEFAULT_STORAGE = "sqlite";

  private final Bound<ServerConfig> server;
  private final List<InstanceRequest> instances;
  private final List<SettingReference> references;
  private final List<Problem> problems;

  private Configuration(
      Bound<ServerConfig> server,
      List<InstanceRequest> instances,
      List<SettingReference> references,
      List<Problem> problems) {
    this.server = server;
    this.instances = List.copyOf(instances);
    this.references = List.copyOf(references);
    this.problems = List.copyOf(problems);
  }

  /** Reads a file. */
  public static Configuration read(Path file, Map<String, String> environment) {
    ConfigDocument document = ConfigDocument.parse(file, environment);
    Section root = document.root();
    InstanceRequests requests = InstanceRequests.of(root);
    Bound<ServerConfig> server =
        ConfigBinder.bind(ServerConfig.class, root.without(InstanceRequests.SECTIONS));
    List<InstanceRequest> instances = new ArrayList<>(requests.instances());
    if (root.get(ExtensionKind.STORAGE.section()).isEmpty()) {
      instances.add(
          new InstanceRequest(
              ExtensionKind.STORAGE,
              DEFAULT_STORAGE,
              DEFAULT_STORAGE,
              root.location(),
              ConfigNode.emptySection(root.location(), ExtensionKind.STORAGE.section())));
    }
    List<Problem> problems = new ArrayList<>(document.problems());
    problems.addAll(server.problems());
    server.value().ifPresent(config -> problems.addAll(ServerChecks.of(config, root)));
    problems.addAll(requests.problems());
    return new Configuration(server, instances, ServerReferences.of(root), problems);
  }

  /** What is wrong with the file, the settings of plugins left out. */
  public List<Problem> problems() {
    return problems;
  }

  /**
   * Checks everything, the settings of the plugins included, and starts nothing.
   *
   * @throws ConfigurationException with every mistake, in the order of the file
   */
  public void requireValid(Layout layout) throws ConfigurationException {
    List<Problem> all = new ArrayList<>(problems);
    try {
      all.addAll(PluginHost.check(hostSettings(layout), instances, references));
    } catch (IOException e) {
      throw new StartException("the plugins cannot be read: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while checking", e);
    }
    if (!all.isEmpty()) {
      all.sort(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column));
      throw new ConfigurationException(all);
    }
  }

  /** The server's own part, with its defaults where it has mistakes. */
  public ServerConfig server() {
    return server.value().orElseGet(Configuration::defaults);
  }

  private static ServerConfig defaults() {
    return ConfigBinder.bind(
            ServerConfig.class, ConfigNode.emptySection(new Location("defaults", 1, 1), ""))
        .value()
        .orElseThrow();
  }

  /** The instances that are asked for, storage included. */
  public List<InstanceRequest> instances() {
    return instances;
  }

  /** The instances that the server's own part names. */
  public List<SettingReference> references() {
    return references;
  }

  /** The storage that is asked for. */
  public InstanceRequest storage() {
    Optional<InstanceRequest> storage =
        instances.stream().filter(request -> request.kind() == ExtensionKind.STORAGE).findFirst();
    return storage.orElseThrow();
  }

  /** Where the plugins are and how long they may take to start. */
  public HostSettings hostSettings(Layout layout) {
    ServerConfig.Plugins plugins = server().plugins();
    Path directory = layout.home().resolve(plugins.directory());
    // Runs share a provider: none of them may wait for a place while it is within its limit.
    int calls = server().evaluation().maxConcurrency() * ServerConfig.RUNS_AT_A_TIME;
    HostSettings settings = HostSettings.of(directory, layout.data()).withWaitingCalls(calls);
    // A time of zero is told as a mistake of its own; it must not make others of it.
    return plugins.startTimeout().isPositive()
        ? settings.withStartTimeout(plugins.startTimeout())
        : settings;
  }
}
