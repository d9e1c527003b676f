package dev.llmops.host;

import dev.llmops.host.HostSnapshot.ContributionInfo;
import dev.llmops.host.HostSnapshot.PluginInfo;
import dev.llmops.host.config.ConfigurationException;
import dev.llmops.host.config.Problem;
import dev.llmops.host.config.SettingReference;
import dev.llmops.host.guard.GuardedInstance;
import dev.llmops.host.instance.Directory;
import dev.llmops.host.instance.InstanceOutcome;
import dev.llmops.host.instance.InstanceOutcome.Failed;
import dev.llmops.host.instance.InstanceOutcome.Started;
import dev.llmops.host.instance.InstancePlan;
import dev.llmops.host.instance.InstanceStarter;
import dev.llmops.host.instance.ScopedStorage;
import dev.llmops.host.instance.StartSettings;
import dev.llmops.host.load.ContributedClass;
import dev.llmops.host.load.ExtensionKind;
import dev.llmops.host.load.LoadedPlugin;
import dev.llmops.host.load.PluginRuntime;
import dev.llmops.host.verify.PluginManifest;
import dev.llmops.host.verify.PluginProblem;
import dev.llmops.host.verify.VerifiedPlugin;
import dev.llmops.spi.metric.MetricDescriptor;
import dev.llmops.spi.provider.ProviderStanding;
import dev.llmops.spi.provider.StandingQuery;
import dev.llmops.spi.storage.StorageBackend;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plugins of one directory, in service. A bad plugin is listed with its reason and hurts
 * nobody; a bad configuration starts nothing. Thread-safe; lookups never lock.
 */
public final class PluginHost implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PluginHost.class);
  private static final PluginManifest NO_MANIFEST = new PluginManifest("", "", "", "", "", "");

  private final HostSettings settings;
  private final PluginRuntime runtime;
  private final AtomicReference<List<LoadedPlugin>> loaded;
  private final Directory directory;
  private volatile HostView view;

  private PluginHost(
      HostSettings settings,
      PluginRuntime runtime,
      List<LoadedPlugin> loaded,
      HostView view,
      Directory directory) {
    this.settings = settings;
    this.runtime = runtime;
    this.loaded = new AtomicReference<>(loaded);
    this.view = view;
    this.directory = directory;
  }

  /**
   * Scans, verifies, loads and configures the plugins and brings their instances into service.
   *
   * @param requests the instances that were asked for; contributions that need no settings also
   *     exist under their own names, storage excepted
   * @throws ConfigurationException with every mistake in the requests; nothing is left running
   * @throws IOException when the plugins directory cannot be read
   * @throws InterruptedException when interrupted while plugins start
   */
  public static PluginHost start(
      HostSettings settings, List<InstanceRequest> requests, Clock clock, MeterRegistry registry)
      throws ConfigurationException, IOException, InterruptedException {
    return start(settings, requests, List.of(), clock, registry);
  }

  /**
   * The same, and requires the instances that settings beside the requests name.
   *
   * @param references the names that those settings hold
   * @throws ConfigurationException with every mistake in the requests and references; nothing is
   *     left running
   * @throws IOException when the plugins directory cannot be read
   * @throws InterruptedException when interrupted while plugins start
   */
  public static PluginHost start(
      HostSettings settings,
      List<InstanceRequest> requests,
      List<SettingReference> references,
      Clock clock,
      MeterRegistry registry)
      throws ConfigurationException, IOException, InterruptedException {
    PluginRuntime runtime = new PluginRuntime(settings.pluginsDirectory());
    Catalog catalog = Catalog.of(settings.pluginsDirectory(), runtime);
    List<LoadedPlugin> loaded = catalog.loaded();
    try {
      InstancePlanner planner = new InstancePlanner(loaded, settings.startTimeout());
      planner.plan(requests, references);
      List<Problem> problems =
          planner.problems().isEmpty() ? planner.unresolved() : planner.problems();
      if (!problems.isEmpty()) {
        throw new ConfigurationException(problems);
      }
      StartSettings terms =
          new StartSettings(
              settings.dataDirectory(),
              settings.startTimeout(),
              settings.computing(),
              settings.waiting());
      Directory directory = new Directory();
      List<InstanceOutcome> outcomes =
          new InstanceStarter(terms, clock, registry, directory).start(planner.plans());
      List<PluginInfo> plugins =
          catalog.entries().stream().map(entry -> info(entry, planner.broken())).toList();
      HostView view = new HostView(plugins, contributions(loaded), outcomes);
      logProblems(view);
      directory.serve(view.providers());
      return new PluginHost(settings, runtime, loaded, view, directory);
    } catch (ConfigurationException | InterruptedException | RuntimeException e) {
      loaded.forEach(runtime::unload);
      throw e;
    }
  }

  /**
   * Finds the mistakes in the requests without starting anything.
   *
   * @param references names of instances that settings beside the requests hold
   * @return every mistake, in the order of the file
   * @throws IOException when the plugins directory cannot be read
   * @throws InterruptedException when interrupted while plugins are loaded
   */
  public static List<Problem> check(
      HostSettings settings, List<InstanceRequest> requests, List<SettingReference> references)
      throws IOException, InterruptedException {
    PluginRuntime runtime = new PluginRuntime(settings.pluginsDirectory());
    List<LoadedPlugin> loaded = Catalog.of(settings.pluginsDirectory(), runtime).loaded();
    try {
      InstancePlanner planner = new InstancePlanner(loaded, settings.startTimeout());
      planner.plan(requests, references);
      return planner.problems();
    } finally {
      loaded.forEach(runtime::unload);
    }
  }

  private static PluginInfo info(Catalog.Entry entry, Map<String, List<PluginProblem>> broken) {
    PluginManifest manifest = entry.verification().manifest().orElse(NO_MANIFEST);
    List<PluginProblem> problems = new ArrayList<>(entry.problems());
    if (entry.loaded().isPresent()) {
      problems.addAll(broken.getOrDefault(manifest.id(), List.of()));
    }
    return new PluginInfo(
        manifest.id(),
        manifest.version(),
        entry.verification().path(),
        entry.state(),
        problems,
        entry.verification().plugin().map(VerifiedPlugin::sha256),
        manifest.description(),
        manifest.provider());
  }

  private static List<ContributionInfo> contributions(List<LoadedPlugin> loaded) {
    List<ContributionInfo> contributions = new ArrayList<>();
    for (LoadedPlugin plugin : loaded) {
      for (ContributedClass contribution : plugin.contributions()) {
        contributions.add(
            new ContributionInfo(
                contribution.kind(),
                contribution.name(),
                contribution.title(),
                plugin.id(),
                contribution.keys()));
      }
    }
    contributions.sort(
        Comparator.comparing(ContributionInfo::kind).thenComparing(ContributionInfo::name));
    return contributions;
  }

  private static void logProblems(HostView view) {
    view.snapshot().plugins().stream()
        .flatMap(plugin -> plugin.problems().stream())
        .forEach(problem -> LOG.warn("{}", problem));
  }

  /** What the host holds at this moment. */
  public HostSnapshot snapshot() {
    return view.snapshot();
  }

  /**
   * An instance that serves.
   *
   * @param point one of the five extension points, storage excepted
   * @throws UnknownInstanceException with near names, or the reason why it does not serve
   */
  public <T> GuardedInstance<T> instance(Class<T> point, String name)
      throws UnknownInstanceException {
    ExtensionKind kind = ExtensionKind.of(point);
    if (kind == ExtensionKind.STORAGE) {
      throw new IllegalArgumentException("storage is not called through the guard: use storage()");
    }
    return guarded(kind, name);
  }

  /**
   * A storage instance; its calls run on the caller's thread without deadline.
   *
   * @throws UnknownInstanceException with near names, or the reason why it does not serve
   */
  public StorageBackend storage(String name) throws UnknownInstanceException {
    GuardedInstance<StorageBackend> instance = guarded(ExtensionKind.STORAGE, name);
    return new ScopedStorage(instance.unguarded());
  }

  /** The names of all instances of an extension point, those that do not serve too, sorted. */
  public List<String> names(Class<?> point) {
    ExtensionKind kind = ExtensionKind.of(point);
    return view.outcomes().stream()
        .map(InstanceOutcome::plan)
        .filter(plan -> plan.contribution().kind() == kind)
        .map(InstancePlan::name)
        .sorted()
        .toList();
  }

  /** How long a metric may take that waits for others; empty for one that computes, or unknown. */
  public Optional<Duration> waitsUpTo(String metric) {
    return view.find(ExtensionKind.METRIC, metric)
        .flatMap(Started::descriptor)
        .flatMap(MetricDescriptor::waitsUpTo);
  }

  /** Says who measures the providers, for plugins that choose among them. */
  public void measureProvidersWith(Function<StandingQuery, List<ProviderStanding>> measure) {
    directory.measureWith(measure);
  }

  /** The kind says which interface the object implements: it was classified by it. */
  @SuppressWarnings("unchecked")
  private <T> GuardedInstance<T> guarded(ExtensionKind kind, String name)
      throws UnknownInstanceException {
    HostView current = view;
    Optional<Started> started = current.find(kind, name);
    if (started.isEmpty()) {
      throw unknown(current, kind, name);
    }
    return (GuardedInstance<T>) started.get().instance();
  }

  private static UnknownInstanceException unknown(HostView view, ExtensionKind kind, String name) {
    for (InstanceOutcome outcome : view.outcomes()) {
      boolean meant =
          outcome.plan().contribution().kind() == kind && outcome.plan().name().equals(name);
      if (meant && outcome instanceof Failed failed) {
        return new UnknownInstanceException(
            "LLM-PLG-051 the instance \"" + name + "\" failed: " + failed.problem().message());
      }
    }
    return new UnknownInstanceException(kind, name, view.names(kind));
  }

  /**
   * Takes every instance out of service, in reverse order and those that refer to others before
   * these, and unloads the plugins. What fails on the way is logged and stops nothing. An interrupt
   * makes the rest close at once.
   */
  @Override
  public void close() {
    List<LoadedPlugin> plugins = loaded.getAndSet(List.of());
    List<InstanceOutcome> outcomes = view.outcomes();
    view = view.unloaded();
    boolean interrupted = false;
    for (InstanceOutcome outcome : inClosingOrder(outcomes)) {
      if (outcome instanceof Started started) {
        interrupted |= close(started);
      }
    }
    for (LoadedPlugin plugin : plugins.reversed()) {
      runtime.unload(plugin);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Those that refer to others go before these. */
  private static List<InstanceOutcome> inClosingOrder(List<InstanceOutcome> outcomes) {
    return outcomes.reversed().stream()
        .sorted(
            Comparator.comparingInt((InstanceOutcome outcome) -> outcome.plan().height())
                .reversed())
        .toList();
  }

  private boolean close(Started started) {
    try {
      started
          .instance()
          .close(settings.closeTimeout())
          .ifPresent(reason -> LOG.warn("{}: {}", started.plan().name(), reason));
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }
}
