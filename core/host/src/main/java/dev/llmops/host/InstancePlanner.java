package dev.llmops.host;

import dev.llmops.host.config.Bound;
import dev.llmops.host.config.ConfigBinder;
import dev.llmops.host.config.ConfigHash;
import dev.llmops.host.config.ConfigNode;
import dev.llmops.host.config.Location;
import dev.llmops.host.config.NearestNames;
import dev.llmops.host.config.Problem;
import dev.llmops.host.config.Redaction;
import dev.llmops.host.config.SettingReference;
import dev.llmops.host.guard.InstanceThreads;
import dev.llmops.host.guard.PluginCallException;
import dev.llmops.host.guard.TimedCall;
import dev.llmops.host.instance.InstanceName;
import dev.llmops.host.instance.InstancePlan;
import dev.llmops.host.instance.References;
import dev.llmops.host.load.ContributedClass;
import dev.llmops.host.load.ExtensionKind;
import dev.llmops.host.load.LoadedPlugin;
import dev.llmops.host.verify.PluginProblem;
import dev.llmops.spi.provider.LlmProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Finds out which instances there will be: the configured ones, and those that need no settings.
 */
final class InstancePlanner {

  private record Contributor(LoadedPlugin plugin, ContributedClass contribution) {}

  /** A bound config, its hash and the instances it names, all of which run code of the plugin. */
  private record Settings(
      Bound<? extends Record> bound, String hash, List<SettingReference> references) {}

  private final Map<ExtensionKind, Map<String, Contributor>> contributors = new HashMap<>();
  private final Duration timeout;
  private final List<InstancePlan> plans = new ArrayList<>();
  private final References references = new References();
  private final Set<InstanceName> named = new HashSet<>();
  private final List<Problem> problems = new ArrayList<>();
  private final List<Problem> unresolved = new ArrayList<>();
  private final Map<String, List<PluginProblem>> broken = new HashMap<>();

  InstancePlanner(List<LoadedPlugin> plugins, Duration timeout) {
    this.timeout = timeout;
    for (ExtensionKind kind : ExtensionKind.values()) {
      contributors.put(kind, new TreeMap<>());
    }
    for (LoadedPlugin plugin : plugins) {
      for (ContributedClass contribution : plugin.contributions()) {
        contributors
            .get(contribution.kind())
            .put(contribution.name(), new Contributor(plugin, contribution));
      }
    }
  }

  /** The instances to make, by kind and name. */
  List<InstancePlan> plans() {
    return plans.stream()
        .map(plan -> plan.withHeight(references.height(nameOf(plan))))
        .sorted(
            Comparator.comparing((InstancePlan plan) -> plan.contribution().kind())
                .thenComparing(InstancePlan::name))
        .toList();
  }

  /** What an operator must correct, in the order of the file. */
  List<Problem> problems() {
    return problems.stream()
        .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
        .toList();
  }

  /** Settings with a reference that has no value; the reader of the file tells which and why. */
  List<Problem> unresolved() {
    return List.copyOf(unresolved);
  }

  /** What is wrong with settings records themselves, by plugin id. */
  Map<String, List<PluginProblem>> broken() {
    return Map.copyOf(broken);
  }

  /**
   * Plans the instances.
   *
   * @param others names of instances that settings hold which are no instance's
   */
  void plan(List<InstanceRequest> requests, List<SettingReference> others)
      throws InterruptedException {
    for (InstanceRequest request : requests) {
      if (!named.add(new InstanceName(request.kind(), request.name()))) {
        problems.add(
            new Problem(
                request.usePlace(),
                request.config().path(),
                "LLM-CFG-011",
                "an instance of that name is there already",
                "give it another name"));
        continue;
      }
      configured(request);
    }
    for (Map.Entry<ExtensionKind, Map<String, Contributor>> kind : contributors.entrySet()) {
      // A second store must not come up beside the one that was chosen.
      if (kind.getKey() == ExtensionKind.STORAGE) {
        continue;
      }
      for (Contributor contributor : kind.getValue().values()) {
        if (!named.contains(new InstanceName(kind.getKey(), contributor.contribution().name()))) {
          implicit(contributor);
        }
      }
    }
    plans.forEach(plan -> named.add(nameOf(plan)));
    references.add(others);
    problems.addAll(references.problems(named));
  }

  private static InstanceName nameOf(InstancePlan plan) {
    return new InstanceName(plan.contribution().kind(), plan.name());
  }

  private void configured(InstanceRequest request) throws InterruptedException {
    Map<String, Contributor> known = contributors.get(request.kind());
    Contributor contributor = known.get(request.use());
    if (contributor == null) {
      problems.add(
          new Problem(
              request.usePlace(),
              request.config().pathOf("use"),
              "LLM-CFG-010",
              "no plugin contributes \"" + request.use() + "\" to the " + request.kind().section(),
              NearestNames.suggest(request.use(), known.keySet())));
      return;
    }
    try {
      Settings settings = bind(contributor, request.config());
      problems.addAll(settings.bound().problems());
      if (settings.bound().value().isEmpty() && settings.bound().problems().isEmpty()) {
        unresolved.add(unresolved(request));
      }
      settings
          .bound()
          .value()
          .ifPresent(
              config -> add(contributor, request.name(), config, settings, request.config(), true));
    } catch (PluginCallException e) {
      problems.add(
          new Problem(
              request.config().location(),
              request.config().path(),
              "LLM-CFG-009",
              e.getMessage(),
              "tell the plugin's author"));
    }
  }

  private static Problem unresolved(InstanceRequest request) {
    return new Problem(
        request.config().location(),
        request.config().path(),
        "LLM-CFG-008",
        "a reference in these settings has no value",
        "set what it refers to");
  }

  private void implicit(Contributor contributor) throws InterruptedException {
    String name = contributor.contribution().name();
    ConfigNode.Section nothing = ConfigNode.emptySection(new Location("", 1, 1), name);
    try {
      Settings settings = bind(contributor, nothing);
      // Nobody gave it the names that its settings hold, so it is left for others to configure.
      if (settings.references().isEmpty()) {
        settings
            .bound()
            .value()
            .ifPresent(config -> add(contributor, name, config, settings, nothing, false));
      }
    } catch (PluginCallException e) {
      broken
          .computeIfAbsent(contributor.plugin().id(), id -> new ArrayList<>())
          .add(
              new PluginProblem(
                  "LLM-PLG-026",
                  contributor.plugin().source().path(),
                  e.getMessage(),
                  "tell the plugin's author"));
    }
  }

  private Settings bind(Contributor contributor, ConfigNode.Section section)
      throws PluginCallException, InterruptedException {
    ContributedClass contribution = contributor.contribution();
    return TimedCall.run(
        "binding the settings of " + contribution.name(),
        new InstanceThreads(contribution.name(), contribution.loader()),
        timeout,
        () -> {
          Bound<? extends Record> bound = ConfigBinder.bind(contribution.config(), section);
          Optional<Record> value = bound.value().map(Record.class::cast);
          return new Settings(
              bound,
              value.map(ConfigHash::of).orElse(""),
              value.isEmpty() ? List.of() : SettingReference.of(value.get(), section));
        });
  }

  private void add(
      Contributor contributor,
      String name,
      Record config,
      Settings settings,
      ConfigNode.Section written,
      boolean configured) {
    InstancePlan plan =
        new InstancePlan(
            contributor.plugin(),
            contributor.contribution(),
            name,
            config,
            settings.hash(),
            Redaction.of(contributor.contribution().config(), written),
            configured,
            providersOf(settings),
            1);
    plans.add(plan);
    references.add(nameOf(plan), settings.references());
  }

  private static Set<String> providersOf(Settings settings) {
    return settings.references().stream()
        .filter(reference -> reference.point() == LlmProvider.class)
        .map(SettingReference::name)
        .collect(Collectors.toSet());
  }
}
