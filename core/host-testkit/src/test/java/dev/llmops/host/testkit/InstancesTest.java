package dev.llmops.host.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.llmops.host.HostSnapshot;
import dev.llmops.host.LifecycleState;
import dev.llmops.host.UnknownInstanceException;
import dev.llmops.host.config.ConfigurationException;
import dev.llmops.host.load.ExtensionKind;
import dev.llmops.spi.metric.EvaluationMetric;
import dev.llmops.spi.provider.LlmProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstancesTest {

  private static final String LIMITED =
      Sources.metric(
              "Limited",
              "limited",
              "return MetricResult.score(1, config.max() + config.word());",
              """
              public record Config(
                  @Doc("Most words") @Default("10") @Min(1) int max,
                  @Default("x") String word,
                  java.util.Optional<Secret> key) {}
              private final Config config;
              @Inject Limited(Config config) { this.config = config; }
              """)
          .replace("title = \"Test metric\"", "title = \"Limit\", config = Limited.Config.class");
  private static final String DEMANDING =
      LIMITED
          .replace("Limited", "Demanding")
          .replace("\"limited\"", "\"demanding\"")
          .replace("@Default(\"x\") String word", "String word");

  private static final String CLOSEABLE =
      Sources.metric(
              "Metric",
              "closeable",
              "return null;",
              """
              @Inject Metric() { System.setProperty("llmops.test.closeable", "made"); }
              @Override public void close() {
                System.setProperty("llmops.test.closeable", "closed");
              }
              """)
          .replace("implements EvaluationMetric", "implements EvaluationMetric, AutoCloseable");

  @TempDir Path plugins;

  @BeforeEach
  void buildThePlugin() throws Exception {
    PluginJarBuilder.plugin("limits")
        .source("acme.Limited", LIMITED)
        .source("acme.Demanding", DEMANDING)
        .writeTo(plugins.resolve("limits.jar"));
  }

  @Test
  void oneContributionServesUnderManyNames() throws Exception {
    String yaml =
        """
        metrics:
          brief: { use: limited, max: 3 }
          wordy: { use: demanding, word: y, key: k1 }
        """;
    try (HostFixture fixture = HostFixture.over(plugins, yaml)) {
      assertThat(fixture.score("brief").reason()).isEqualTo("3x");
      assertThat(fixture.score("wordy").reason()).isEqualTo("10y");
      assertThat(fixture.score("limited").reason()).isEqualTo("10x");
      assertThat(fixture.host.names(EvaluationMetric.class))
          .containsExactly("brief", "limited", "wordy");
    }
  }

  @Test
  void aConfiguredInstanceTakesTheContributionsOwnName() throws Exception {
    try (HostFixture fixture = HostFixture.over(plugins, "metrics: { limited: { max: 4 } }")) {
      assertThat(fixture.score("limited").reason()).isEqualTo("4x");
      assertThat(fixture.instance("limited").configured()).isTrue();
    }
  }

  @Test
  void tellsEveryMistakeOfTheConfigurationAndStartsNothing() {
    String yaml =
        """
        sinks:
          e: { use: limited }
        metrics:
          a: { use: limted }
          b: { use: limited, max: 0, wrod: x }
          c: { use: demanding }
        """;

    assertThatThrownBy(() -> HostFixture.over(plugins, yaml))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            """
            t.yaml:2:13 sinks.e.use — no plugin contributes "limited" to the sinks — there are none
            t.yaml:4:13 metrics.a.use — no plugin contributes "limted" to the metrics — did you \
            mean "limited"?
            t.yaml:5:27 metrics.b.max — must be at least 1, was 0 — change the value
            t.yaml:5:30 metrics.b.wrod — unknown key — did you mean "word"?
            t.yaml:6:6 metrics.c.word — required, but not given — add word: text\
            """);
  }

  @Test
  void aReferenceWithoutAValueStartsNothing() {
    assertThatThrownBy(
            () -> HostFixture.over(plugins, "metrics: { d: { use: limited, max: \"${env:NO}\" } }"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("a reference in these settings has no value");
  }

  @Test
  void theSnapshotTellsWhatThereIs() throws Exception {
    String yaml = "metrics: { w: { use: demanding, word: y, key: s3cret } }";
    try (HostFixture fixture = HostFixture.over(plugins, yaml)) {
      HostSnapshot snapshot = fixture.host.snapshot();

      assertThat(snapshot.plugins())
          .singleElement()
          .satisfies(plugin -> {
            assertThat(plugin.id()).isEqualTo("limits");
            assertThat(plugin.version()).isEqualTo("1.0.0");
            assertThat(plugin.state()).isEqualTo(LifecycleState.SERVING);
            assertThat(plugin.sha256().orElseThrow()).matches("[0-9a-f]{64}");
            assertThat(plugin.provider()).isEqualTo("Acme");
          });
      assertThat(snapshot.contributions())
          .extracting(contribution -> contribution.kind() + " " + contribution.name())
          .containsExactly("METRIC demanding", "METRIC limited");
      assertThat(snapshot.contributions().getFirst().config())
          .extracting(key -> key.key() + " " + key.required())
          .containsExactly("max false", "word true", "key false");
      assertThat(fixture.instance("w").kind()).isEqualTo(ExtensionKind.METRIC);
      assertThat(fixture.instance("w").descriptor()).isPresent();
      assertThat(fixture.instance("w").config()).hasToString("{\"word\":\"y\",\"key\":\"***\"}");
      assertThat(snapshot.toString()).doesNotContain("s3cret");
    }
  }

  @Test
  void thePinTellsCodeAndSettingsApart() throws Exception {
    String yaml =
        "metrics: { a: { use: limited, max: 3 }, b: { use: limited, max: 3 },"
            + " c: { use: limited, max: 4 } }";
    try (HostFixture fixture = HostFixture.over(plugins, yaml)) {
      assertThat(fixture.instance("a").pin().configHash())
          .isEqualTo(fixture.instance("b").pin().configHash())
          .isNotEqualTo(fixture.instance("c").pin().configHash());
      assertThat(fixture.instance("a").pin().sha256())
          .isEqualTo(fixture.plugin("limits.jar").sha256().orElseThrow());
    }
  }

  @Test
  void thePinCoversTheLibraries() throws Exception {
    Sources.good("a").writeTo(plugins.resolve("a/main.jar"));
    Path library = plugins.resolve("a/lib/x.jar");
    PluginJarBuilder.plugin("x").writeTo(library);
    String before = sha256OfA();
    PluginJarBuilder.plugin("x").entry("more.txt", new byte[1]).writeTo(library);

    assertThat(sha256OfA()).isNotEqualTo(before);
  }

  private String sha256OfA() throws Exception {
    try (HostFixture fixture = HostFixture.over(plugins)) {
      return fixture.instance("a").pin().sha256();
    }
  }

  @Test
  void closesAnObjectThatCannotDescribeItself() throws Exception {
    PluginJarBuilder.plugin("closeable")
        .source(
            "acme.Metric",
            CLOSEABLE.replace("return MetricDescriptor.unitQuality().build()", "return null"))
        .writeTo(plugins.resolve("closeable.jar"));
    try (HostFixture fixture = HostFixture.over(plugins)) {
      assertThat(fixture.plugin("closeable.jar").problems().getFirst().message())
          .contains("descriptor() is null");
      assertThat(System.getProperty("llmops.test.closeable")).isEqualTo("closed");
    } finally {
      System.clearProperty("llmops.test.closeable");
    }
  }

  @Test
  void anInterruptedStartClosesWhatHadStarted() throws Exception {
    PluginJarBuilder.plugin("closeable")
        .source("acme.Metric", CLOSEABLE)
        .writeTo(plugins.resolve("closeable.jar"));
    Sources.with(
            "waits",
            "return null;",
            "@Inject Metric() throws Exception { while (System.getProperty("
                + "\"llmops.test.closeable\") == null) Thread.onSpinWait();"
                + " System.setProperty(\"llmops.test.waits\", \"yes\");"
                + " new java.util.concurrent.CountDownLatch(1).await(); }")
        .writeTo(plugins.resolve("waits.jar"));
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread starting =
        Thread.ofPlatform()
            .start(() -> {
              try {
                HostFixture.over(plugins).close();
              } catch (Exception e) {
                thrown.set(e);
              }
            });
    try {
      await().until(() -> System.getProperty("llmops.test.waits") != null);
      starting.interrupt();
      starting.join();

      assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
      assertThat(System.getProperty("llmops.test.closeable")).isEqualTo("closed");
    } finally {
      System.clearProperty("llmops.test.closeable");
      System.clearProperty("llmops.test.waits");
    }
  }

  @Test
  void anUnknownNameIsToldWithNearOnes() throws Exception {
    try (HostFixture fixture = HostFixture.over(plugins)) {
      assertThatThrownBy(() -> fixture.host.instance(EvaluationMetric.class, "limted"))
          .isInstanceOfSatisfying(
              UnknownInstanceException.class,
              e -> assertThat(e.nearNames()).containsExactly("limited"));
      assertThatThrownBy(() -> fixture.host.instance(LlmProvider.class, "limited"))
          .hasMessageContaining("no instance \"limited\" serves among the providers");
    }
  }

  @Test
  void theOrderDoesNotDependOnTheFilesTimes() throws Exception {
    Sources.good("b").writeTo(plugins.resolve("1.jar"));
    Sources.good("a").writeTo(plugins.resolve("2.jar"));
    Sources.good("a").writeTo(plugins.resolve("3.jar"));
    List<String> first = order();
    for (int i = 0; i < 5; i++) {
      long seconds = 1_000_000L * (i * 7 % 5);
      Files.setLastModifiedTime(
          plugins.resolve(i % 3 + 1 + ".jar"), FileTime.from(Instant.ofEpochSecond(seconds)));

      assertThat(order()).isEqualTo(first);
    }
  }

  private List<String> order() throws Exception {
    try (HostFixture fixture = HostFixture.over(plugins)) {
      return fixture.host.snapshot().plugins().stream()
          .map(plugin -> plugin.path().getFileName() + " " + plugin.id() + " " + plugin.state())
          .toList();
    }
  }

  @Test
  void aDirectoryThatIsNotThereHoldsNoPlugins() throws Exception {
    try (HostFixture fixture = HostFixture.over(plugins.resolve("none"))) {
      assertThat(fixture.host.snapshot().plugins()).isEmpty();
    }
  }
}
