package dev.llmops.host.config;

import dev.llmops.model.json.Json;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** A value in a configuration file, with its place. Immutable; prints no confidential text. */
public sealed interface ConfigNode {

  /** What a confidential text is shown as. */
  String MASK = "***";

  /** Where the value stands. */
  Location location();

  /** The full key, such as {@code metrics.brief.max}; empty for the root. */
  String path();

  /** The value as plain data, confidential texts replaced by {@code ***}. */
  Json redacted();

  /** The confidential texts in this value and below. */
  Stream<String> confidentialTexts();

  /** Whether this is an explicit or implied null, such as {@code key:} with nothing behind it. */
  default boolean isAbsent() {
    return this instanceof Scalar scalar && scalar.kind() == Scalar.Kind.NULL;
  }

  /** An object without fields. */
  static Section emptySection(Location location, String path) {
    return new Section(location, path, Map.of());
  }

  /** A named value and the place of its name. */
  record Field(Location keyLocation, ConfigNode value) {

    public Field {
      Objects.requireNonNull(keyLocation, "keyLocation is null");
      Objects.requireNonNull(value, "value is null");
    }
  }

  /** An object; its fields keep their order. */
  record Section(Location location, String path, Map<String, Field> fields) implements ConfigNode {

    public Section {
      Objects.requireNonNull(location, "location is null");
      Objects.requireNonNull(path, "path is null");
      fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** The value of a field that is present and not null. */
    public Optional<ConfigNode> get(String name) {
      return Optional.ofNullable(fields.get(name)).map(Field::value).filter(v -> !v.isAbsent());
    }

    /** The full key of a field of this object. */
    public String pathOf(String name) {
      return path.isEmpty() ? name : path + "." + name;
    }

    /** This object without some of its fields. */
    public Section without(Collection<String> names) {
      Map<String, Field> rest = new LinkedHashMap<>(fields);
      rest.keySet().removeAll(names);
      return new Section(location, path, rest);
    }

    @Override
    public Json redacted() {
      Map<String, Json> shown = new LinkedHashMap<>();
      fields.forEach((name, field) -> shown.put(name, field.value().redacted()));
      return Json.object(shown);
    }

    @Override
    public Stream<String> confidentialTexts() {
      return fields.values().stream().flatMap(field -> field.value().confidentialTexts());
    }
  }

  /** A list. */
  record Items(Location location, String path, List<ConfigNode> elements) implements ConfigNode {

    public Items {
      Objects.requireNonNull(location, "location is null");
      Objects.requireNonNull(path, "path is null");
      elements = List.copyOf(elements);
    }

    @Override
    public Json redacted() {
      return Json.array(elements.stream().map(ConfigNode::redacted).toList());
    }

    @Override
    public Stream<String> confidentialTexts() {
      return elements.stream().flatMap(ConfigNode::confidentialTexts);
    }
  }

  /**
   * A text, number, boolean or null.
   *
   * @param text as written, references resolved
   * @param confidential whether it came from the environment or another file
   */
  record Scalar(Location location, String path, Kind kind, String text, boolean confidential)
      implements ConfigNode {

    /** How the value was written. */
    public enum Kind {
      TEXT,
      NUMBER,
      BOOLEAN,
      NULL,
      /** A reference without a value, reported already. */
      UNRESOLVED
    }

    public Scalar {
      Objects.requireNonNull(location, "location is null");
      Objects.requireNonNull(path, "path is null");
      Objects.requireNonNull(kind, "kind is null");
      Objects.requireNonNull(text, "text is null");
    }

    /** A text that stands in no file, such as a default. */
    static Scalar text(Location location, String path, String text) {
      return new Scalar(location, path, Kind.TEXT, text, false);
    }

    /** How a message may show the value. */
    public String shown() {
      return confidential ? MASK : kind == Kind.TEXT ? '"' + text + '"' : text;
    }

    @Override
    public Json redacted() {
      return confidential ? Json.of(MASK) : ScalarText.toJson(this);
    }

    @Override
    public Stream<String> confidentialTexts() {
      return confidential && !text.isEmpty() ? Stream.of(text) : Stream.empty();
    }

    @Override
    public String toString() {
      return path + "=" + shown();
    }
  }
}
