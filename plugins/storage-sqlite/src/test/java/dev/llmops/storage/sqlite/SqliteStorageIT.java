package dev.llmops.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.host.testkit.PluginHarness;
import dev.llmops.spi.storage.StorageException;
import dev.llmops.spi.storage.StorageException.Kind;
import dev.llmops.storage.contract.PromptSamples;
import dev.llmops.storage.contract.RunSamples;
import dev.llmops.storage.contract.Samples;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStorageIT {

  private static final String SETTINGS =
      """
      storage: { use: sqlite, path: kept/llmops.db }
      """;

  @TempDir private Path data;

  @Test
  void keepsWhatItIsGivenFromOneStartOfTheHostToTheNext() throws Exception {
    try (PluginHarness harness = PluginHarness.start(SETTINGS, data)) {
      harness
          .storage("sqlite")
          .inTransaction(stores -> {
            RunSamples.prerequisitesOfRuns(stores);
            stores.runs().insert(RunSamples.run(1, "p"));
            return true;
          });
      assertThatThrownBy(() ->
              harness
                  .storage("sqlite")
                  .inTransaction(stores -> {
                    stores.runs().insert(RunSamples.run(1, "p"));
                    return true;
                  }))
          .isInstanceOfSatisfying(
              StorageException.class,
              refused -> assertThat(refused.kind()).isEqualTo(Kind.DUPLICATE));
    }
    assertThat(data.resolve("kept/llmops.db")).isRegularFile();
    try (PluginHarness harness = PluginHarness.start(SETTINGS, data)) {
      assertThat(
              harness
                  .storage("sqlite")
                  .read(stores -> stores.runs().find(Samples.id(1)))
                  .isPresent())
          .isTrue();
    }
  }

  @Test
  void returnsOddTextThroughTheJsonOfTheHost() throws Exception {
    try (PluginHarness harness = PluginHarness.start(SETTINGS, data)) {
      harness
          .storage("sqlite")
          .inTransaction(stores -> {
            stores.prompts().insert(PromptSamples.version("greet", "1.0.0"));
            return true;
          });
      assertThat(
              harness
                  .storage("sqlite")
                  .read(stores -> stores.prompts().versions("greet").getFirst())
                  .equals(PromptSamples.version("greet", "1.0.0")))
          .isTrue();
    }
  }
}
