package dev.llmops.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.storage.contract.PromptSamples;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills a server in the middle of its work and looks for what it had acknowledged. */
class KillTest {

  private static final int ROUNDS = 3;
  private static final int ACKNOWLEDGED_BEFORE_KILL = 1_000;

  @TempDir private Path folder;

  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS)
  void losesNothingThatWasAcknowledged() throws Exception {
    for (int round = 1; round <= ROUNDS; round++) {
      List<String> acknowledged = writeUntilKilled("round" + round);
      assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ACKNOWLEDGED_BEFORE_KILL);
      Set<String> stored = new HashSet<>();
      try (SqliteStorage storage = TestContext.open(folder)) {
        storage.read(stores -> {
          stores.prompts().forEachVersion(version -> stored.add(version.name()));
          return true;
        });
        storage.inTransaction(stores -> {
          stores.prompts().insert(PromptSamples.version("after" + stored.size(), "1.0.0"));
          return true;
        });
      }
      assertThat(stored).containsAll(acknowledged);
    }
  }

  private List<String> writeUntilKilled(String prefix) throws IOException, InterruptedException {
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                BusyWriter.class.getName(),
                folder.toString(),
                prefix)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> acknowledged = new ArrayList<>();
    try (BufferedReader lines = writer.inputReader()) {
      boolean killed = false;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        // The last line may be cut off in the middle.
        if (line.endsWith(";")) {
          acknowledged.add(line.substring(0, line.length() - 1));
        }
        if (!killed && acknowledged.size() >= ACKNOWLEDGED_BEFORE_KILL) {
          writer.destroyForcibly();
          killed = true;
        }
      }
      return acknowledged;
    } catch (IOException e) {
      // The pipe of a killed process may break instead of ending.
      return acknowledged;
    } finally {
      writer.destroyForcibly().waitFor();
    }
  }
}
