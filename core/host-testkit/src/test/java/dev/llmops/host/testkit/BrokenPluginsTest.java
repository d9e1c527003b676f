package dev.llmops.host.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.host.HostSettings;
import dev.llmops.host.HostSnapshot.PluginInfo;
import dev.llmops.host.LifecycleState;
import dev.llmops.host.UnknownInstanceException;
import dev.llmops.host.guard.PluginCallException.Kind;
import dev.llmops.host.verify.PluginProblem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every broken plugin lies in one directory with a good one. */
class BrokenPluginsTest {

  private static final String SAMPLER = "llmops.test.broken.ran";
  private static final String RAN_FLAG =
      "static { System.setProperty(\"" + SAMPLER + "\", \"yes\"); }";
  private static final Duration START_TIMEOUT = Duration.ofSeconds(3);

  @TempDir static Path plugins;

  private static HostFixture fixture;
  private static Duration startTime;

  @BeforeAll
  static void startAmongBrokenOnes() throws Exception {
    byte[] bytes = "x".getBytes(StandardCharsets.UTF_8);
    Sources.good("good").writeTo(plugins.resolve("good.jar"));
    Sources.good("no-manifest").withoutManifest().writeTo(plugins.resolve("no-manifest.jar"));
    flagged("junk-range").attribute("Plugin-Requires", "whatever").writeTo(at("junk-range"));
    flagged("too-new-api").attribute("Plugin-Requires", ">=9.0.0").writeTo(at("too-new-api"));
    flagged("too-new-class").classFileLevel(120).writeTo(at("too-new-class"));
    flagged("no-index").withoutIndex().writeTo(at("no-index"));
    flagged("lost-class").indexed("acme.Lost").writeTo(at("lost-class"));
    flagged("bad-version").attribute("Plugin-Version", "one").writeTo(at("bad-version"));
    flagged("bad-id").attribute("Plugin-Id", "Bad Id").writeTo(at("bad-id"));
    flagged("plugin-class").attribute("Plugin-Class", "acme.P").writeTo(at("plugin-class"));
    flagged("bundles-api").entry("dev/llmops/spi/X.class", bytes).writeTo(at("bundles-api"));
    flagged("bundles-slf4j").writeTo(plugins.resolve("bundles-slf4j/main.jar"));
    PluginJarBuilder.plugin("x")
        .entry("org/slf4j/Logger.class", bytes)
        .writeTo(plugins.resolve("bundles-slf4j/lib/slf4j.jar"));
    flagged("zip-slip").entry("../../evil.txt", bytes).writeTo(at("zip-slip"));
    flagged("long-manifest")
        .withoutManifest()
        .entry("META-INF/MANIFEST.MF", longManifest())
        .writeTo(at("long-manifest"));
    flagged("long-lib-manifest").writeTo(plugins.resolve("long-lib-manifest/main.jar"));
    PluginJarBuilder.plugin("x")
        .withoutManifest()
        .entry("META-INF/MANIFEST.MF", longManifest())
        .writeTo(plugins.resolve("long-lib-manifest/lib/x.jar"));
    Files.write(at("empty"), new byte[0]);
    Files.write(at("garbage"), bytes);
    Files.createDirectories(plugins.resolve("empty-folder"));
    Files.write(plugins.resolve("packed.zip"), bytes);
    Sources.good("twice").writeTo(at("twice-a"));
    Sources.good("twice").writeTo(at("twice-b"));
    Sources.good("older").writeTo(at("older-1"));
    Sources.good("older").attribute("Plugin-Version", "1.10.0").writeTo(at("older-2"));
    PluginJarBuilder.plugin("name-thief")
        .source("acme.Metric", Sources.metric("Metric", "good", "return null;", ""))
        .writeTo(at("name-thief"));
    PluginJarBuilder.plugin("no-annotation")
        .source(
            "acme.Metric",
            Sources.metric("Metric", "x", "return null;", "").replaceAll("@Contribution.*", ""))
        .writeTo(at("no-annotation"));
    PluginJarBuilder.plugin("two-points")
        .source(
            "acme.Metric",
            Sources.metric("Metric", "two-points", "return null;", "")
                .replace(
                    "implements EvaluationMetric {",
                    """
                    implements EvaluationMetric, dev.llmops.spi.alert.AlertSink {
                      public dev.llmops.spi.alert.DeliveryResult deliver(
                          dev.llmops.spi.alert.Notification n, CallContext c) { return null; }
                    """))
        .writeTo(at("two-points"));
    Sources.with("odd-constructor", "return null;", "@Inject Metric(Thread thread) {}")
        .writeTo(at("odd-constructor"));
    Sources.with("static-init", "return null;", "static { if (true) throw new Error(\"boom\"); }")
        .writeTo(at("static-init"));
    Sources.with(
            "ctor-throws",
            "return null;",
            "@Inject Metric() { throw new IllegalStateException(\"no disk\"); }")
        .writeTo(at("ctor-throws"));
    Sources.with(
            "ctor-hangs",
            "return null;",
            "@Inject Metric() { while (true) { Thread.onSpinWait();"
                + " if (System.getProperty(\"llmops.test.release\") != null) return; } }")
        .writeTo(at("ctor-hangs"));
    Sources.scoring("overflows", "return score(sample, call);").writeTo(at("overflows"));
    Sources.scoring("out-of-range", "return MetricResult.score(7);").writeTo(at("out-of-range"));
    Sources.scoring("gives-null", "return null;").writeTo(at("gives-null"));
    Sources.scoring("talks", "return MetricResult.score(1, \"x\".repeat(20_001));")
        .writeTo(at("talks"));
    Sources.scoring(
            "heaps",
            "return MetricResult.score(1).withDetails(dev.llmops.model.json.Json.fromJava("
                + "java.util.Map.of(\"all\", java.util.Collections.nCopies(20_000, \"1234567\"))));")
        .writeTo(at("heaps"));
    Sources.scoring(
            "nests",
            "dev.llmops.model.json.Json json = dev.llmops.model.json.Json.EMPTY_OBJECT;"
                + " for (int i = 0; i < 100_000; i++)"
                + " json = dev.llmops.model.json.Json.object(java.util.Map.of(\"a\", json));"
                + " return MetricResult.notApplicable(\"\").withDetails(json);")
        .writeTo(at("nests"));
    Sources.scoring(
            "ample",
            "return MetricResult.score(1, \"x\".repeat(20_000)).withDetails("
                + "dev.llmops.model.json.Json.fromJava("
                + "java.util.Map.of(\"all\", \"x\".repeat(199_000))));")
        .writeTo(at("ample"));

    HostSettings settings = HostSettings.of(plugins, plugins).withStartTimeout(START_TIMEOUT);
    long start = System.nanoTime();
    fixture = HostFixture.over(settings);
    startTime = Duration.ofNanos(System.nanoTime() - start);
  }

  private static PluginJarBuilder flagged(String id) {
    return Sources.with(id, "return null;", RAN_FLAG);
  }

  /** Sound but for its length of two million short lines. */
  private static byte[] longManifest() {
    String attributes = "Manifest-Version: 1.0\nPlugin-Id: long-manifest\n\n";
    return (attributes + "Name: a\n\n".repeat(1_000_000)).getBytes(StandardCharsets.UTF_8);
  }

  private static Path at(String name) {
    return plugins.resolve(name + ".jar");
  }

  @AfterAll
  static void stop() {
    System.setProperty("llmops.test.release", "yes");
    fixture.close();
  }

  @Test
  void theGoodOneServes() throws Exception {
    assertThat(fixture.plugin("good.jar").state()).isEqualTo(LifecycleState.SERVING);
    assertThat(fixture.score("good").value()).hasValue(1.0);
  }

  @Test
  void aHangingConstructorHoldsTheStartUpUntilItsTimeoutOnly() {
    assertThat(startTime).isLessThan(Duration.ofSeconds(10));
  }

  @ParameterizedTest
  @CsvSource({
    "no-manifest.jar,   LLM-PLG-003",
    "junk-range.jar,    LLM-PLG-006",
    "too-new-api.jar,   LLM-PLG-007",
    "too-new-class.jar, LLM-PLG-008",
    "no-index.jar,      LLM-PLG-009",
    "lost-class.jar,    LLM-PLG-010",
    "bad-version.jar,   LLM-PLG-005",
    "bad-id.jar,        LLM-PLG-004",
    "plugin-class.jar,  LLM-PLG-014",
    "bundles-api.jar,   LLM-PLG-011",
    "bundles-slf4j,     LLM-PLG-011",
    "zip-slip.jar,      LLM-PLG-012",
    "long-manifest.jar, LLM-PLG-013",
    "long-lib-manifest, LLM-PLG-013",
    "empty.jar,         LLM-PLG-001",
    "garbage.jar,       LLM-PLG-001",
    "empty-folder,      LLM-PLG-002",
    "packed.zip,        LLM-PLG-001",
    "twice-a.jar,       LLM-PLG-015",
    "twice-b.jar,       LLM-PLG-015",
    "older-1.jar,       LLM-PLG-015",
  })
  void isRejectedByItsBytes(String file, String code) {
    PluginInfo plugin = fixture.plugin(file);

    assertThat(plugin.state()).isEqualTo(LifecycleState.REJECTED);
    assertThat(plugin.problems())
        .allSatisfy(problem -> assertThat(problem.code()).isEqualTo(code))
        .allSatisfy(problem -> assertThat(problem.remedy()).isNotBlank())
        .isNotEmpty();
  }

  @Test
  void noCodeOfARejectedPluginRan() {
    assertThat(System.getProperty(SAMPLER)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "name-thief.jar,      LLM-PLG-025, belongs to good",
    "no-annotation.jar,   LLM-PLG-022, has no @Contribution",
    "two-points.jar,      LLM-PLG-021, implements 2 extension points",
    "odd-constructor.jar, LLM-PLG-023, no single @Inject constructor",
    "static-init.jar,     LLM-PLG-030, boom",
    "ctor-throws.jar,     LLM-PLG-030, no disk",
    "ctor-hangs.jar,      LLM-PLG-031, did not end within 3000 ms",
  })
  void failsWithItsReason(String file, String code, String words) {
    PluginInfo plugin = fixture.plugin(file);

    assertThat(plugin.state()).isEqualTo(LifecycleState.FAILED);
    List<PluginProblem> problems = plugin.problems();
    assertThat(problems).singleElement().extracting(PluginProblem::code).isEqualTo(code);
    assertThat(problems.getFirst().message()).contains(words);
  }

  @Test
  void theNewerOfTwoVersionsIsUsed() {
    assertThat(fixture.plugin("older-2.jar").state()).isEqualTo(LifecycleState.SERVING);
    assertThat(fixture.plugin("older-1.jar").problems().getFirst().message())
        .isEqualTo("the newer version 1.10.0 of older is used, from older-2.jar");
  }

  @Test
  void askingForAFailedInstanceTellsItsReason() {
    assertThatThrownBy(() -> fixture.score("ctor-throws"))
        .isInstanceOf(UnknownInstanceException.class)
        .hasMessageContaining("no disk");
    assertThatThrownBy(() -> fixture.score("goood"))
        .isInstanceOf(UnknownInstanceException.class)
        .hasMessageContaining("did you mean \"good\"?");
  }

  @Test
  void whatGoesWrongInACallIsThatCallsFailure() throws Exception {
    assertThat(fixture.failureOf("overflows").failure().orElseThrow().type())
        .isEqualTo("java.lang.StackOverflowError");
    assertThat(fixture.failureOf("gives-null")).hasMessage("gives-null.score returned null");
    assertThat(fixture.failureOf("out-of-range"))
        .hasMessage("out-of-range.score gave 7.0, outside its declared range 0.0 to 1.0");
    assertThat(fixture.failureOf("out-of-range").kind()).isEqualTo(Kind.FAILED);
    assertThat(fixture.score("good").value()).hasValue(1.0);
  }

  @Test
  void whatIsTooLargeToBeKeptWithEveryScoreIsRefused() throws Exception {
    assertThat(fixture.failureOf("talks"))
        .hasMessage(
            "talks.score gave a reason of 20001 characters; at most 20000 are kept, so cut it");
    assertThat(fixture.failureOf("heaps")).hasMessageContaining("more than 200000 characters");
    assertThat(fixture.failureOf("nests")).hasMessageContaining("nested deeper than 100");
    for (String metric : List.of("talks", "heaps", "nests")) {
      assertThat(fixture.failureOf(metric).code()).isEqualTo("LLM-PLG-046");
      assertThat(fixture.failureOf(metric).retryable()).isFalse();
    }
    assertThat(fixture.score("ample").reason()).hasSize(20_000);
  }
}
