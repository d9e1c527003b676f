package dev.llmops.stats.sequential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.host.testkit.PluginHarness;
import dev.llmops.spi.stats.Counts;
import dev.llmops.spi.stats.Moments;
import dev.llmops.spi.stats.TestRequest;
import dev.llmops.spi.stats.TestResult;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SequentialTestsIT {

  private static final Map<String, TestRequest> REQUESTS =
      Map.of(
          "sequential-proportion",
          TestRequest.counts(new Counts(1_000, 120), new Counts(1_000, 150)).build(),
          "sequential-mean",
          TestRequest.moments(new Moments(500, 1, 200), new Moments(500, 2, 300)).build());

  @Test
  void bothServeUnconfiguredUnderTheirOwnNames() throws Exception {
    try (PluginHarness harness = PluginHarness.start("")) {
      for (Map.Entry<String, TestRequest> entry : REQUESTS.entrySet()) {
        TestResult result =
            harness.test(entry.getKey()).call((test, call) -> test.evaluate(entry.getValue()));
        assertThat(result.usable()).as(entry.getKey()).isTrue();
        assertThat(result.interval()).isPresent();
      }
    }
  }
}
