package dev.llmops.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.cli.client.CommandException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentArgumentsTest {

  @TempDir Path folder;

  @Test
  void aMetricGetsBetterUpwardsUnlessItSaysOtherwise() {
    assertThat(ExperimentDraft.metric("solved:proportion"))
        .hasToString("{\"name\":\"solved\",\"kind\":\"proportion\",\"direction\":\"increase\"}");
    assertThat(ExperimentDraft.metric("seconds:mean:decrease").path("direction").asText())
        .isEqualTo("decrease");
    assertThat(ExperimentDraft.metric("cost:mean:decrease:sequential-mean").path("test").asText())
        .isEqualTo("sequential-mean");
  }

  @Test
  void saysHowAMetricIsWritten() {
    for (String wrong : List.of("solved", "solved:share", "seconds:mean:down", "a:mean:up:welch")) {
      assertThatThrownBy(() -> ExperimentDraft.metric(wrong))
          .isInstanceOf(CommandException.class)
          .hasMessageContaining("solved:proportion")
          .hasMessageContaining("\"" + wrong + "\"");
    }
  }

  @Test
  void aModelMayNameItsProvider() {
    assertThat(ExperimentDraft.candidate("vendor/llama3:8b"))
        .hasToString("{\"model\":\"vendor/llama3:8b\"}");
    assertThat(ExperimentDraft.candidate("main=vendor/llama3:8b"))
        .hasToString("{\"model\":\"vendor/llama3:8b\",\"provider\":\"main\"}");
    for (String wrong : List.of("=gpt-5-mini", "main=")) {
      assertThatThrownBy(() -> ExperimentDraft.candidate(wrong))
          .isInstanceOf(CommandException.class)
          .hasMessageContaining("main=gpt-5-mini");
    }
  }

  @Test
  void anArmIsAVersionThatExistsOrOneToCreate() throws Exception {
    Path file = Files.writeString(folder.resolve("new.txt"), "Hi {{name}}");

    assertThat(ExperimentDraft.arm("team/greet@>=1.0", List.of()))
        .hasToString("{\"prompt\":{\"name\":\"team/greet\",\"ref\":\">=1.0\"}}");
    assertThat(ExperimentDraft.arm("greet@1.1.0:" + file, List.of("name?")))
        .hasToString(
            "{\"create\":{\"name\":\"greet\",\"version\":\"1.1.0\",\"variables\":"
                + "[{\"name\":\"name\",\"type\":\"string\",\"required\":false}],\"content\":\"Hi {{name}}\"}}");
    assertThatThrownBy(() -> ExperimentDraft.arm("greet:" + file, List.of()))
        .hasMessageContaining("greet@1.1.0:");
  }
}
