package dev.llmops.stats.bayesian;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.host.testkit.PluginHarness;
import dev.llmops.spi.stats.Counts;
import dev.llmops.spi.stats.Moments;
import dev.llmops.spi.stats.TestRequest;
import dev.llmops.spi.stats.TestResult;
import org.junit.jupiter.api.Test;

/** The packaged plugin in the real host. */
class BayesianTestsIT {

  private static final TestRequest RATES =
      TestRequest.counts(new Counts(20, 3), new Counts(20, 9)).build();
  private static final TestRequest MEANS =
      TestRequest.moments(new Moments(500, 1, 200), new Moments(500, 1.1, 300)).build();

  private static double greater(PluginHarness harness, String name, TestRequest request)
      throws Exception {
    TestResult result = harness.test(name).call((test, call) -> test.evaluate(request));
    return result.posterior().orElseThrow().greater();
  }

  @Test
  void bothServeUnconfiguredUnderTheirOwnNames() throws Exception {
    try (PluginHarness harness = PluginHarness.start("")) {
      assertThat(greater(harness, "bayesian-proportion", RATES)).isBetween(0.97, 0.99);
      assertThat(greater(harness, "bayesian-mean", MEANS)).isBetween(0.98, 0.99);
    }
  }

  @Test
  void priorsAreConfigured() throws Exception {
    try (PluginHarness harness =
        PluginHarness.start(
            """
            tests:
              bayesian-proportion: { use: bayesian-proportion, prior-successes: 50, prior-failures: 50 }
              bayesian-mean: { use: bayesian-mean, prior-deviation: 0.01 }
            """)) {
      assertThat(greater(harness, "bayesian-proportion", RATES)).isBetween(0.75, 0.85);
      assertThat(greater(harness, "bayesian-mean", MEANS)).isBetween(0.5, 0.75);
    }
  }
}
