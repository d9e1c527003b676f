package dev.llmops.model.prompt;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.llmops.model.json.Json;

/** The type that a value of a prompt variable must have. */
public enum VariableType {
  @JsonProperty("string")
  STRING,
  @JsonProperty("integer")
  INTEGER,
  @JsonProperty("number")
  NUMBER,
  @JsonProperty("boolean")
  BOOLEAN,
  @JsonProperty("list")
  LIST,
  @JsonProperty("object")
  OBJECT;

  /** The name on the wire, in lower case. */
  public String wireName() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Whether the value is of this type; an integer is a number too, null is of no type. */
  public boolean accepts(Json value) {
    return switch (this) {
      case STRING -> value.isString();
      case INTEGER -> value.isInteger();
      case NUMBER -> value.isNumber();
      case BOOLEAN -> value.isBoolean();
      case LIST -> value.isArray();
      case OBJECT -> value.isObject();
    };
  }
}
