package dev.llmops.server.http;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.llmops.model.json.Json;
import java.util.List;
import java.util.Optional;

/**
 * JSON as it goes over the wire: strict when read, with no null in a list and absent flags false,
 * and without NaN or Infinity when written. Times are RFC 3339 in UTC, durations {@code 30s} or ISO
 * 8601 when read and ISO 8601 when written, an empty optional is null. Thread-safe.
 */
public final class WireJson {

  /** How deep JSON may be nested. */
  public static final int MAX_NESTING = 500;

  private static final int MAX_STRING_LENGTH = 8 << 20;
  private static final int MAX_NUMBER_LENGTH = 200;
  private static final int MAX_NAME_LENGTH = 2_000;

  private final JsonMapper mapper;

  /** The one configuration there is. */
  public WireJson() {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_NESTING)
                    .maxStringLength(MAX_STRING_LENGTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .maxNameLength(MAX_NAME_LENGTH)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .addDecorator((ignored, generator) -> new FiniteNumbers(generator))
            .build();
    mapper =
        JsonMapper.builder(factory)
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .addModule(new WireTypes())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                LogicalType.Textual,
                config ->
                    config
                        .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .withConfigOverride(
                List.class,
                lists -> lists.setSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL)))
            // What a list in an optional may hold goes by the type of the field.
            .withConfigOverride(
                Optional.class,
                optionals -> optionals.setSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL)))
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();
  }

  /** The mapper itself, for what the methods here do not cover. Must not be configured further. */
  public JsonMapper mapper() {
    return mapper;
  }

  /**
   * Writes a value.
   *
   * @throws IllegalStateException when it cannot be JSON, such as a record that holds NaN
   */
  public byte[] write(Object value) {
    try {
      return mapper.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "an answer cannot be written as JSON: " + value.getClass().getName(), e);
    }
  }

  /**
   * Reads one value.
   *
   * @param place what to put before messages, such as {@code line 7: }; may be empty
   * @throws HttpProblem when the bytes are not JSON or do not fit the type, with everything that is
   *     wrong and where
   */
  public <T> T read(byte[] bytes, Class<T> type, String place) {
    return new JsonBinding(mapper, place).read(bytes, type);
  }

  /**
   * Reads a value of unknown shape.
   *
   * @throws HttpProblem when the bytes are not JSON
   */
  public Json read(byte[] bytes) {
    return read(bytes, Json.class, "");
  }
}
