package dev.llmops.service.prompt;

import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.PromptLabel;
import dev.llmops.model.prompt.PromptVersion;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the audit trail keeps of prompts. */
final class PromptJson {

  private PromptJson() {}

  /** A version without its content, which never changes and which the hash identifies. */
  static Json of(PromptVersion version) {
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("name", Json.of(version.name()));
    fields.put("version", Json.of(version.version()));
    fields.put("hash", Json.of(version.hash()));
    fields.put(
        "includes",
        Json.array(
            version.includes().stream()
                .map(included -> Json.of(included.name() + "@" + included.version()))
                .toList()));
    fields.put("description", Json.of(version.description()));
    fields.put("tags", Json.array(version.tags().stream().map(Json::of).toList()));
    fields.put("author", Json.of(version.author()));
    fields.put("commitMessage", Json.of(version.commitMessage()));
    return Json.object(fields);
  }

  static Json of(PromptLabel label) {
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("label", Json.of(label.label()));
    fields.put("version", Json.of(label.version()));
    fields.put("revision", Json.of(label.revision()));
    return Json.object(fields);
  }
}
