package dev.llmops.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Option;

/** Why something is done. */
final class Reason {

  @Option(
      names = {"-m", "--reason"},
      defaultValue = "",
      description = "Why; stands in the history and in the audit trail.")
  private String text;

  String text() {
    return text;
  }

  /** A body that says it. */
  ObjectNode body() {
    return JsonNodeFactory.instance.objectNode().put("reason", text);
  }
}
