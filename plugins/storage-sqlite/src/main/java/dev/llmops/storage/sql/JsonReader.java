package dev.llmops.storage.sql;

import dev.llmops.model.json.Json;
import dev.llmops.spi.storage.StorageException;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Reads the JSON object that a record is stored as.
 *
 * @param json the object
 */
record JsonReader(Json json) {

  Json value(String name) {
    return json.get(name)
        .orElseThrow(() ->
            new StorageException(
                StorageException.Kind.CORRUPT,
                "a stored record lacks its field " + name + "; restore a backup"));
  }

  String text(String name) {
    return value(name).asString();
  }

  boolean flag(String name) {
    return value(name).asBoolean();
  }

  long number(String name) {
    return value(name).asLong();
  }

  double real(String name) {
    return value(name).asDouble();
  }

  Json optionalObject(String name) {
    return json.get(name).orElse(Json.EMPTY_OBJECT);
  }

  Optional<String> optionalText(String name) {
    return json.get(name).map(Json::asString);
  }

  Optional<Boolean> optionalFlag(String name) {
    return json.get(name).map(Json::asBoolean);
  }

  OptionalDouble optionalReal(String name) {
    Optional<Json> value = json.get(name);
    return value.isPresent() ? OptionalDouble.of(value.get().asDouble()) : OptionalDouble.empty();
  }
}
