package dev.llmops.storage.sql;

import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.IncludedPrompt;
import dev.llmops.model.prompt.PromptConfig;
import dev.llmops.model.prompt.PromptMessage;
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

  static Json messages(List<PromptMessage> messages) {
    return Json.array(
        messages.stream()
            .map(message ->
                new JsonWriter()
                    .put("role", Columns.stored(message.role()))
                    .put("content", message.content())
                    .json())
            .toList());
  }

  static List<PromptMessage> messages(Json json) {
    return json.elements().stream()
        .map(JsonReader::new)
        .map(message ->
            new PromptMessage(
                Columns.constant(PromptMessage.Role.class, message.text("role")),
                message.text("content")))
        .toList();
  }

  static Json includes(List<IncludedPrompt> includes) {
    return Json.array(
        includes.stream()
            .map(included ->
                new JsonWriter()
                    .put("name", included.name())
                    .put("ref", included.ref())
                    .put("version", included.version())
                    .put("hash", included.hash())
                    .put("content", included.content())
                    .put("includes", includes(included.includes()))
                    .json())
            .toList());
  }

  static List<IncludedPrompt> includes(Json json) {
    return json.elements().stream()
        .map(JsonReader::new)
        .map(included ->
            new IncludedPrompt(
                included.text("name"),
                included.text("ref"),
                included.text("version"),
                included.text("hash"),
                included.text("content"),
                includes(included.value("includes"))))
        .toList();
  }

  static Json config(PromptConfig config) {
    return new JsonWriter()
        .put("model", config.model())
        .put("parameters", config.parameters())
        .json();
  }

  static PromptConfig config(Json json) {
    JsonReader config = new JsonReader(json);
    return new PromptConfig(config.text("model"), config.value("parameters"));
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
        .put("validation", variable.validation())
        .json();
  }

  private static Variable variable(JsonReader json) {
    return new Variable(
        json.text("name"),
        Columns.constant(VariableType.class, json.text("type")),
        json.flag("required"),
        json.value("default"),
        json.text("description"),
        json.optionalText("validation").orElse(""));
  }
}
