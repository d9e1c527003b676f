package dev.llmops.host.testkit;

import dev.llmops.host.HostSettings;
import dev.llmops.host.HostSnapshot;
import dev.llmops.host.HostSnapshot.PluginInfo;
import dev.llmops.host.InstanceRequests;
import dev.llmops.host.LifecycleState;
import dev.llmops.host.PluginHost;
import dev.llmops.host.UnknownInstanceException;
import dev.llmops.host.config.ConfigDocument;
import dev.llmops.host.config.ConfigurationException;
import dev.llmops.host.config.Problem;
import dev.llmops.spi.alert.AlertSink;
import dev.llmops.spi.metric.EvaluationMetric;
import dev.llmops.spi.provider.LlmProvider;
import dev.llmops.spi.stats.StatisticalTest;
import dev.llmops.spi.storage.StorageBackend;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs the packaged plugin of the module under test in the real host. The folder comes from the
 * system property {@code llmops.plugin.folder}, which the plugin build sets for tests named {@code
 * *IT}. Close it when the test is over.
 */
public final class PluginHarness implements AutoCloseable {

  /** Names the folder that holds the packaged plugin. */
  public static final String FOLDER_PROPERTY = "llmops.plugin.folder";

  private final PluginHost host;
  private final Path dataDirectory;
  private final List<Path> owned;

  private PluginHarness(PluginHost host, Path dataDirectory, List<Path> owned) {
    this.host = host;
    this.dataDirectory = dataDirectory;
    this.owned = List.copyOf(owned);
  }

  /**
   * Starts with a data folder of its own, which is deleted at the end.
   *
   * @param yaml instances in the sections of the server's file: providers, metrics, tests, sinks,
   *     storage; may be empty
   * @throws ConfigurationException with every mistake in the text
   */
  public static PluginHarness start(String yaml)
      throws ConfigurationException, IOException, InterruptedException {
    return start(yaml, pluginFolder(), Optional.empty(), Clock.systemUTC(), List.of());
  }

  /** Starts beside other plugins, for one that works with them. */
  public static PluginHarness startBeside(String yaml, PluginJarBuilder... others)
      throws ConfigurationException, IOException, InterruptedException {
    Path plugins = Files.createTempDirectory("llmops-plugins");
    copyTree(pluginFolder(), plugins);
    for (int i = 0; i < others.length; i++) {
      others[i].writeTo(plugins.resolve("other-" + i + ".jar"));
    }
    return start(yaml, plugins, Optional.empty(), Clock.systemUTC(), List.of(plugins));
  }

  /** Starts with a data folder that is kept, so that a test can start again on the same data. */
  public static PluginHarness start(String yaml, Path dataDirectory)
      throws ConfigurationException, IOException, InterruptedException {
    return start(yaml, pluginFolder(), Optional.of(dataDirectory), Clock.systemUTC(), List.of());
  }

  /** Starts with a data folder that is kept and a clock for the plugin. */
  public static PluginHarness start(String yaml, Path dataDirectory, Clock clock)
      throws ConfigurationException, IOException, InterruptedException {
    return start(yaml, pluginFolder(), Optional.of(dataDirectory), clock, List.of());
  }

  private static PluginHarness start(
      String yaml, Path plugins, Optional<Path> keptData, Clock clock, List<Path> temporary)
      throws ConfigurationException, IOException, InterruptedException {
    ConfigDocument document =
        ConfigDocument.parse(yaml, "test.yaml", plugins, Map.copyOf(System.getenv()));
    InstanceRequests requests = InstanceRequests.of(document.root());
    List<Problem> problems = new ArrayList<>(document.problems());
    problems.addAll(requests.problems());
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    Path data =
        keptData.isPresent() ? keptData.get() : Files.createTempDirectory("llmops-plugin-data");
    PluginHost host =
        PluginHost.start(
            HostSettings.of(plugins, data), requests.instances(), clock, new SimpleMeterRegistry());
    List<Path> owned = new ArrayList<>(temporary);
    if (keptData.isEmpty()) {
      owned.add(data);
    }
    PluginHarness harness = new PluginHarness(host, data, owned);
    harness.demandLoaded();
    return harness;
  }

  private static Path pluginFolder() {
    String folder = System.getProperty(FOLDER_PROPERTY);
    if (folder == null) {
      throw new IllegalStateException(
          "the system property "
              + FOLDER_PROPERTY
              + " is not set: name the test *IT, so that it"
              + " runs after the plugin has been packaged");
    }
    return Path.of(folder);
  }

  private void demandLoaded() throws IOException {
    List<PluginInfo> plugins = host.snapshot().plugins();
    boolean loaded =
        !plugins.isEmpty()
            && plugins.stream().noneMatch(p -> p.state() == LifecycleState.REJECTED)
            && !host.snapshot().contributions().isEmpty();
    if (!loaded) {
      String reasons =
          plugins.stream()
              .flatMap(plugin -> plugin.problems().stream())
              .map(Object::toString)
              .collect(Collectors.joining("\n"));
      close();
      throw new AssertionError("the plugin is not loaded:\n" + reasons);
    }
  }

  /** A metric that serves. */
  public PluginHandle<EvaluationMetric> metric(String name) throws UnknownInstanceException {
    return new PluginHandle<>(host.instance(EvaluationMetric.class, name));
  }

  /** A provider that serves. */
  public PluginHandle<LlmProvider> provider(String name) throws UnknownInstanceException {
    return new PluginHandle<>(host.instance(LlmProvider.class, name));
  }

  /** A statistical test that serves. */
  public PluginHandle<StatisticalTest> test(String name) throws UnknownInstanceException {
    return new PluginHandle<>(host.instance(StatisticalTest.class, name));
  }

  /** A sink that serves. */
  public PluginHandle<AlertSink> sink(String name) throws UnknownInstanceException {
    return new PluginHandle<>(host.instance(AlertSink.class, name));
  }

  /** A storage backend that serves; its name is what {@code storage.use} says. */
  public StorageBackend storage(String name) throws UnknownInstanceException {
    return host.storage(name);
  }

  /** What the host holds now. */
  public HostSnapshot snapshot() {
    return host.snapshot();
  }

  /** The host itself. */
  public PluginHost host() {
    return host;
  }

  /** The data folder that the plugin was given. */
  public Path dataDirectory() {
    return dataDirectory;
  }

  @Override
  public void close() throws IOException {
    host.close();
    for (Path folder : owned) {
      deleteTree(folder);
    }
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
  }

  private static void deleteTree(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure)
              throws IOException {
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
