package dev.llmops.cli.command;

import static dev.llmops.cli.command.Output.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.cli.terminal.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What people read of prompts. */
final class PromptText {

  private PromptText() {}

  /** The text of a version or of a rendered prompt, or its messages under their roles. */
  static String body(JsonNode prompt) {
    JsonNode messages = prompt.path("messages");
    if (messages.isEmpty()) {
      return text(prompt.path(prompt.has("text") ? "text" : "content")) + "\n";
    }
    List<String> parts = new ArrayList<>();
    messages.forEach(message ->
        parts.add(
            "[%s]\n%s\n".formatted(text(message.path("role")), text(message.path("content")))));
    return String.join("\n", parts);
  }

  /** The versions of a prompt with the labels that point at them and who approved them. */
  static Table versions(List<JsonNode> versions, List<JsonNode> labels, List<JsonNode> approvals) {
    Map<String, String> labelled = byVersion(labels, "label");
    Map<String, String> approved = byVersion(approvals, "approver");
    Table table =
        new Table("VERSION", "LABELS", "APPROVED BY", "INCLUDES", "CREATED", "AUTHOR", "MESSAGE");
    for (JsonNode version : versions) {
      String number = text(version.path("version"));
      table.row(
          number,
          labelled.getOrDefault(number, ""),
          approved.getOrDefault(number, ""),
          included(version.path("includes")),
          text(version.path("createdAt")),
          text(version.path("author")),
          text(version.path("commitMessage")));
    }
    return table;
  }

  private static Map<String, String> byVersion(List<JsonNode> items, String field) {
    Map<String, String> found = new TreeMap<>();
    items.forEach(item ->
        found.merge(text(item.path("version")), text(item.path(field)), (a, b) -> a + ", " + b));
    return found;
  }

  private static String included(JsonNode includes) {
    List<String> all = new ArrayList<>();
    includes.forEach(it -> all.add(text(it.path("name")) + "@" + text(it.path("version"))));
    return String.join(", ", all);
  }

  /** What a version includes, a line each. */
  static String pins(JsonNode includes) {
    StringBuilder out = new StringBuilder();
    includes.forEach(it ->
        out.append(
            "includes  %s %s  (%s, %s)%n"
                .formatted(
                    text(it.path("name")),
                    text(it.path("version")),
                    text(it.path("ref")),
                    text(it.path("hash")).substring(0, 12))));
    return out.toString();
  }

  /** About how many tokens there are; empty when nothing is said of it. */
  static String tokens(JsonNode tokens) {
    return tokens.isMissingNode()
        ? ""
        : "tokens  about %s (%s)%n"
            .formatted(text(tokens.path("estimate")), text(tokens.path("method")));
  }

  /** Who uses a prompt. */
  static Table users(List<JsonNode> users) {
    Table table = new Table("USED BY", "NAME", "REF", "STATUS", "COUNT", "PROTECTS");
    for (JsonNode user : users) {
      String name = text(user.path("name"));
      table.row(
          text(user.path("kind")),
          name.isEmpty() ? text(user.path("id")) : name,
          text(user.path("ref")),
          text(user.path("status")),
          text(user.path("count")),
          user.path("protects").asBoolean() ? "yes" : "no");
    }
    return table;
  }

  /** A difference, in the way of diff: lines of both, then variables and model. */
  static String difference(JsonNode diff) {
    StringBuilder out = new StringBuilder();
    String name = text(diff.path("name"));
    out.append("--- %s %s%n".formatted(name, text(diff.path("from"))));
    out.append("+++ %s %s%n".formatted(name, text(diff.path("to"))));
    for (JsonNode line : diff.path("lines")) {
      String mark =
          switch (text(line.path("op"))) {
            case "added" -> "+ ";
            case "removed" -> "- ";
            default -> "  ";
          };
      out.append(mark).append(text(line.path("text"))).append('\n');
    }
    JsonNode variables = diff.path("variables");
    variables.path("added").forEach(it -> variable(out, "+", it));
    variables.path("removed").forEach(it -> variable(out, "-", it));
    for (JsonNode changed : variables.path("changed")) {
      changed
          .path("fields")
          .forEach(it -> field(out, "variable " + text(changed.path("name")) + ", ", it));
    }
    diff.path("config").forEach(it -> field(out, "", it));
    diff.path("includes")
        .forEach(it ->
            out.append(
                "~ includes %s: %s → %s%n"
                    .formatted(
                        text(it.path("name")),
                        versions(it.path("from")),
                        versions(it.path("to")))));
    return out.toString();
  }

  private static String versions(JsonNode versions) {
    List<String> all = new ArrayList<>();
    versions.forEach(version -> all.add(text(version)));
    return all.isEmpty() ? "none" : String.join(", ", all);
  }

  private static void variable(StringBuilder out, String mark, JsonNode variable) {
    out.append(
        "%s variable %s: %s%n"
            .formatted(mark, text(variable.path("name")), text(variable.path("type"))));
  }

  private static void field(StringBuilder out, String of, JsonNode field) {
    out.append(
        "~ %s%s: %s → %s%n"
            .formatted(of, text(field.path("field")), field.path("from"), field.path("to")));
  }

  /** What the server thinks of a version; empty when it thinks nothing. */
  static String findings(String title, JsonNode findings) {
    StringBuilder out = new StringBuilder();
    findings.forEach(it ->
        out.append(
            "%s  %s  %s%n".formatted(title, text(it.path("pointer")), text(it.path("message")))));
    return out.toString();
  }
}
