package dev.llmops.server.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
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
    try (JsonParser parser = mapper.getFactory().createParser(bytes)) {
      T value =
          mapper
              .readerFor(type)
              .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
              .readValue(parser);
      requireEnd(parser);
      if (value == null) {
        throw invalid(
            List.of(
                new Problem("", "expected " + JsonMismatch.expected(mapper, type) + ", got null")));
      }
      return value;
    } catch (InvalidDefinitionException e) {
      throw new IllegalStateException("cannot be read from JSON: " + type.getName(), e);
    } catch (JsonMappingException | InputCoercionException e) {
      throw explain(bytes, type, e);
    } catch (JsonProcessingException e) {
      throw JsonMismatch.malformed(e, place);
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory failed", e);
    }
  }

  private void requireEnd(JsonParser parser) throws IOException {
    if (parser.nextToken() != null) {
      throw new HttpProblem(
          HttpError.MALFORMED_JSON,
          place
              + "there is more after the end of the JSON value"
              + JsonMismatch.at(parser.currentTokenLocation()));
    }
  }

  /**
   * Reads the text again as a tree: if that fails it is not JSON at all, wherever the first mismatch
   * stands, and if not, the tree shows what else is wrong.
   */
  private RuntimeException explain(byte[] bytes, Class<?> type, JsonProcessingException failure)
      throws HttpProblem {
    JsonNode root;
    try {
      root = mapper.readTree(bytes);
    } catch (JsonProcessingException e) {
      return JsonMismatch.malformed(e, place);
    } catch (IOException e) {
      return new IllegalStateException("reading from memory failed", e);
    }
    if (failure.getCause() instanceof ServiceException refusal) {
      return refusal;
    }
    List<Problem> problems =
        new ArrayList<>(new UnknownFields(mapper).find(root, mapper.constructType(type)));
    if (!(failure instanceof UnrecognizedPropertyException) || problems.isEmpty()) {
      problems.add(explain(root, failure));
    }
    return invalid(problems);
  }

  private Problem explain(JsonNode root, JsonProcessingException failure) {
    String pointer =
        failure instanceof JsonMappingException mapping ? JsonMismatch.pointer(mapping) : "";
    Throwable cause = failure.getCause();
    if (cause instanceof NullPointerException missing && missing.getMessage() != null) {
      Matcher matcher = REQUIRED.matcher(missing.getMessage());
      if (matcher.matches()) {
        return new Problem(pointer + "/" + matcher.group(1), "is required");
      }
    }
    if (cause instanceof IllegalArgumentException refusal && refusal.getMessage() != null) {
      return new Problem(pointer, refusal.getMessage());
    }
    if (cause != null && !(cause instanceof JsonProcessingException)) {
      throw new IllegalStateException("reading a request failed at " + pointer, failure);
    }
    return new Problem(pointer, JsonMismatch.explain(mapper, failure, root.at(pointer)));
  }

  private HttpProblem invalid(List<Problem> problems) {
    Problem first = problems.get(0);
    String one = (first.pointer().isEmpty() ? "" : first.pointer() + ": ") + first.message();
    String detail =
        problems.size() == 1 ? one : problems.size() + " things do not fit, the first is " + one;
    return new HttpProblem(HttpError.INVALID_BODY, place + detail, problems);
  }
}
