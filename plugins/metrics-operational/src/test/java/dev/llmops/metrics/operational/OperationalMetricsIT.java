package dev.llmops.metrics.operational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.host.testkit.PluginHarness;
import dev.llmops.spi.metric.ScoredSample;
import org.junit.jupiter.api.Test;

class OperationalMetricsIT {

  private static final ScoredSample SAMPLE = Samples.answered("small", 1_000_000, 500_000);

  private static double score(PluginHarness harness, String name) throws Exception {
    return harness
        .metric(name)
        .call((metric, call) -> metric.score(SAMPLE, call))
        .value()
        .orElseThrow();
  }

  @Test
  void latencyAndTokensServeUnconfiguredAndCostDoesNot() throws Exception {
    try (PluginHarness harness = PluginHarness.start("")) {
      assertThat(score(harness, "latency")).isEqualTo(5);
      assertThat(score(harness, "tokens")).isEqualTo(1_500_000);
      assertThatThrownBy(() -> harness.metric("cost")).hasMessageContaining("cost");
    }
  }

  @Test
  void everySettingArrives() throws Exception {
    try (PluginHarness harness =
        PluginHarness.start(
            """
            metrics:
              answer: { use: tokens, count: output }
              euros:
                use: cost
                currency: EUR
                prices:
                  "small": { input: 0.25, output: 2 }
                  "*": { input: 100, output: 100 }
              known: { use: cost, prices: { gpt-5.1: { input: 1, output: 1 } } }
            """)) {
      assertThat(score(harness, "answer")).isEqualTo(500_000);
      assertThat(score(harness, "euros")).isEqualTo(1.25);
      String unit = harness.metric("euros").call((metric, call) -> metric.descriptor().unit());
      assertThat(unit).isEqualTo("EUR");
      assertThatThrownBy(() -> score(harness, "known"))
          .hasMessageContaining("no price for model small")
          .hasMessageContaining("prices.\"small\"");
    }
  }

  @Test
  void mistakesAreReportedTogetherWithTheirPlace() {
    assertThatThrownBy(() ->
            PluginHarness.start(
                """
                metrics:
                  a: { use: cost }
                  b: { use: cost, currency: dollars, prices: { m: { input: 1, output: 1 } } }
                  c: { use: cost, prices: { m: { input: -1, output: 1 } } }
                  d: { use: cost, prices: { m: { input: 1 } } }
                  e: { use: tokens, count: all }
                """))
        .hasMessageContaining("test.yaml:2:")
        .hasMessageContaining("prices is empty")
        .hasMessageContaining("metrics.b.currency")
        .hasMessageContaining("metrics.c.prices.m.input")
        .hasMessageContaining("metrics.d.prices.m.output")
        .hasMessageContaining("metrics.e.count");
  }
}
