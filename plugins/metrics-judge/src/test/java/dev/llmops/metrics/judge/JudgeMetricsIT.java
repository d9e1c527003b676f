package dev.llmops.metrics.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.host.testkit.PluginHarness;
import dev.llmops.host.testkit.PluginJarBuilder;
import dev.llmops.spi.metric.MetricResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The packaged plugin in the real host, with providers of another plugin as judges. */
class JudgeMetricsIT {

  /** Gives its mark with the ticket it was shown. */
  private static final String MARKS =
      """
      package acme;

      import dev.llmops.spi.*;
      import dev.llmops.spi.config.*;
      import dev.llmops.spi.provider.*;
      import jakarta.inject.Inject;
      import java.time.Duration;
      import org.pf4j.Extension;

      @Extension
      @Contribution(name = "marks", title = "Marks", config = Marks.Config.class)
      public class Marks implements LlmProvider {
        public record Config(String mark, @Default("0ms") Duration delay) {}
        private final Config config;
        @Inject Marks(Config config) { this.config = config; }
        @Override public ChatResponse complete(ChatRequest request, CallContext call)
            throws ProviderException, InterruptedException {
          Thread.sleep(config.delay());
          if (config.mark().equals("busy")) {
            throw new ProviderException(ProviderException.Kind.RATE_LIMIT, "slow down");
          }
          String ticket = request.messages().get(0).content()
              .replaceAll("(?s).*carry the ticket (\\\\w+).*", "$1");
          return ChatResponse.of("{\\"ticket\\":\\"" + ticket + "\\",\\"score\\":" + config.mark()
              + ",\\"reason\\":\\"because\\"}").model("m").latency(Duration.ZERO).build();
        }
      }
      """;

  private static PluginHarness start(String yaml) throws Exception {
    return PluginHarness.startBeside(
        yaml, PluginJarBuilder.plugin("marks").source("acme.Marks", MARKS));
  }

  private static MetricResult score(PluginHarness harness, String name) throws Exception {
    return harness
        .metric(name)
        .call((metric, call) -> metric.score(Courtroom.sample("Paris"), call));
  }

  @Test
  void judgesWithProvidersOfAnotherPlugin() throws Exception {
    try (PluginHarness harness =
        start(
            """
            providers:
              low:  { use: marks, mark: 2 }
              high: { use: marks, mark: 4 }
            metrics:
              helpful: { use: llm-judge, provider: low, rubric: "Is it right?", model: x, temperature: 0, repeats: 2, clamp: true, timeout: 20s }
              panel:
                use: debate-panel
                judges: [low, high]
                rubric: "Is it right?"
                scale: { min: 0, max: 4 }
                rounds: 2
                consensus: median
                quorum: 2
                temperature: 0.5
                clamp: false
                timeout: 20s
            """)) {
      assertThat(score(harness, "helpful").value()).hasValue(0.25);
      assertThat(score(harness, "panel").value()).hasValue(0.75);
      assertThat(harness.host().waitsUpTo("panel")).contains(Duration.ofSeconds(20));
    }
  }

  @Test
  void aHundredScoresWaitAtTheSameTime() throws Exception {
    try (PluginHarness harness =
            start(
                """
                providers: { slow: { use: marks, mark: 5, delay: 500ms } }
                metrics: { j: { use: llm-judge, provider: slow, rubric: r } }
                """);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long start = System.nanoTime();
      List<Future<MetricResult>> scores = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        scores.add(threads.submit(() -> score(harness, "j")));
      }
      for (Future<MetricResult> score : scores) {
        assertThat(score.get().value()).hasValue(1);
      }
      // One after the other on four threads they would take more than 12 s.
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
    }
  }

  @Test
  void tellsMistakesWithTheirPlace() {
    assertThatThrownBy(() ->
            start(
                """
                providers: { low: { use: marks, mark: 2 } }
                metrics:
                  a: { use: llm-judge, provider: lo, rubric: r }
                  b: { use: llm-judge, provider: low }
                  c: { use: debate-panel, judges: [low], rubric: r }
                  d: { use: llm-judge, provider: low, rubric: r, scale: { min: 3, max: 2 } }
                """))
        .hasMessageContaining("test.yaml:3:34 metrics.a.provider — no instance \"lo\" among")
        .hasMessageContaining("metrics.b.rubric")
        .hasMessageContaining("judges must name at least two providers")
        .hasMessageContaining("min must be below max");
  }

  @Test
  void aJudgeThatIsBusyGivesNoScore() throws Exception {
    try (PluginHarness harness =
        start(
            """
            providers: { busy: { use: marks, mark: busy } }
            metrics: { j: { use: llm-judge, provider: busy, rubric: r } }
            """)) {
      assertThatThrownBy(() -> score(harness, "j")).hasMessageContaining("RATE_LIMIT");
    }
  }
}
