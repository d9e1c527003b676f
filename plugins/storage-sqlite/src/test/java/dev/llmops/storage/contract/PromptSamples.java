package dev.llmops.storage.contract;

import static dev.llmops.storage.contract.Samples.NOON;
import static dev.llmops.storage.contract.Samples.ODD_JSON;
import static dev.llmops.storage.contract.Samples.ODD_TEXT;

import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.IncludedPrompt;
import dev.llmops.model.prompt.PromptConfig;
import dev.llmops.model.prompt.PromptLabel;
import dev.llmops.model.prompt.PromptMessage;
import dev.llmops.model.prompt.PromptVersion;
import dev.llmops.model.prompt.Variable;
import dev.llmops.model.prompt.VariableType;
import java.util.List;
import java.util.stream.Stream;

/** Versions and labels of prompts to store, with every field filled where it can be. */
public final class PromptSamples {

  private PromptSamples() {}

  public static PromptVersion version(String prompt, String version) {
    return new PromptVersion(
        prompt,
        version,
        "Hello {{name}}" + ODD_TEXT,
        List.of(),
        List.of(),
        List.of(
            Variable.required("name").withValidation("[^<]*" + ODD_TEXT),
            new Variable("tone", VariableType.LIST, false, ODD_JSON, ODD_TEXT)),
        new PromptConfig("gpt-5-mini", ODD_JSON),
        ODD_TEXT,
        List.of("b", "a", ODD_TEXT),
        ODD_JSON,
        "ann",
        "first",
        "ab".repeat(32),
        NOON);
  }

  /** A version that includes others; ranges of one prompt may lead to the same version. */
  public static PromptVersion including(String prompt, String version, PromptVersion... others) {
    PromptVersion text = version(prompt, version);
    return new PromptVersion(
        prompt,
        version,
        "{{> it}}",
        List.of(),
        Stream.of(others)
            .map(other ->
                new IncludedPrompt(
                    other.name(),
                    "^" + other.version(),
                    other.version(),
                    other.hash(),
                    other.content(),
                    other.includes()))
            .toList(),
        text.variables(),
        PromptConfig.NONE,
        "",
        List.of(),
        Json.EMPTY_OBJECT,
        "",
        "",
        text.hash(),
        NOON);
  }

  /** A version that consists of messages. */
  public static PromptVersion chat(String prompt, String version) {
    PromptVersion text = version(prompt, version);
    return new PromptVersion(
        prompt,
        version,
        "",
        List.of(
            new PromptMessage(PromptMessage.Role.SYSTEM, "Answer in {{tone}}." + ODD_TEXT),
            new PromptMessage(PromptMessage.Role.USER, "Hello {{name}}"),
            new PromptMessage(PromptMessage.Role.ASSISTANT, ODD_TEXT)),
        List.of(),
        text.variables(),
        PromptConfig.NONE,
        "",
        List.of(),
        Json.EMPTY_OBJECT,
        "",
        "",
        text.hash(),
        NOON);
  }

  public static PromptLabel label(String prompt, String label, String version, long revision) {
    return new PromptLabel(prompt, label, version, revision, NOON, "ann", ODD_TEXT);
  }
}
