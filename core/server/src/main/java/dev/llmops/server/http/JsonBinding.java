package dev.llmops.server.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one JSON value into a type and says in the caller's words what does not fit. */
final class JsonBinding {

  private static final Pattern REQUIRED = Pattern.compile("([A-Za-z][A-Za-z0-9]*) is null");

  private final JsonMapper mapper;
  private final String place;

  JsonBinding(JsonMapper mapper, String place) {
    this.mapper = mapper;
    this.place = place;
  }

  <T> T read(byte[] bytes, Class<T> type) {
    Collector problems = new Collector();
    try (JsonParser parser = mapper.getFactory().createParser(bytes)) {
      T value = bind(parser, type, problems);
      requireEnd(parser);
      if (value == null && problems.isEmpty()) {
        problems.add("", "expected " + JsonMismatch.expected(mapper, type) + ", got null");
      }
      problems.throwIfAny(place);
      return value;
    } catch (JsonProcessingException e) {
      throw JsonMismatch.malformed(e, place);
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory failed", e);
    }
  }

  private <T> T bind(JsonParser parser, Class<T> type, Collector problems) throws IOException {
    try {
      return mapper
          .readerFor(type)
          .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .withAttribute(UnknownFields.PROBLEMS, problems)
          .readValue(parser);
    } catch (InvalidDefinitionException e) {
      throw new IllegalStateException("cannot be read from JSON: " + type.getName(), e);
    } catch (JsonMappingException e) {
      if (e.getCause() instanceof JsonProcessingException cause
          && !(cause instanceof JsonMappingException)) {
        throw cause;
      }
      // Text that is not JSON at all is reported as such, wherever the first mismatch stands.
      drain(parser);
      if (e.getCause() instanceof ServiceException refusal) {
        throw refusal;
      }
      problems.add(explain(e));
      return null;
    }
  }

  private Problem explain(JsonMappingException e) {
    String pointer = JsonMismatch.pointer(e);
    if (e.getCause() instanceof NullPointerException missing && missing.getMessage() != null) {
      Matcher matcher = REQUIRED.matcher(missing.getMessage());
      if (matcher.matches()) {
        return new Problem(pointer + "/" + matcher.group(1), "is required");
      }
    }
    if (e.getCause() instanceof IllegalArgumentException refusal && refusal.getMessage() != null) {
      return new Problem(pointer, refusal.getMessage());
    }
    if (e.getCause() != null && !(e.getCause() instanceof JsonProcessingException)) {
      throw new IllegalStateException("reading a request failed at " + pointer, e);
    }
    return new Problem(pointer, JsonMismatch.explain(mapper, e));
  }

  private static void drain(JsonParser parser) throws IOException {
    while (parser.nextToken() != null) {
      // Only the end is of interest.
    }
  }

  private void requireEnd(JsonParser parser) throws IOException {
    if (parser.isClosed() || parser.currentToken() == null && parser.nextToken() == null) {
      return;
    }
    if (parser.nextToken() != null) {
      throw new HttpProblem(
          HttpError.MALFORMED_JSON,
          place
              + "there is more after the end of the JSON value"
              + JsonMismatch.at(parser.currentTokenLocation()));
    }
  }

  /** The problems of one read. */
  static final class Collector {

    private final ArrayList<Problem> found = new ArrayList<>();

    void add(String pointer, String message) {
      add(new Problem(pointer, message));
    }

    void add(Problem problem) {
      found.add(problem);
    }

    boolean isEmpty() {
      return found.isEmpty();
    }

    void throwIfAny(String place) {
      if (!found.isEmpty()) {
        Problem first = found.get(0);
        String detail =
            found.size() == 1
                ? (first.pointer().isEmpty() ? "" : first.pointer() + ": ") + first.message()
                : found.size()
                    + " things do not fit, the first: "
                    + first.pointer()
                    + ": "
                    + first.message();
        throw new HttpProblem(HttpError.INVALID_BODY, place + detail, List.copyOf(found));
      }
    }
  }
}
