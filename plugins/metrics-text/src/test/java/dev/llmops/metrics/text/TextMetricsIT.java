package dev.llmops.metrics.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.llmops.host.testkit.PluginHarness;
import dev.llmops.spi.metric.MetricResult;
import dev.llmops.spi.metric.ScoredSample;
import org.junit.jupiter.api.Test;

class TextMetricsIT {

  private static double score(PluginHarness harness, String name, ScoredSample sample)
      throws Exception {
    MetricResult result = harness.metric(name).call((metric, call) -> metric.score(sample, call));
    return result.value().orElseThrow();
  }

  @Test
  void allButRegexServeUnconfigured() throws Exception {
    try (PluginHarness harness = PluginHarness.start("")) {
      ScoredSample sample = Samples.pair(" It is Paris\n", "Paris");
      assertThat(score(harness, "exact-match", sample)).isEqualTo(0);
      assertThat(score(harness, "contains", sample)).isEqualTo(1);
      assertThat(score(harness, "levenshtein", sample)).isEqualTo(5.0 / 11);
      assertThat(score(harness, "word-limit", sample)).isEqualTo(1);
      assertThat(score(harness, "token-overlap", sample)).isEqualTo(5.0 / 9, within(1e-9));
      assertThatThrownBy(() -> harness.metric("regex")).hasMessageContaining("regex");
    }
  }

  @Test
  void everySettingArrives() throws Exception {
    try (PluginHarness harness =
        PluginHarness.start(
            """
            metrics:
              same:   { use: exact-match, ignore-case: true, white-space: collapse }
              names:  { use: contains, text: LYON, ignore-case: true, white-space: keep }
              number: { use: regex, pattern: '\\d+ km', match: whole, ignore-case: true, white-space: collapse }
              close:  { use: levenshtein, cut-off: 0.9, max-length: 12, ignore-case: true, white-space: collapse }
              brief:  { use: word-limit, max: 2 }
              words:  { use: token-overlap, profile: correctness }
              length: { use: token-overlap, weights: { jaccard: 0, coverage: 0, length: 1 } }
            """)) {
      assertThat(score(harness, "same", Samples.pair("A  b", "a B"))).isEqualTo(1);
      assertThat(score(harness, "names", Samples.answered("to Lyon"))).isEqualTo(1);
      assertThat(score(harness, "number", Samples.answered(" 42\nKM "))).isEqualTo(1);
      assertThat(score(harness, "close", Samples.pair("abcd", "abxx"))).isEqualTo(0);
      assertThat(score(harness, "words", Samples.pair("a c", "a b")))
          .isEqualTo(0.475, within(1e-9));
      assertThat(score(harness, "length", Samples.pair("a", "b c"))).isEqualTo(0.5);
      assertThat(score(harness, "brief", Samples.answered("a b c"))).isEqualTo(0);
      assertThatThrownBy(() -> score(harness, "close", Samples.pair("x".repeat(13), "x")))
          .hasMessageContaining("max-length (12)");
    }
  }

  @Test
  void mistakesAreReportedTogetherWithTheirPlace() {
    assertThatThrownBy(() ->
            PluginHarness.start(
                """
                metrics:
                  a: { use: regex, pattern: 'a(b' }
                  b: { use: regex }
                  c: { use: contains, text: ' ' }
                  d: { use: exact-match, white-space: trimmed }
                  e: { use: levenshtein, cut-off: 2 }
                  f: { use: word-limit, max: 0 }
                """))
        .hasMessageContaining("test.yaml:2:")
        .hasMessageContaining("position 2: missing closing )")
        .hasMessageContaining("test.yaml:3:")
        .hasMessageContaining("metrics.b.pattern")
        .hasMessageContaining("text is empty")
        .hasMessageContaining("metrics.d.white-space")
        .hasMessageContaining("metrics.e.cut-off")
        .hasMessageContaining("metrics.f.max");
  }
}
