package dev.llmops.server.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.llmops.model.json.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;

/** Types that read or write stricter than Jackson does by itself. */
final class WireTypes extends SimpleModule {

  private static final long serialVersionUID = 1L;

  WireTypes() {
    addDeserializer(Instant.class, new InstantReader());
    addDeserializer(Duration.class, new DurationReader());
    addDeserializer(boolean.class, new FlagReader());
    addDeserializer(double.class, new FiniteReader(double.class));
    addDeserializer(Double.class, new FiniteReader(Double.class));
    addSerializer(Json.class, new JsonWriter());
  }

  /** RFC 3339 text only, no numbers. */
  private static final class InstantReader extends StdScalarDeserializer<Instant> {

    private static final long serialVersionUID = 1L;

    InstantReader() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      if (!parser.hasToken(JsonToken.VALUE_STRING)) {
        return (Instant) context.handleUnexpectedToken(Instant.class, parser);
      }
      String text = parser.getText();
      try {
        return OffsetDateTime.parse(text).toInstant();
      } catch (DateTimeException e) {
        return (Instant) context.handleWeirdStringValue(Instant.class, text, "not RFC 3339");
      }
    }
  }

  /** {@code 30s} or ISO 8601. */
  private static final class DurationReader extends StdScalarDeserializer<Duration> {

    private static final long serialVersionUID = 1L;

    DurationReader() {
      super(Duration.class);
    }

    @Override
    public Duration deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      if (!parser.hasToken(JsonToken.VALUE_STRING)) {
        return (Duration) context.handleUnexpectedToken(Duration.class, parser);
      }
      String text = parser.getText();
      try {
        return WireDuration.parse(text);
      } catch (DateTimeException | ArithmeticException e) {
        return (Duration) context.handleWeirdStringValue(Duration.class, text, "not a duration");
      }
    }
  }

  /** {@code true} or {@code false}; what is not there is false. */
  private static final class FlagReader extends StdScalarDeserializer<Boolean> {
    private static final long serialVersionUID = 1L;

    FlagReader() {
      super(boolean.class);
    }

    @Override
    public Boolean deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      return switch (parser.currentToken()) {
        case VALUE_TRUE -> true;
        case VALUE_FALSE -> false;
        default -> (Boolean) context.handleUnexpectedToken(boolean.class, parser);
      };
    }

    @Override
    public Boolean getNullValue(DeserializationContext context) throws JsonMappingException {
      return context.reportInputMismatch(this, "null for a boolean");
    }

    @Override
    public Object getAbsentValue(DeserializationContext context) {
      return false;
    }
  }

  /** Numbers that fit a double; {@code 1e999} does not. */
  private static final class FiniteReader extends StdScalarDeserializer<Double> {

    private static final long serialVersionUID = 1L;

    FiniteReader(Class<?> type) {
      super(type);
    }

    @Override
    public Double deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      JsonToken token = parser.currentToken();
      if (token == null || !token.isNumeric()) {
        return (Double) context.handleUnexpectedToken(handledType(), parser);
      }
      double value = parser.getDoubleValue();
      if (!Double.isFinite(value)) {
        return (Double)
            context.handleWeirdNumberValue(handledType(), value, "too large for a number");
      }
      return value;
    }

    @Override
    public Double getNullValue(DeserializationContext context) throws JsonMappingException {
      if (handledType().isPrimitive()) {
        context.reportInputMismatch(this, "null for a number");
      }
      return null;
    }

    @Override
    public Object getEmptyValue(DeserializationContext context) {
      return null;
    }
  }

  /** Fields in the order they came in, where other maps are sorted. */
  private static final class JsonWriter extends StdSerializer<Json> {

    private static final long serialVersionUID = 1L;

    JsonWriter() {
      super(Json.class);
    }

    @Override
    public void serialize(Json json, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      switch (json.kind()) {
        case NULL -> out.writeNull();
        case BOOLEAN -> out.writeBoolean(json.asBoolean());
        case STRING -> out.writeString(json.asString());
        case NUMBER -> writeNumber(json.toJava(), out);
        case ARRAY -> {
          out.writeStartArray();
          for (Json element : json.elements()) {
            serialize(element, out, provider);
          }
          out.writeEndArray();
        }
        case OBJECT -> {
          out.writeStartObject();
          for (Map.Entry<String, Json> field : json.fields().entrySet()) {
            out.writeFieldName(field.getKey());
            serialize(field.getValue(), out, provider);
          }
          out.writeEndObject();
        }
      }
    }

    private static void writeNumber(Object number, JsonGenerator out) throws IOException {
      switch (number) {
        case Long integer -> out.writeNumber(integer);
        case Double real -> out.writeNumber(real);
        case BigInteger big -> out.writeNumber(big);
        case BigDecimal decimal -> out.writeNumber(decimal);
        default -> throw new IllegalStateException("not a JSON number: " + number.getClass());
      }
    }
  }
}
