package dev.llmops.storage.sql;

import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.Variable;
import dev.llmops.model.prompt.VariableType;
import java.util.List;

/** The lists of a prompt version as JSON. */
final class PromptJson {

  private PromptJson() {}

  static Json variables(List<Variable> variables) {
    return Json.array(variables.stream().map(PromptJson::variable).toList());
  }

  static List<Variable> variables(Json json) {
    return json.elements().stream().map(JsonReader::new).map(PromptJson::variable).toList();
  }

  static Json texts(List<String> texts) {
    return Json.array(texts.stream().map(Json::of).toList());
  }

  static List<String> texts(Json json) {
    return json.elements().stream().map(Json::asString).toList();
  }

  private static Json variable(Variable variable) {
    return new JsonWriter()
        .put("name", variable.name())
        .put("type", Columns.stored(variable.type()))
        .put("required", variable.required())
        .put("default", variable.defaultValue())
        .put("description", variable.description())
        .json();
  }

  private static Variable variable(JsonReader json) {
    return new Variable(
        json.text("name"),
        Columns.constant(VariableType.class, json.text("type")),
        json.flag("required"),
        json.value("default"),
        json.text("description"));
  }
}
