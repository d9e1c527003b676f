package dev.llmops.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.cli.client.CommandException;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MonitorOptionsTest {

  private static MonitorOptions options(String... words) {
    return CommandLine.populateCommand(new MonitorOptions(), words);
  }

  @Test
  void everyOptionIsAFieldAndWhatIsNotNamedIsNotSent() {
    assertThat(
            options(
                    "--kind=regression",
                    "--measure=pass-rate-drop",
                    "--limit=0.05",
                    "--baseline-run=r1",
                    "--window=20",
                    "--severity=critical",
                    "--prompt=greet",
                    "--dataset=reviews",
                    "--provider=local",
                    "--enabled=false")
                .body())
        .hasToString(
            "{\"kind\":\"regression\",\"measure\":\"pass-rate-drop\",\"limit\":0.05,"
                + "\"baselineRun\":\"r1\",\"window\":20,\"severity\":\"critical\",\"prompt\":\"greet\","
                + "\"dataset\":\"reviews\",\"provider\":\"local\",\"enabled\":false}");
    assertThat(options("--limit", "0.9").body()).hasToString("{\"limit\":0.9}");
  }

  @Test
  void aFieldIsLeftOpenAgain() {
    assertThat(MonitorCommand.patch(options("--window=5"), List.of("limit", "baselineRun")))
        .hasToString("{\"window\":5,\"limit\":null,\"baselineRun\":null}");
  }

  @Test
  void aChangeChangesSomethingAndDoesNotContradictItself() {
    assertThatThrownBy(() -> MonitorCommand.patch(options(), List.of()))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("Nothing to change");
    assertThatThrownBy(() -> MonitorCommand.patch(options("--limit=1"), List.of("limit")))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("\"limit\"");
  }
}
