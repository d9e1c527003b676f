package dev.llmops.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the server answered, with shorthands for what tests look at. */
record Answer(HttpResponse<String> response) {

  private static final JsonMapper MAPPER = new JsonMapper();

  int status() {
    return response.statusCode();
  }

  String text() {
    return response.body();
  }

  Optional<String> header(String name) {
    return response.headers().firstValue(name);
  }

  /** Fails unless the status is this one. */
  Answer expect(int status) {
    assertThat(status()).as("status of %s: %s", response.uri(), text()).isEqualTo(status);
    return this;
  }

  JsonNode json() {
    try {
      return MAPPER.readTree(text());
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + text(), e);
    }
  }

  /** The value at a JSON pointer. */
  JsonNode at(String pointer) {
    return json().at(pointer);
  }

  /** The text at a JSON pointer. */
  String textAt(String pointer) {
    return at(pointer).asText();
  }

  /** The texts of one field of every item of a list. */
  List<String> items(String field) {
    List<String> values = new ArrayList<>();
    at("/items").forEach(item -> values.add(item.path(field).asText()));
    return values;
  }

  /** The stable code of a problem. */
  String code() {
    return textAt("/code");
  }

  /** The sentence of a problem. */
  String detail() {
    return textAt("/detail");
  }

  /** Every problem by its pointer; several of one pointer are joined. */
  Map<String, String> problems() {
    Map<String, String> problems = new LinkedHashMap<>();
    at("/problems")
        .forEach(problem ->
            problems.merge(
                problem.path("pointer").asText(),
                problem.path("message").asText(),
                (first, second) -> first + " | " + second));
    return problems;
  }
}
