package dev.llmops.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.cli.client.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

class PromptDraftTest {

  private static final String DRAFT =
      """
      {"name": "greet", "version": "1.0.0", "content": "Hi {{name}}", "metadata": {"team": "a"},
       "variables": [{"name": "name", "default": "you", "validation": "[a-z]+"}],
       "config": {"model": "small", "parameters": {"temperature": 0}}}
      """;

  @TempDir Path folder;

  @Command
  private static final class Push {
    @Mixin private PromptDraft draft;
  }

  private static JsonNode body(String... words) throws IOException {
    Push push = new Push();
    new CommandLine(push).parseArgs(words);
    return push.draft.body();
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void aDraftIsSentAsItIs() throws IOException {
    assertThat(body("--file", file("draft.json", DRAFT)))
        .isEqualTo(new ObjectMapper().readTree(DRAFT));
  }

  @Test
  void theCommandLineReplacesWhatTheDraftHas() throws IOException {
    String chat = file("chat.json", "[{\"role\": \"user\", \"content\": \"Hi\"}]");

    JsonNode body =
        body(
            "hello",
            "1.1.0",
            chat,
            "--chat",
            "--file=" + file("draft.json", DRAFT),
            "--model=large",
            "--tag=faq",
            "--var=x");

    assertThat(body.path("name").asText()).isEqualTo("hello");
    assertThat(body.path("version").asText()).isEqualTo("1.1.0");
    assertThat(body.has("content")).isFalse();
    assertThat(body.path("messages")).hasSize(1);
    assertThat(body.path("variables")).hasSize(1);
    assertThat(body.path("variables").path(0).path("name").asText()).isEqualTo("x");
    assertThat(body.path("tags")).hasToString("[\"faq\"]");
    assertThat(body.path("config"))
        .hasToString("{\"model\":\"large\",\"parameters\":{\"temperature\":0}}");
    assertThat(body.path("metadata")).hasToString("{\"team\":\"a\"}");
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    String draft = file("draft.json", DRAFT);
    for (String[] words :
        List.of(
            new String[] {},
            new String[] {"greet", "1.0.0"},
            new String[] {"text.txt", "--file", draft},
            new String[] {"--chat", "--file", draft})) {
      assertThatThrownBy(() -> body(words))
          .as(String.join(" ", words))
          .isInstanceOf(ParameterException.class);
    }
    String nameless = file("nameless.json", "{}");
    assertThatThrownBy(() -> body("--file", nameless))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("nameless.json has no \"name\"");
    String list = file("list.json", "[]");
    assertThatThrownBy(() -> body("--file", list)).hasMessageContaining("JSON object");
  }
}
