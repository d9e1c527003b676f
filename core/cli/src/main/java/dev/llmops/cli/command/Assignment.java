package dev.llmops.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.cli.client.CommandException;
import java.util.List;

/** {@code name=text} or {@code name:=json}. */
record Assignment(String name, String value, boolean json) {

  static Assignment parse(String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new CommandException("Expected VAR=VALUE or VAR:=JSON, got \"" + text + "\".");
    }
    boolean json = text.charAt(equals - 1) == ':';
    return new Assignment(
        text.substring(0, json ? equals - 1 : equals), text.substring(equals + 1), json);
  }

  /** A JSON object of what is assigned. */
  static ObjectNode object(List<String> assignments, ObjectMapper mapper)
      throws JsonProcessingException {
    ObjectNode object = mapper.createObjectNode();
    for (String text : assignments) {
      Assignment assignment = parse(text);
      object.set(
          assignment.name(),
          assignment.json()
              ? mapper.readTree(assignment.value())
              : object.textNode(assignment.value()));
    }
    return object;
  }
}
