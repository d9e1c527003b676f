package dev.llmops.host.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.host.LifecycleState;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstPluginTest {

  @TempDir Path plugins;

  @Test
  void aPluginServesUnderItsOwnNameWithoutConfiguration() throws Exception {
    Sources.good("good").writeTo(plugins.resolve("good.jar"));

    try (HostFixture fixture = HostFixture.over(plugins)) {
      assertThat(fixture.plugin("good.jar").problems()).isEmpty();
      assertThat(fixture.plugin("good.jar").state()).isEqualTo(LifecycleState.SERVING);
      assertThat(fixture.score("good").value()).hasValue(1.0);
    }
  }

  @Test
  void theHarnessRunsAPackagedPlugin() throws Exception {
    Sources.good("good").writeTo(plugins.resolve("good/good.jar"));
    String before = System.setProperty(PluginHarness.FOLDER_PROPERTY, plugins.toString());
    try (PluginHarness harness = PluginHarness.start("metrics: { mine: { use: good } }")) {
      assertThat(
              harness
                  .metric("mine")
                  .call((metric, call) -> metric.score(HostFixture.SAMPLE, call))
                  .value())
          .hasValue(1.0);
    } finally {
      if (before == null) {
        System.clearProperty(PluginHarness.FOLDER_PROPERTY);
      } else {
        System.setProperty(PluginHarness.FOLDER_PROPERTY, before);
      }
    }
  }
}
