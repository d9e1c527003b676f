package dev.llmops.cli.client;

import com.fasterxml.jackson.databind.JsonNode;

/** Ends a command with a message for the person who gave it. */
public sealed class CommandException extends RuntimeException permits UnavailableException {

  private static final long serialVersionUID = 1L;

  /** With what to tell the person. */
  public CommandException(String message) {
    super(message);
  }

  /** With what the server said, as problem details (RFC 9457). */
  static CommandException ofProblem(int status, JsonNode problem) {
    StringBuilder message = new StringBuilder();
    String code = problem.path("code").asText("");
    message.append(code.isEmpty() ? "HTTP " + status : code).append(": ");
    message.append(
        problem.path("detail").asText(problem.path("title").asText("the server refused")));
    for (JsonNode detail : problem.path("problems")) {
      String pointer = detail.path("pointer").asText("");
      message.append("\n  ").append(pointer.isEmpty() ? "-" : pointer).append("  ");
      message.append(detail.path("message").asText());
    }
    return new CommandException(message.toString());
  }
}
