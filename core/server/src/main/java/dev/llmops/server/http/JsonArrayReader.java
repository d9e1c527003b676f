package dev.llmops.server.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.llmops.model.json.Json;
import dev.llmops.service.error.Names;
import dev.llmops.service.error.ServiceException.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads the elements of a JSON array one by one without holding more than one in memory. The array
 * is the whole text, or the only field of an object. Not thread-safe.
 */
public final class JsonArrayReader {

  /**
   * One element.
   *
   * @param number counted from 1
   * @param value what stands there
   */
  public record Element(long number, Json value) {}

  private final String field;
  private final String element;
  private final RecordBudget budget;
  private final JsonParser parser;
  private final ObjectReader reader;
  private boolean started;
  private boolean enveloped;
  private boolean ended;
  private long number;

  /**
   * Reads from a stream, which the caller closes.
   *
   * @param field what the array is called when it stands in an object, in the plural
   * @param maximumElement the most bytes of an element
   */
  public JsonArrayReader(WireJson json, InputStream source, String field, int maximumElement)
      throws IOException {
    this.field = Objects.requireNonNull(field, "field is null");
    this.element = field.substring(0, field.length() - 1);
    this.budget = new RecordBudget(source, maximumElement);
    this.parser = json.mapper().getFactory().createParser(budget);
    this.reader =
        json.mapper().readerFor(Json.class).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }

  /**
   * The next element, empty at the end.
   *
   * @throws HttpProblem naming the element when it is too long or not JSON, when the text has
   *     another shape, and when the body cannot be read further
   */
  public Optional<Element> next() throws IOException {
    try {
      if (!started) {
        open();
        started = true;
      }
      if (ended) {
        return Optional.empty();
      }
      budget.renew(element + " " + (number + 1));
      if (parser.nextToken() == JsonToken.END_ARRAY) {
        close();
        ended = true;
        return Optional.empty();
      }
      number++;
      Json value = reader.readValue(parser);
      return Optional.of(new Element(number, value == null ? Json.NULL : value));
    } catch (JsonProcessingException e) {
      if (e.getCause() instanceof HttpProblem problem) {
        throw problem;
      }
      throw JsonMismatch.malformed(e, number == 0 ? "" : element + " " + number + ": ");
    }
  }

  private void open() throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null) {
      throw new HttpProblem(HttpError.EMPTY_BODY, "send a JSON body");
    }
    if (first == JsonToken.START_OBJECT) {
      enveloped = true;
      if (parser.nextToken() != JsonToken.FIELD_NAME) {
        throw shape("", "\"" + field + "\" is required");
      }
      requireField();
      first = parser.nextToken();
    }
    if (first != JsonToken.START_ARRAY) {
      throw shape("", "expected an array, or an object with the array \"" + field + "\"");
    }
  }

  private void requireField() throws IOException {
    String name = parser.currentName();
    if (!name.equals(field)) {
      throw shape(
          "/" + JsonMismatch.escaped(name),
          "unknown field \"" + name + "\"" + Names.hint(name, List.of(field)));
    }
  }

  private void close() throws IOException {
    budget.renew("what follows the array");
    if (enveloped && parser.nextToken() == JsonToken.FIELD_NAME) {
      requireField();
      throw shape("/" + field, "\"" + field + "\" stands twice");
    }
    if (parser.nextToken() != null) {
      throw new HttpProblem(
          HttpError.MALFORMED_JSON,
          "there is more after the end of the JSON value"
              + JsonMismatch.at(parser.currentTokenLocation()));
    }
  }

  private static HttpProblem shape(String pointer, String message) {
    return new HttpProblem(
        HttpError.INVALID_BODY,
        (pointer.isEmpty() ? "" : pointer + ": ") + message,
        List.of(new Problem(pointer, message)));
  }
}
