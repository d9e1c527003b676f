package dev.llmops.storage.sql;

import dev.llmops.model.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Builds the JSON object that a record is stored as; absent values leave no field. */
final class JsonWriter {

  private final Map<String, Json> fields = new LinkedHashMap<>();

  JsonWriter put(String name, Json value) {
    fields.put(name, value);
    return this;
  }

  JsonWriter put(String name, String value) {
    return put(name, Json.of(value));
  }

  JsonWriter put(String name, boolean value) {
    return put(name, Json.of(value));
  }

  JsonWriter put(String name, long value) {
    return put(name, Json.of(value));
  }

  JsonWriter put(String name, double value) {
    return put(name, Json.of(value));
  }

  JsonWriter put(String name, Optional<String> value) {
    value.ifPresent(present -> put(name, present));
    return this;
  }

  JsonWriter put(String name, OptionalDouble value) {
    value.ifPresent(present -> put(name, present));
    return this;
  }

  Json json() {
    return Json.object(fields);
  }
}
