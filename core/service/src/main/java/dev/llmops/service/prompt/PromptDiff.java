package dev.llmops.service.prompt;

import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.IncludedPrompt;
import dev.llmops.model.prompt.PromptConfig;
import dev.llmops.model.prompt.PromptVersion;
import dev.llmops.model.prompt.Variable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is different between two versions of a prompt.
 *
 * @param from the older version, or whichever was named first
 * @param to the other
 * @param identical whether a model is asked the same: both have the same hash
 * @param lines all lines of content, in order. A chat prompt is compared as one text in which every
 *     message follows a line {@code [role]}
 * @param added variables that only the second has, by name
 * @param removed variables that only the first has, by name
 * @param changed variables that both have and declare differently, by name
 * @param config what is different in the model they are written for
 * @param includes prompts that they include in different versions, by name
 */
public record PromptDiff(
    PromptVersion from,
    PromptVersion to,
    boolean identical,
    List<Line> lines,
    List<Variable> added,
    List<Variable> removed,
    List<VariableChange> changed,
    List<FieldChange> config,
    List<IncludeChange> includes) {

  /** What became of a line. */
  public enum Op {
    EQUAL,
    ADDED,
    REMOVED
  }

  /** A line of content, without its line feed. */
  public record Line(Op op, String text) {}

  /**
   * A variable that is declared differently.
   *
   * @param fields what is different, in the order of the declaration
   */
  public record VariableChange(String name, List<FieldChange> fields) {}

  /**
   * A field with another value.
   *
   * @param field its name on the wire
   * @param from its old value
   * @param to its new value
   */
  public record FieldChange(String field, Json from, Json to) {}

  /**
   * A prompt of which other versions are included.
   *
   * @param from the versions before, in the order of their tags; empty when there was none
   * @param to the versions since
   */
  public record IncludeChange(String name, List<String> from, List<String> to) {}

  public PromptDiff {
    lines = List.copyOf(lines);
    added = List.copyOf(added);
    removed = List.copyOf(removed);
    changed = List.copyOf(changed);
    config = List.copyOf(config);
    includes = List.copyOf(includes);
  }

  /** Compares two versions. */
  public static PromptDiff between(PromptVersion from, PromptVersion to) {
    Map<String, Variable> before = byName(from.variables());
    Map<String, Variable> after = byName(to.variables());
    List<VariableChange> changed = new ArrayList<>();
    before.forEach((name, variable) -> {
      if (after.containsKey(name)) {
        List<FieldChange> fields = changes(fields(variable), fields(after.get(name)));
        if (!fields.isEmpty()) {
          changed.add(new VariableChange(name, fields));
        }
      }
    });
    return new PromptDiff(
        from,
        to,
        from.hash().equals(to.hash()),
        LineDiff.of(lines(from), lines(to)),
        without(after, before.keySet()),
        without(before, after.keySet()),
        changed,
        changes(fields(from.config()), fields(to.config())),
        includes(included(from), included(to)));
  }

  private static Map<String, List<String>> included(PromptVersion version) {
    return version.includes().stream()
        .collect(
            Collectors.groupingBy(
                IncludedPrompt::name,
                TreeMap::new,
                Collectors.collectingAndThen(
                    Collectors.mapping(IncludedPrompt::version, Collectors.toList()),
                    versions -> versions.stream().distinct().toList())));
  }

  private static List<IncludeChange> includes(
      Map<String, List<String>> before, Map<String, List<String>> after) {
    Set<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    return names.stream()
        .map(name ->
            new IncludeChange(
                name, before.getOrDefault(name, List.of()), after.getOrDefault(name, List.of())))
        .filter(change -> !change.from().equals(change.to()))
        .toList();
  }

  private static List<String> lines(PromptVersion version) {
    if (!version.isChat()) {
      return List.of(version.content().split("\n", -1));
    }
    List<String> lines = new ArrayList<>();
    version
        .messages()
        .forEach(message -> {
          lines.add("[" + message.role().wireName() + "]");
          lines.addAll(List.of(message.content().split("\n", -1)));
        });
    return lines;
  }

  private static Map<String, Variable> byName(List<Variable> variables) {
    return variables.stream()
        .collect(
            Collectors.toMap(
                Variable::name, Function.identity(), (first, second) -> first, TreeMap::new));
  }

  private static List<Variable> without(Map<String, Variable> variables, Collection<String> names) {
    return variables.values().stream()
        .filter(variable -> !names.contains(variable.name()))
        .toList();
  }

  private static Map<String, Json> fields(Variable variable) {
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("type", Json.of(variable.type().wireName()));
    fields.put("required", Json.of(variable.required()));
    fields.put("default", variable.defaultValue());
    fields.put("description", Json.of(variable.description()));
    fields.put("validation", Json.of(variable.validation()));
    return fields;
  }

  private static Map<String, Json> fields(PromptConfig config) {
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("model", Json.of(config.model()));
    fields.put("parameters", config.parameters());
    return fields;
  }

  private static List<FieldChange> changes(Map<String, Json> before, Map<String, Json> after) {
    return before.entrySet().stream()
        .filter(field -> !field.getValue().equals(after.get(field.getKey())))
        .map(field -> new FieldChange(field.getKey(), field.getValue(), after.get(field.getKey())))
        .toList();
  }
}
