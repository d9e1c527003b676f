package dev.llmops.host;

import dev.llmops.host.load.ContributedClass;
import dev.llmops.host.load.ExtensionKind;
import dev.llmops.host.load.LoadedPlugin;
import dev.llmops.host.load.PluginLoadException;
import dev.llmops.host.load.PluginRuntime;
import dev.llmops.host.verify.PluginProblem;
import dev.llmops.host.verify.PluginScan;
import dev.llmops.host.verify.PluginVerifier;
import dev.llmops.host.verify.SemanticVersion;
import dev.llmops.host.verify.Verification;
import dev.llmops.host.verify.VerifiedPlugin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Everything found in the plugins directory, by path, loaded as far as it can be. */
record Catalog(List<Entry> entries) {

  /** One candidate. */
  record Entry(
      Verification verification,
      LifecycleState state,
      List<PluginProblem> problems,
      Optional<LoadedPlugin> loaded) {}

  private record ContributionKey(ExtensionKind kind, String name) {}

  static Catalog of(Path directory, PluginRuntime runtime) throws IOException {
    List<Verification> verifications =
        PluginScan.candidates(directory).parallelStream().map(PluginVerifier::verify).toList();
    Map<Path, PluginProblem> superseded = superseded(verifications);
    Map<ContributionKey, String> taken = new HashMap<>();
    Map<Path, Entry> entries = new TreeMap<>();
    for (Verification verification : byId(verifications)) {
      entries.put(verification.path(), entry(verification, superseded, taken, runtime));
    }
    return new Catalog(List.copyOf(entries.values()));
  }

  /** The plugins that have been loaded, by id. */
  List<LoadedPlugin> loaded() {
    return entries.stream()
        .flatMap(entry -> entry.loaded().stream())
        .sorted(Comparator.comparing(LoadedPlugin::id))
        .toList();
  }

  private static List<Verification> byId(List<Verification> verifications) {
    return verifications.stream()
        .sorted(
            Comparator.comparing(
                (Verification v) -> v.manifest().map(manifest -> manifest.id()).orElse("")))
        .toList();
  }

  private static Entry entry(
      Verification verification,
      Map<Path, PluginProblem> superseded,
      Map<ContributionKey, String> taken,
      PluginRuntime runtime) {
    if (verification.plugin().isEmpty()) {
      return refused(verification, LifecycleState.REJECTED, verification.problems());
    }
    if (superseded.containsKey(verification.path())) {
      PluginProblem problem = superseded.get(verification.path());
      return refused(verification, LifecycleState.REJECTED, List.of(problem));
    }
    try {
      LoadedPlugin loaded = runtime.load(verification.plugin().get());
      List<PluginProblem> clashes = clashes(loaded, taken);
      if (!clashes.isEmpty()) {
        runtime.unload(loaded);
        return refused(verification, LifecycleState.FAILED, clashes);
      }
      return new Entry(verification, LifecycleState.LOADED, List.of(), Optional.of(loaded));
    } catch (PluginLoadException e) {
      return refused(verification, LifecycleState.FAILED, e.problems());
    }
  }

  private static Entry refused(
      Verification verification, LifecycleState state, List<PluginProblem> problems) {
    return new Entry(verification, state, problems, Optional.empty());
  }

  /** The highest version of an id is used; of equal highest versions none is. */
  private static Map<Path, PluginProblem> superseded(List<Verification> verifications) {
    Map<String, List<VerifiedPlugin>> byId = new TreeMap<>();
    verifications.stream()
        .flatMap(verification -> verification.plugin().stream())
        .forEach(plugin ->
            byId.computeIfAbsent(plugin.manifest().id(), id -> new ArrayList<>()).add(plugin));
    Map<Path, PluginProblem> superseded = new HashMap<>();
    for (List<VerifiedPlugin> same : byId.values()) {
      SemanticVersion highest =
          same.stream().map(Catalog::version).max(Comparator.naturalOrder()).orElseThrow();
      List<VerifiedPlugin> best =
          same.stream().filter(plugin -> version(plugin).compareTo(highest) == 0).toList();
      for (VerifiedPlugin plugin : same) {
        if (best.size() > 1 || plugin != best.getFirst()) {
          superseded.put(plugin.path(), duplicate(plugin, same, best));
        }
      }
    }
    return superseded;
  }

  private static PluginProblem duplicate(
      VerifiedPlugin plugin, List<VerifiedPlugin> same, List<VerifiedPlugin> best) {
    String id = plugin.manifest().id();
    if (best.size() > 1) {
      String paths =
          String.join(" and ", same.stream().map(p -> p.path().getFileName().toString()).toList());
      return new PluginProblem(
          "LLM-PLG-015",
          plugin.path(),
          "the plugin " + id + " is here twice: " + paths,
          "keep one of them");
    }
    VerifiedPlugin used = best.getFirst();
    return new PluginProblem(
        "LLM-PLG-015",
        plugin.path(),
        "the newer version "
            + used.manifest().version()
            + " of "
            + id
            + " is used, from "
            + used.path().getFileName(),
        "remove the older one");
  }

  private static SemanticVersion version(VerifiedPlugin plugin) {
    return SemanticVersion.parse(plugin.manifest().version()).orElseThrow();
  }

  private static List<PluginProblem> clashes(
      LoadedPlugin plugin, Map<ContributionKey, String> taken) {
    List<PluginProblem> clashes = new ArrayList<>();
    Map<ContributionKey, String> own = new HashMap<>();
    for (ContributedClass contribution : plugin.contributions()) {
      ContributionKey key = new ContributionKey(contribution.kind(), contribution.name());
      String owner = taken.getOrDefault(key, own.put(key, plugin.id()));
      if (owner != null) {
        clashes.add(
            new PluginProblem(
                "LLM-PLG-025",
                plugin.source().path(),
                "the name "
                    + contribution.name()
                    + " among the "
                    + contribution.kind().section()
                    + " belongs to "
                    + owner,
                "remove one of the two plugins, or rename the contribution"));
      }
    }
    if (clashes.isEmpty()) {
      taken.putAll(own);
    }
    return clashes;
  }
}
