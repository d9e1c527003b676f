package dev.llmops.host.config;

import dev.llmops.model.json.Json;
import dev.llmops.spi.config.Default;
import dev.llmops.spi.config.Doc;
import dev.llmops.spi.config.Secret;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** One component of a settings record, as an operator sees it. */
record SettingShape(RecordComponent component) {

  static List<SettingShape> of(Class<?> recordType) {
    return Arrays.stream(recordType.getRecordComponents()).map(SettingShape::new).toList();
  }

  /** The component's name in kebab-case. */
  String key() {
    return kebab(component.getName());
  }

  Type type() {
    return component.getGenericType();
  }

  Optional<String> defaultText() {
    return Optional.ofNullable(component.getAnnotation(Default.class)).map(Default::value);
  }

  String doc() {
    Doc doc = component.getAnnotation(Doc.class);
    return doc == null ? "" : doc.value();
  }

  /** Whether the file must hold it; a record counts by its own components. */
  boolean required() {
    Class<?> raw = rawType(type());
    boolean mayBeAbsent =
        raw == Optional.class
            || raw == OptionalInt.class
            || raw == OptionalLong.class
            || raw == OptionalDouble.class
            || raw == List.class
            || raw == Map.class
            || raw.isRecord();
    return defaultText().isEmpty() && !mayBeAbsent;
  }

  static Class<?> rawType(Type type) {
    if (type instanceof Class<?> plain) {
      return plain;
    }
    if (type instanceof ParameterizedType generic) {
      return (Class<?>) generic.getRawType();
    }
    throw new IllegalArgumentException("a settings record cannot hold " + type);
  }

  static Type argument(Type type, int index) {
    if (type instanceof ParameterizedType generic) {
      return generic.getActualTypeArguments()[index];
    }
    throw new IllegalArgumentException(type + " needs type arguments in a settings record");
  }

  static String kebab(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2")
        .replaceAll("([A-Z]+)([A-Z][a-z])", "$1-$2")
        .replace('_', '-')
        .toLowerCase(Locale.ROOT);
  }

  /** What messages and the reference call a type. */
  static String describe(Type type) {
    Class<?> raw = rawType(type);
    if (raw == Optional.class) {
      return describe(argument(type, 0));
    }
    if (raw == List.class) {
      return "list of " + describe(argument(type, 0));
    }
    if (raw == Map.class) {
      return "map to " + describe(argument(type, 1));
    }
    if (raw.isEnum()) {
      return "one of " + String.join(", ", enumKeys(raw));
    }
    String name = raw.isRecord() ? "section" : NAMES.get(raw);
    if (name == null) {
      throw new IllegalArgumentException("a settings record cannot hold " + raw.getName());
    }
    return name;
  }

  static List<String> enumKeys(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> kebab(((Enum<?>) constant).name()))
        .collect(Collectors.toList());
  }

  private static final Map<Class<?>, String> NAMES =
      Map.ofEntries(
          Map.entry(String.class, "text"),
          Map.entry(boolean.class, "true or false"),
          Map.entry(Boolean.class, "true or false"),
          Map.entry(int.class, "integer"),
          Map.entry(Integer.class, "integer"),
          Map.entry(OptionalInt.class, "integer"),
          Map.entry(long.class, "integer"),
          Map.entry(Long.class, "integer"),
          Map.entry(OptionalLong.class, "integer"),
          Map.entry(double.class, "number"),
          Map.entry(Double.class, "number"),
          Map.entry(OptionalDouble.class, "number"),
          Map.entry(Duration.class, "duration"),
          Map.entry(Path.class, "path"),
          Map.entry(URI.class, "URL"),
          Map.entry(Secret.class, "secret"),
          Map.entry(Json.class, "any value"),
          Map.entry(ConfigNode.class, "any value"),
          Map.entry(ConfigNode.Section.class, "section"));
}
