package dev.llmops.host.instance;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.llmops.model.json.Json;
import dev.llmops.spi.JsonCodec;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON by RFC 8259 without leniency, straight into the immutable tree. Thread-safe. */
public final class StrictJsonCodec implements JsonCodec {

  private static final int DEEPEST = 500;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  @Override
  public Json parse(String text) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() == null) {
        throw new JsonFormatException("line 1, column 1: there is no JSON value");
      }
      Json value = value(parser);
      if (parser.nextToken() != null) {
        JsonLocation place = parser.currentTokenLocation();
        throw new JsonFormatException(at(place) + "more text follows the value");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw new JsonFormatException(at(e.getLocation()) + e.getOriginalMessage());
    } catch (IOException e) {
      throw new IllegalStateException("a string cannot fail to be read", e);
    }
  }

  private static Json value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Json> fields = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          parser.nextToken();
          fields.put(name, value(parser));
        }
        yield Json.object(fields);
      }
      case START_ARRAY -> {
        List<Json> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          elements.add(value(parser));
        }
        yield Json.array(elements);
      }
      case VALUE_TRUE -> Json.of(true);
      case VALUE_FALSE -> Json.of(false);
      case VALUE_NULL -> Json.NULL;
      case VALUE_NUMBER_INT -> Json.fromJava(parser.getNumberValue());
      case VALUE_NUMBER_FLOAT -> decimal(parser);
      default -> Json.of(parser.getText());
    };
  }

  /** A double where that loses nothing. */
  private static Json decimal(JsonParser parser) throws IOException {
    double rounded = parser.getDoubleValue();
    BigDecimal exact = parser.getDecimalValue();
    boolean faithful =
        Double.isFinite(rounded) && BigDecimal.valueOf(rounded).compareTo(exact) == 0;
    return faithful ? Json.of(rounded) : Json.fromJava(exact);
  }

  private static String at(JsonLocation place) {
    return place == null
        ? ""
        : "line " + place.getLineNr() + ", column " + place.getColumnNr() + ": ";
  }
}
