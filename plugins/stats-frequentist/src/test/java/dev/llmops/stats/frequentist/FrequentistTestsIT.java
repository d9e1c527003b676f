package dev.llmops.stats.frequentist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.llmops.host.testkit.PluginHarness;
import dev.llmops.spi.stats.AggregateKind;
import dev.llmops.spi.stats.Counts;
import dev.llmops.spi.stats.PairedTable;
import dev.llmops.spi.stats.TestRequest;
import dev.llmops.spi.stats.TestResult;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FrequentistTestsIT {

  private static final Map<String, TestRequest> REQUESTS =
      Map.of(
          "welch",
          TestRequest.moments(Requests.moments(1, 2, 3, 4), Requests.moments(2, 4, 6, 9)).build(),
          "two-proportion",
          TestRequest.counts(new Counts(1000, 120), new Counts(1000, 150)).build(),
          "paired-t",
          TestRequest.paired(Requests.moments(0.1, 0.05, 0, 0.1)).build(),
          "mcnemar",
          TestRequest.paired(new PairedTable(40, 3, 11, 6)).build());

  @Test
  void allServeUnconfiguredUnderTheirOwnNames() throws Exception {
    try (PluginHarness harness = PluginHarness.start("")) {
      for (Map.Entry<String, TestRequest> entry : REQUESTS.entrySet()) {
        TestResult result =
            harness.test(entry.getKey()).call((test, call) -> test.evaluate(entry.getValue()));
        assertThat(result.usable()).as(entry.getKey()).isTrue();
        assertThat(result.pValue().orElseThrow()).isBetween(0.0, 1.0);
        assertThat(result.interval()).isPresent();
      }
    }
  }

  @Test
  void theNumbersAreThoseOfTheLibraryInItsOwnClassLoader() throws Exception {
    try (PluginHarness harness = PluginHarness.start("tests: { rates: { use: two-proportion } }")) {
      TestResult result =
          harness.test("rates").call((test, call) -> test.evaluate(REQUESTS.get("two-proportion")));
      assertThat(result.pValue().orElseThrow()).isCloseTo(0.049_640_386_865, within(1e-12));
      AggregateKind kind = harness.test("rates").call((test, call) -> test.requires());
      assertThat(kind).isEqualTo(AggregateKind.COUNTS);
    }
  }
}
