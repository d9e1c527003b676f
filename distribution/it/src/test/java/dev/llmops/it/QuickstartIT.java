package dev.llmops.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class QuickstartIT {

  @Test
  void theMainJobRunsFromOneCommand() {
    Command.Outcome quickstart =
        Command.of(Build.root(), "distribution/quickstart.sh", "--once")
            .within(Duration.ofSeconds(120))
            .run();

    assertThat(quickstart.exitCode()).as(quickstart::all).isZero();
    assertThat(quickstart.out())
        .as("the archive of this build is used")
        .doesNotContain("Building LLMOps")
        .contains("1.1.0", "Decision:", "alert", "Summary", "http://127.0.0.1:");
  }
}
