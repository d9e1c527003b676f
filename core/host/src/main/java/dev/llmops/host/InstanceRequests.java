package dev.llmops.host;

import dev.llmops.host.config.ConfigNode;
import dev.llmops.host.config.ConfigNode.Section;
import dev.llmops.host.config.Location;
import dev.llmops.host.config.Problem;
import dev.llmops.host.load.ExtensionKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The instances that a configuration file asks for: the sections {@code providers}, {@code
 * metrics}, {@code tests} and {@code sinks} hold one instance under each key, {@code storage} is
 * one instance itself. {@code use} names the contribution; without it the instance's own name does.
 *
 * @param instances in the order of the file
 * @param problems what is wrong with the form
 */
public record InstanceRequests(List<InstanceRequest> instances, List<Problem> problems) {

  /** The top-level keys that are read here. */
  public static final Set<String> SECTIONS =
      Set.of("providers", "metrics", "tests", "sinks", "storage");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  public InstanceRequests {
    instances = List.copyOf(instances);
    problems = List.copyOf(problems);
  }

  /** Reads the five sections of a file; its other sections are left alone. */
  public static InstanceRequests of(Section root) {
    List<InstanceRequest> instances = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (ExtensionKind kind : ExtensionKind.values()) {
      root.get(kind.section())
          .flatMap(node -> section(node, "name: { use: … }", problems))
          .ifPresent(section -> {
            if (kind == ExtensionKind.STORAGE) {
              storage(section, problems).ifPresent(instances::add);
            } else {
              named(kind, section, instances, problems);
            }
          });
    }
    return new InstanceRequests(instances, problems);
  }

  private static Optional<InstanceRequest> storage(Section section, List<Problem> problems) {
    if (section.get("use").isEmpty()) {
      problems.add(
          new Problem(
              section.location(),
              section.pathOf("use"),
              "LLM-CFG-004",
              "required, but not given",
              "add use: sqlite, or another storage plugin"));
      return Optional.empty();
    }
    return request(ExtensionKind.STORAGE, "", section, problems);
  }

  private static void named(
      ExtensionKind kind,
      Section sections,
      List<InstanceRequest> instances,
      List<Problem> problems) {
    for (Map.Entry<String, ConfigNode.Field> entry : sections.fields().entrySet()) {
      String name = entry.getKey();
      if (!NAME.matcher(name).matches()) {
        problems.add(
            new Problem(
                entry.getValue().keyLocation(),
                sections.pathOf(name),
                "LLM-CFG-011",
                "not a proper name for an instance",
                "use at most 64 letters, digits, dots, hyphens and underscores"));
        continue;
      }
      section(entry.getValue().value(), "{ use: … }", problems)
          .flatMap(section -> request(kind, name, section, problems))
          .ifPresent(instances::add);
    }
  }

  private static Optional<InstanceRequest> request(
      ExtensionKind kind, String name, Section section, List<Problem> problems) {
    Optional<ConfigNode> use = section.get("use");
    if (use.isPresent() && !(use.get() instanceof ConfigNode.Scalar)) {
      problems.add(
          new Problem(
              use.get().location(),
              use.get().path(),
              "LLM-CFG-005",
              "must be the name of a contribution",
              "write use: name"));
      return Optional.empty();
    }
    String contribution = use.map(node -> ((ConfigNode.Scalar) node).text().strip()).orElse(name);
    Location place = use.map(ConfigNode::location).orElse(section.location());
    return Optional.of(
        new InstanceRequest(
            kind,
            name.isEmpty() ? contribution : name,
            contribution,
            place,
            section.without(List.of("use"))));
  }

  private static Optional<Section> section(ConfigNode node, String form, List<Problem> problems) {
    if (node instanceof Section section) {
      return Optional.of(section);
    }
    if (node.isAbsent()) {
      return Optional.of(ConfigNode.emptySection(node.location(), node.path()));
    }
    problems.add(
        new Problem(
            node.location(),
            node.path(),
            "LLM-CFG-005",
            "must be keys and values",
            "write " + form));
    return Optional.empty();
  }
}
