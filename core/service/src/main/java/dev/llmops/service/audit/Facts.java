package dev.llmops.service.audit;

import dev.llmops.model.json.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Collects what an audit entry or an alert says of a thing: named values, in the order they were
 * given; those that do not exist are left out. Not thread-safe.
 */
public final class Facts {

  private final Map<String, Json> values = new LinkedHashMap<>();

  /** Adds a text. */
  public Facts with(String name, String text) {
    return with(name, Json.of(text));
  }

  /** Adds an integer. */
  public Facts with(String name, long number) {
    return with(name, Json.of(number));
  }

  /** Adds a value. */
  public Facts with(String name, Json value) {
    values.put(name, Objects.requireNonNull(value, "value is null"));
    return this;
  }

  /** Adds a number where there is one. */
  public Facts with(String name, OptionalDouble number) {
    number.ifPresent(value -> with(name, Json.of(value)));
    return this;
  }

  /** Adds a text, or a time as RFC 3339, where there is one. */
  public Facts with(String name, Optional<? extends Comparable<?>> value) {
    value.ifPresent(present -> with(name, Json.of(present.toString())));
    return this;
  }

  /** Adds a time as RFC 3339. */
  public Facts with(String name, Instant time) {
    return with(name, Json.of(time.toString()));
  }

  /** A JSON object of what was added. */
  public Json json() {
    return Json.object(values);
  }
}
