package dev.llmops.model.json;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An immutable JSON value: null, boolean, number, string, array or object. Objects keep the order
 * of their fields; equality ignores it. Numbers are {@code Long}, {@code BigInteger}, {@code
 * Double} or {@code BigDecimal} and always finite. Thread-safe.
 */
public final class Json {

  /** The six kinds of a JSON value. */
  public enum Kind {
    NULL,
    BOOLEAN,
    NUMBER,
    STRING,
    ARRAY,
    OBJECT
  }

  /** The JSON null. */
  public static final Json NULL = new Json(Kind.NULL, null);

  /** The empty object. */
  public static final Json EMPTY_OBJECT = new Json(Kind.OBJECT, Map.of());

  private final Kind kind;
  private final Object value;

  private Json(Kind kind, Object value) {
    this.kind = kind;
    this.value = value;
  }

  /** A string value. */
  public static Json of(String text) {
    return new Json(Kind.STRING, Objects.requireNonNull(text, "text is null"));
  }

  /** A boolean value. */
  public static Json of(boolean value) {
    return new Json(Kind.BOOLEAN, value);
  }

  /** An integer value. */
  public static Json of(long value) {
    return new Json(Kind.NUMBER, value);
  }

  /**
   * A number.
   *
   * @throws IllegalArgumentException when the value is NaN or infinite
   */
  public static Json of(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("JSON has no " + value);
    }
    return new Json(Kind.NUMBER, value);
  }

  /** An array of values. */
  public static Json array(List<Json> elements) {
    return new Json(Kind.ARRAY, List.copyOf(elements));
  }

  /** An object; the order of the map is kept. */
  public static Json object(Map<String, Json> fields) {
    Map<String, Json> copy = new LinkedHashMap<>();
    fields.forEach((name, field) ->
        copy.put(
            Objects.requireNonNull(name, "a field name is null"),
            Objects.requireNonNull(field, () -> "field " + name + " is null")));
    return new Json(Kind.OBJECT, Collections.unmodifiableMap(copy));
  }

  /**
   * Converts plain Java data: null, {@code Boolean}, {@code Number}, {@code CharSequence}, {@code
   * Iterable}, {@code Map} with string keys, or {@code Json} itself.
   *
   * @throws IllegalArgumentException for any other type, and for NaN and infinities
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static Json fromJava(Object source) {
    if (source == null) {
      return NULL;
    }
    if (source instanceof Json json) {
      return json;
    }
    if (source instanceof Boolean flag) {
      return of(flag.booleanValue());
    }
    if (source instanceof Number number) {
      return fromNumber(number);
    }
    if (source instanceof CharSequence text) {
      return of(text.toString());
    }
    if (source instanceof Map<?, ?> map) {
      Map<String, Json> fields = new LinkedHashMap<>();
      map.forEach((name, field) -> fields.put(fieldName(name), fromJava(field)));
      return object(fields);
    }
    if (source instanceof Iterable<?> items) {
      List<Json> elements = new ArrayList<>();
      items.forEach(item -> elements.add(fromJava(item)));
      return array(elements);
    }
    throw new IllegalArgumentException("not JSON data: " + source.getClass().getName());
  }

  private static String fieldName(Object name) {
    if (name instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("a JSON field name must be a string, was " + name);
  }

  private static Json fromNumber(Number number) {
    if (number instanceof Long
        || number instanceof Integer
        || number instanceof Short
        || number instanceof Byte) {
      return of(number.longValue());
    }
    if (number instanceof Double || number instanceof Float) {
      return of(number.doubleValue());
    }
    if (number instanceof BigInteger big) {
      return big.bitLength() < Long.SIZE ? of(big.longValue()) : new Json(Kind.NUMBER, big);
    }
    if (number instanceof BigDecimal) {
      return new Json(Kind.NUMBER, number);
    }
    throw new IllegalArgumentException("not a JSON number: " + number.getClass().getName());
  }

  /** The kind of this value. */
  public Kind kind() {
    return kind;
  }

  /** Whether this is the JSON null. */
  public boolean isNull() {
    return kind == Kind.NULL;
  }

  /** Whether this is a string. */
  public boolean isString() {
    return kind == Kind.STRING;
  }

  /** Whether this is a number. */
  public boolean isNumber() {
    return kind == Kind.NUMBER;
  }

  /** Whether this is a number without a fraction, such as {@code 3} or {@code 3.0}. */
  public boolean isInteger() {
    if (kind != Kind.NUMBER) {
      return false;
    }
    if (value instanceof Double number) {
      return number == Math.rint(number);
    }
    return !(value instanceof BigDecimal decimal) || decimal.stripTrailingZeros().scale() <= 0;
  }

  /** Whether this is a boolean. */
  public boolean isBoolean() {
    return kind == Kind.BOOLEAN;
  }

  /** Whether this is an array. */
  public boolean isArray() {
    return kind == Kind.ARRAY;
  }

  /** Whether this is an object. */
  public boolean isObject() {
    return kind == Kind.OBJECT;
  }

  /**
   * The text of a string value.
   *
   * @throws IllegalStateException when this is not a string
   */
  public String asString() {
    return (String) require(Kind.STRING);
  }

  /**
   * The value of a boolean.
   *
   * @throws IllegalStateException when this is not a boolean
   */
  public boolean asBoolean() {
    return (Boolean) require(Kind.BOOLEAN);
  }

  /**
   * The value of a number as a double, rounded where it must be.
   *
   * @throws IllegalStateException when this is not a number
   */
  public double asDouble() {
    return ((Number) require(Kind.NUMBER)).doubleValue();
  }

  /**
   * The value of a number as a long.
   *
   * @throws IllegalStateException when this is not a number
   * @throws ArithmeticException when it has a fraction or does not fit
   */
  public long asLong() {
    Number number = (Number) require(Kind.NUMBER);
    return number instanceof Long integer
        ? integer
        : new BigDecimal(number.toString()).longValueExact();
  }

  /**
   * The elements of an array.
   *
   * @throws IllegalStateException when this is not an array
   */
  @SuppressWarnings("unchecked")
  public List<Json> elements() {
    return (List<Json>) require(Kind.ARRAY);
  }

  /**
   * The fields of an object, in their order.
   *
   * @throws IllegalStateException when this is not an object
   */
  @SuppressWarnings("unchecked")
  public Map<String, Json> fields() {
    return (Map<String, Json>) require(Kind.OBJECT);
  }

  /** The named field, empty when this is not an object or has no such field. */
  public Optional<Json> get(String name) {
    return kind == Kind.OBJECT ? Optional.ofNullable(fields().get(name)) : Optional.empty();
  }

  private Object require(Kind wanted) {
    if (kind != wanted) {
      throw new IllegalStateException("expected a JSON " + wanted + ", was " + kind);
    }
    return value;
  }

  /** Plain Java data: null, Boolean, Number, String, unmodifiable List or Map. */
  @JsonValue
  public Object toJava() {
    return switch (kind) {
      case NULL, BOOLEAN, NUMBER, STRING -> value;
      case ARRAY -> {
        List<Object> list = new ArrayList<>();
        elements().forEach(element -> list.add(element.toJava()));
        yield Collections.unmodifiableList(list);
      }
      case OBJECT -> {
        Map<String, Object> map = new LinkedHashMap<>();
        fields().forEach((name, field) -> map.put(name, field.toJava()));
        yield Collections.unmodifiableMap(map);
      }
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Json json && kind == json.kind && Objects.equals(value, json.value);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, value);
  }

  /** JSON text without white space, fields in their order. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    JsonText.write(this, out);
    return out.toString();
  }
}
