package dev.llmops.model.prompt;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.llmops.model.json.Json;
import java.util.Objects;

/**
 * A declared input of a prompt version.
 *
 * @param name the name used in the template
 * @param type the type that values must have; string when absent
 * @param required whether rendering fails without a value; a variable with a default is never
 *     missing
 * @param defaultValue the value used when none is given; JSON null when there is none. On the wire
 *     {@code default}
 * @param description what the variable is for; empty when absent
 * @param validation a regular expression (RE2) that the whole text of a value must match; empty for
 *     none
 */
public record Variable(
    String name,
    VariableType type,
    boolean required,
    @JsonProperty("default") Json defaultValue,
    String description,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) String validation) {

  public Variable {
    Objects.requireNonNull(name, "name is null");
    type = type == null ? VariableType.STRING : type;
    defaultValue = defaultValue == null ? Json.NULL : defaultValue;
    description = description == null ? "" : description;
    validation = validation == null ? "" : validation;
  }

  /** Without a validation. */
  public Variable(
      String name, VariableType type, boolean required, Json defaultValue, String description) {
    this(name, type, required, defaultValue, description, "");
  }

  /**
   * From the wire: what is absent gets its usual value; a variable is required unless it says
   * otherwise or has a default.
   */
  @JsonCreator
  static Variable fromWire(
      @JsonProperty("name") String name,
      @JsonProperty("type") VariableType type,
      @JsonProperty("required") Boolean required,
      @JsonProperty("default") Json defaultValue,
      @JsonProperty("description") String description,
      @JsonProperty("validation") String validation) {
    boolean hasDefault = defaultValue != null && !defaultValue.isNull();
    return new Variable(
        name == null ? "" : name,
        type,
        required == null ? !hasDefault : required,
        defaultValue,
        description,
        validation);
  }

  /** A required string variable. */
  public static Variable required(String name) {
    return new Variable(name, VariableType.STRING, true, Json.NULL, "");
  }

  /** The same with a pattern that values must match. */
  public Variable withValidation(String pattern) {
    return new Variable(name, type, required, defaultValue, description, pattern);
  }

  /** Whether a default is declared. */
  public boolean hasDefault() {
    return !defaultValue.isNull();
  }
}
