package dev.llmops.host.instance;

import dev.llmops.host.config.NearestNames;
import dev.llmops.host.config.Problem;
import dev.llmops.host.config.SettingReference;
import dev.llmops.host.load.ExtensionKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which instances refer to which, and what is wrong with that. */
public final class References {

  private static final int UNKNOWN = 0;
  private static final int IN_PROGRESS = -1;

  private final Map<InstanceName, List<SettingReference>> references = new LinkedHashMap<>();
  private final List<SettingReference> others = new ArrayList<>();
  private final Map<InstanceName, Integer> heights = new LinkedHashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  /** Adds an instance with the names that its settings hold. */
  public void add(InstanceName instance, List<SettingReference> named) {
    references.put(instance, List.copyOf(named));
  }

  /** Adds names that settings hold which are no instance's. */
  public void add(List<SettingReference> named) {
    others.addAll(named);
  }

  /** Names that no instance has, and circles. */
  public List<Problem> problems(Collection<InstanceName> known) {
    problems.clear();
    heights.clear();
    Stream.concat(references.values().stream().flatMap(List::stream), others.stream())
        .filter(reference -> !known.contains(target(reference)))
        .forEach(reference -> problems.add(unknown(reference, known)));
    references.keySet().forEach(instance -> height(instance, List.of(instance)));
    return List.copyOf(problems);
  }

  /** 1 for an instance that refers to no other, else one more than the highest it refers to. */
  public int height(InstanceName instance) {
    return height(instance, List.of(instance));
  }

  private int height(InstanceName instance, List<InstanceName> path) {
    int known = heights.getOrDefault(instance, UNKNOWN);
    if (known != UNKNOWN) {
      return Math.max(known, 1);
    }
    heights.put(instance, IN_PROGRESS);
    int highest = 0;
    for (SettingReference reference : references.getOrDefault(instance, List.of())) {
      InstanceName next = target(reference);
      if (heights.getOrDefault(next, UNKNOWN) == IN_PROGRESS) {
        problems.add(circle(reference, path.subList(path.indexOf(next), path.size()), next));
        continue;
      }
      List<InstanceName> longer = new ArrayList<>(path);
      longer.add(next);
      highest = Math.max(highest, height(next, longer));
    }
    heights.put(instance, highest + 1);
    return highest + 1;
  }

  private static InstanceName target(SettingReference reference) {
    return new InstanceName(ExtensionKind.of(reference.point()), reference.name());
  }

  private static Problem unknown(SettingReference reference, Collection<InstanceName> known) {
    ExtensionKind kind = ExtensionKind.of(reference.point());
    List<String> names =
        known.stream().filter(name -> name.kind() == kind).map(InstanceName::name).toList();
    return new Problem(
        reference.location(),
        reference.key(),
        "LLM-CFG-013",
        "no instance \"" + reference.name() + "\" among the " + kind.section(),
        NearestNames.suggest(reference.name(), names));
  }

  private static Problem circle(
      SettingReference reference, List<InstanceName> path, InstanceName start) {
    String shown =
        path.stream().map(InstanceName::name).collect(Collectors.joining(" \u2192 "))
            + " \u2192 "
            + start.name();
    return new Problem(
        reference.location(),
        reference.key(),
        "LLM-CFG-014",
        "instances refer to each other in a circle: " + shown,
        "let one of them name another instance");
  }
}
