package dev.llmops.service.prompt;

import dev.llmops.kernel.template.CompiledPrompt;
import dev.llmops.kernel.version.SemanticVersion;
import dev.llmops.kernel.version.VersionRange;
import dev.llmops.model.prompt.PromptLabel;
import dev.llmops.model.prompt.PromptVersion;
import dev.llmops.service.prompt.ResolvedPrompt.Match;
import dev.llmops.spi.storage.Stores;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All versions and labels of one prompt at one moment, compiled. Immutable but for a memory of
 * ranges; thread-safe.
 */
final class PromptFamily {

  /** A version with what serving it needs. */
  record Compiled(SemanticVersion number, PromptVersion version, CompiledPrompt prompt) {

    static Compiled of(PromptVersion version) {
      return new Compiled(
          SemanticVersion.parse(version.version()), version, CompiledPrompt.of(version));
    }

    ResolvedPrompt resolved(Match match, String why) {
      return new ResolvedPrompt(version, prompt, match, why);
    }
  }

  // Ranges come from callers, who must not be able to fill the memory with them.
  private static final int MOST_RANGES = 100;

  private final String name;
  private final NavigableMap<SemanticVersion, Compiled> versions;
  private final SortedMap<String, PromptLabel> labels;
  private final Map<VersionRange, Optional<SemanticVersion>> highest = new ConcurrentHashMap<>();

  private PromptFamily(
      String name,
      NavigableMap<SemanticVersion, Compiled> versions,
      SortedMap<String, PromptLabel> labels) {
    this.name = name;
    this.versions = versions;
    this.labels = labels;
  }

  /** A prompt without versions. */
  static PromptFamily empty(String name) {
    return new PromptFamily(name, new TreeMap<>(Comparator.reverseOrder()), new TreeMap<>());
  }

  static PromptFamily of(
      String name, Collection<Compiled> versions, Collection<PromptLabel> labels) {
    PromptFamily family = empty(name);
    versions.forEach(compiled -> family.versions.put(compiled.number(), compiled));
    labels.forEach(label -> family.labels.put(label.label(), label));
    return family;
  }

  /**
   * What is stored now; versions that are known already are not compiled again. They never change,
   * but one may have been deleted and its number given to another.
   */
  static PromptFamily read(Stores stores, String name, PromptFamily known) {
    List<Compiled> versions =
        stores.prompts().versions(name).stream()
            .map(version ->
                known
                    .version(SemanticVersion.parse(version.version()))
                    .filter(compiled -> compiled.version().equals(version))
                    .orElseGet(() -> Compiled.of(version)))
            .toList();
    return of(name, versions, stores.prompts().labels(name));
  }

  PromptFamily with(Compiled version) {
    PromptFamily family = of(name, versions.values(), labels.values());
    family.versions.put(version.number(), version);
    return family;
  }

  PromptFamily without(SemanticVersion version) {
    PromptFamily family = of(name, versions.values(), labels.values());
    family.versions.remove(version);
    return family;
  }

  PromptFamily withLabels(List<PromptLabel> now) {
    return of(name, versions.values(), now);
  }

  /** The labels that point at a version, by name. */
  List<PromptLabel> labelsOf(SemanticVersion version) {
    return labels.values().stream()
        .filter(label -> label.version().equals(version.toString()))
        .toList();
  }

  boolean isEmpty() {
    return versions.isEmpty();
  }

  String name() {
    return name;
  }

  Optional<Compiled> version(SemanticVersion number) {
    return Optional.ofNullable(versions.get(number));
  }

  /** The version that is neither higher nor lower than the given one: build metadata is ignored. */
  Optional<SemanticVersion> samePrecedence(SemanticVersion number) {
    return versions.keySet().stream()
        .filter(known -> withoutBuild(known).equals(withoutBuild(number)))
        .findFirst();
  }

  private static SemanticVersion withoutBuild(SemanticVersion number) {
    return new SemanticVersion(
        number.major(), number.minor(), number.patch(), number.preRelease(), "");
  }

  /** Highest first. */
  Collection<Compiled> versions() {
    return versions.values();
  }

  /** Highest first. */
  Collection<SemanticVersion> numbers() {
    return versions.keySet();
  }

  /**
   * The highest version in a range, computed once for each of the first ranges that are asked for.
   */
  Optional<SemanticVersion> highestIn(VersionRange range) {
    Optional<SemanticVersion> known = highest.get(range);
    if (known != null) {
      return known;
    }
    Optional<SemanticVersion> found = range.highestIn(versions.keySet());
    if (highest.size() < MOST_RANGES) {
      highest.put(range, found);
    }
    return found;
  }

  Optional<PromptLabel> label(String label) {
    return Optional.ofNullable(labels.get(label));
  }

  /** By name. */
  Collection<PromptLabel> labels() {
    return labels.values();
  }

  PromptSummary summary() {
    PromptVersion highest = versions.firstEntry().getValue().version();
    Optional<PromptVersion> served =
        label(PromptLabel.PRODUCTION)
            .flatMap(label -> version(SemanticVersion.parse(label.version())))
            .map(Compiled::version);
    PromptVersion shown = served.orElse(highest);
    return new PromptSummary(
        name,
        shown.description(),
        shown.tags(),
        served.map(PromptVersion::version).orElse(""),
        highest.version(),
        versions.size(),
        List.copyOf(labels.values()));
  }
}
