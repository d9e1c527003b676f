package dev.llmops.host.config;

import dev.llmops.host.config.ConfigNode.Field;
import dev.llmops.host.config.ConfigNode.Items;
import dev.llmops.host.config.ConfigNode.Scalar;
import dev.llmops.host.config.ConfigNode.Section;
import dev.llmops.model.json.Json;
import dev.llmops.spi.config.Secret;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** One run of the binder, which gathers the problems. An empty result means: reported already. */
final class Binding {

  private final List<Problem> problems = new ArrayList<>();

  List<Problem> problems() {
    return List.copyOf(problems);
  }

  Optional<Object> record(Class<?> type, ConfigNode node) {
    if (node instanceof Scalar scalar && scalar.kind() == Scalar.Kind.UNRESOLVED) {
      return Optional.empty();
    }
    if (node.isAbsent()) {
      return record(type, ConfigNode.emptySection(node.location(), node.path()));
    }
    if (!(node instanceof Section section)) {
      return wrongType(node, "keys and values", "write its keys on lines of their own");
    }
    int before = problems.size();
    List<SettingShape> shapes = SettingShape.of(type);
    reportUnknownKeys(section, shapes);
    List<Object> arguments = new ArrayList<>();
    shapes.forEach(shape -> component(shape, section).ifPresent(arguments::add));
    boolean complete = arguments.size() == shapes.size() && problems.size() == before;
    return complete ? construct(type, arguments.toArray(), section) : Optional.empty();
  }

  private void reportUnknownKeys(Section section, List<SettingShape> shapes) {
    List<String> known = shapes.stream().map(SettingShape::key).toList();
    for (Map.Entry<String, Field> entry : section.fields().entrySet()) {
      String name = entry.getKey();
      if (!known.contains(name)) {
        report(
            entry.getValue().keyLocation(),
            section.pathOf(name),
            "LLM-CFG-003",
            "unknown key",
            known.isEmpty() ? "remove it: no keys are known here" : suggestion(name, known));
      }
    }
  }

  private static String suggestion(String name, List<String> known) {
    String suggestion = NearestNames.suggest(name, known);
    return suggestion.startsWith("there are") ? "remove it; " + suggestion : suggestion;
  }

  private Optional<Object> component(SettingShape shape, Section section) {
    Optional<ConfigNode> given = section.get(shape.key());
    String path = section.pathOf(shape.key());
    ConfigNode node;
    if (given.isPresent()) {
      node = given.get();
    } else if (shape.defaultText().isPresent()) {
      node = defaultNode(shape, section.location(), path);
    } else if (shape.required()) {
      String doc = shape.doc().isEmpty() ? "" : " (" + shape.doc() + ")";
      report(
          section.location(),
          path,
          "LLM-CFG-004",
          "required, but not given",
          "add " + shape.key() + ": " + SettingShape.describe(shape.type()) + doc);
      return Optional.empty();
    } else {
      node = new Scalar(section.location(), path, Scalar.Kind.NULL, "", false);
    }
    Optional<Object> value = value(shape.type(), node);
    value.ifPresent(bound -> checkConstraints(shape.component(), bound, node));
    return value;
  }

  private static ConfigNode defaultNode(SettingShape shape, Location place, String path) {
    String text = shape.defaultText().orElseThrow();
    Class<?> raw = SettingShape.rawType(shape.type());
    boolean structured =
        raw == List.class
            || raw == Map.class
            || raw == Json.class
            || ConfigNode.class.isAssignableFrom(raw)
            || raw.isRecord();
    if (!structured) {
      return Scalar.text(place, path, text);
    }
    ConfigDocument parsed =
        ConfigDocument.parse("value: " + text, "default of " + path, Path.of("."), Map.of());
    return parsed.root().get("value").orElseGet(() -> Scalar.text(place, path, text));
  }

  private void checkConstraints(RecordComponent component, Object bound, ConfigNode node) {
    boolean secret = bound instanceof Secret;
    for (String violation : Constraints.violations(component, bound)) {
      String was =
          !secret && node instanceof Scalar scalar && !scalar.confidential()
              ? ", was " + scalar.shown()
              : "";
      report(
          node.location(),
          node.path(),
          "LLM-CFG-006",
          "must " + violation + was,
          "change the value");
    }
  }

  private Optional<Object> value(Type type, ConfigNode node) {
    Class<?> raw = SettingShape.rawType(type);
    if (node instanceof Scalar scalar && scalar.kind() == Scalar.Kind.UNRESOLVED) {
      return Optional.empty();
    }
    if (ConfigNode.class.isAssignableFrom(raw)) {
      return raw.isInstance(node)
          ? Optional.of(node)
          : wrongType(node, "keys and values", "write its keys on lines of their own");
    }
    if (raw == Json.class) {
      return Optional.of(json(node));
    }
    if (raw == Optional.class) {
      return node.isAbsent()
          ? Optional.of(Optional.empty())
          : value(SettingShape.argument(type, 0), node).map(Optional::of);
    }
    if (raw == OptionalInt.class) {
      return node.isAbsent()
          ? Optional.of(OptionalInt.empty())
          : value(int.class, node).map(v -> OptionalInt.of((Integer) v));
    }
    if (raw == OptionalLong.class) {
      return node.isAbsent()
          ? Optional.of(OptionalLong.empty())
          : value(long.class, node).map(v -> OptionalLong.of((Long) v));
    }
    if (raw == OptionalDouble.class) {
      return node.isAbsent()
          ? Optional.of(OptionalDouble.empty())
          : value(double.class, node).map(v -> OptionalDouble.of((Double) v));
    }
    if (raw == List.class) {
      return list(SettingShape.argument(type, 0), node);
    }
    if (raw == Map.class) {
      return map(SettingShape.argument(type, 1), node);
    }
    if (raw.isRecord()) {
      return record(raw, node);
    }
    return node instanceof Scalar scalar
        ? ScalarBinder.bind(raw, scalar, this)
        : wrongType(node, SettingShape.describe(raw), "write one value behind the key");
  }

  private Optional<Object> list(Type elementType, ConfigNode node) {
    if (node.isAbsent()) {
      return Optional.of(List.of());
    }
    if (!(node instanceof Items items)) {
      return wrongType(node, "a list", "write [a, b], or each element behind a dash");
    }
    List<Object> values = new ArrayList<>();
    items.elements().forEach(element -> value(elementType, element).ifPresent(values::add));
    return values.size() == items.elements().size()
        ? Optional.of(List.copyOf(values))
        : Optional.empty();
  }

  private Optional<Object> map(Type valueType, ConfigNode node) {
    if (node.isAbsent()) {
      return Optional.of(Map.of());
    }
    if (!(node instanceof Section section)) {
      return wrongType(node, "keys and values", "write its keys on lines of their own");
    }
    Map<String, Object> values = new LinkedHashMap<>();
    section
        .fields()
        .forEach((name, field) ->
            value(valueType, field.value()).ifPresent(bound -> values.put(name, bound)));
    return values.size() == section.fields().size()
        ? Optional.of(Collections.unmodifiableMap(values))
        : Optional.empty();
  }

  private static Json json(ConfigNode node) {
    return switch (node) {
      case Scalar scalar -> ScalarText.toJson(scalar);
      case Items items -> Json.array(items.elements().stream().map(Binding::json).toList());
      case Section section -> {
        Map<String, Json> fields = new LinkedHashMap<>();
        section.fields().forEach((name, field) -> fields.put(name, json(field.value())));
        yield Json.object(fields);
      }
    };
  }

  private Optional<Object> construct(Class<?> type, Object[] arguments, Section section) {
    try {
      Class<?>[] types =
          Arrays.stream(type.getRecordComponents())
              .map(RecordComponent::getType)
              .toArray(Class<?>[]::new);
      Constructor<?> canonical = type.getDeclaredConstructor(types);
      canonical.setAccessible(true);
      return Optional.of(canonical.newInstance(arguments));
    } catch (InvocationTargetException e) {
      String message = scrubbed(messageOf(e.getCause()), arguments, section);
      report(section.location(), section.path(), "LLM-CFG-009", message, "change the values");
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      report(
          section.location(),
          section.path(),
          "LLM-CFG-009",
          "the settings record "
              + type.getName()
              + " cannot be made ("
              + e.getClass().getSimpleName()
              + ")",
          "tell the plugin's author");
    }
    return Optional.empty();
  }

  /** The record's own text; foreign code, so that even asking for it may fail. */
  private static String messageOf(Throwable cause) {
    try {
      String message = cause.getMessage();
      return message == null || message.isBlank() ? cause.getClass().getName() : message;
    } catch (Throwable unreadable) {
      return cause.getClass().getName();
    }
  }

  private static String scrubbed(String message, Object[] arguments, Section section) {
    Stream<String> secrets =
        Arrays.stream(arguments)
            .flatMap(value -> value instanceof Optional<?> some ? some.stream() : Stream.of(value))
            .filter(Secret.class::isInstance)
            .map(value -> ((Secret) value).reveal());
    List<String> hidden =
        Stream.concat(section.confidentialTexts(), secrets)
            .filter(text -> !text.isEmpty())
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
    String clean = message;
    for (String text : hidden) {
      clean = clean.replace(text, ConfigNode.MASK);
    }
    return clean;
  }

  Optional<Object> wrongType(ConfigNode node, String wanted, String remedy) {
    String was =
        node instanceof Scalar scalar
            ? scalar.shown()
            : node instanceof Items ? "a list" : "keys and values";
    return wrongType(node, wanted, remedy, was);
  }

  Optional<Object> wrongType(ConfigNode node, String wanted, String remedy, String was) {
    report(
        node.location(), node.path(), "LLM-CFG-005", "must be " + wanted + ", was " + was, remedy);
    return Optional.empty();
  }

  private void report(Location place, String key, String code, String message, String remedy) {
    problems.add(new Problem(place, key, code, message, remedy));
  }
}
