package dev.llmops.host.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.llmops.host.HostSettings;
import dev.llmops.host.LifecycleState;
import dev.llmops.host.guard.PluginCallException.Kind;
import dev.llmops.spi.metric.EvaluationMetric;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IsolationTest {

  private static final String TELL = "return MetricResult.score(1, %s);";

  @TempDir Path plugins;

  private String told(String id, String expression, String members) throws Exception {
    Sources.with(id, TELL.formatted(expression), members).writeTo(plugins.resolve(id + ".jar"));
    try (HostFixture fixture = HostFixture.over(plugins)) {
      return fixture.score(id).reason();
    }
  }

  @Test
  void theHostsLibrariesAreInvisible() throws Exception {
    String members =
        """
        static String find(String name) {
          try {
            Class.forName(name);
            return "visible";
          } catch (ClassNotFoundException e) {
            return "hidden";
          }
        }
        """;
    String expression =
        "find(\"com.google.inject.Guice\") + find(\"com.fasterxml.jackson.databind.ObjectMapper\")"
            + " + find(\"dev.llmops.host.PluginHost\") + find(\"org.slf4j.Logger\")"
            + " + find(\"java.sql.Connection\")"
            + " + (Metric.class.getClassLoader().getResource("
            + "\"META-INF/services/org.slf4j.spi.SLF4JServiceProvider\") == null)";

    assertThat(told("looker", expression, members))
        .isEqualTo("hiddenhiddenhiddenvisiblevisibletrue");
  }

  @Test
  void aPluginsOwnCopyOfAHostLibraryIsUsed() throws Exception {
    Sources.with("own-copy", TELL.formatted("com.google.inject.Guice.NAME"), "")
        .source(
            "com.google.inject.Guice",
            "package com.google.inject; public class Guice {"
                + " public static final String NAME = new String(\"mine\"); }")
        .writeTo(plugins.resolve("own-copy.jar"));

    try (HostFixture fixture = HostFixture.over(plugins)) {
      assertThat(fixture.score("own-copy").reason()).isEqualTo("mine");
    }
  }

  @Test
  void everyEntryIntoAPluginHasItsContextClassLoader() throws Exception {
    String key = "llmops.test.tccl.close";
    String members =
        """
        static boolean right() {
          return Thread.currentThread().getContextClassLoader() == Metric.class.getClassLoader();
        }
        static final boolean INIT = right();
        final boolean constructed = right();
        final java.util.concurrent.ThreadFactory threads;
        @Inject Metric(PluginContext context) { threads = context.threads(); }
        boolean onOwnThread() throws InterruptedException {
          boolean[] seen = new boolean[1];
          Thread thread = threads.newThread(() -> seen[0] = right());
          thread.start();
          thread.join();
          return seen[0] && thread.isDaemon() && thread.getName().startsWith("sampler-");
        }
        public void close() { System.setProperty("%s", "" + right()); }
        """
            .formatted(key);
    PluginJarBuilder.plugin("sampler")
        .source(
            "acme.Metric",
            Sources.metric(
                    "Metric",
                    "sampler",
                    TELL.formatted("\"\" + INIT + constructed + right() + onOwnThread()"),
                    members)
                .replace(
                    "implements EvaluationMetric", "implements EvaluationMetric, AutoCloseable"))
        .writeTo(plugins.resolve("sampler.jar"));
    ClassLoader before = Thread.currentThread().getContextClassLoader();

    try (HostFixture fixture = HostFixture.over(plugins)) {
      assertThat(fixture.score("sampler").reason()).isEqualTo("truetruetruetrue");
    }

    assertThat(System.getProperty(key)).isEqualTo("true");
    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
  }

  @Test
  void aHangingMetricIsDegradedAndTheOthersServe() throws Exception {
    String release = "llmops.test.isolation.release";
    Sources.scoring(
            "spinner",
            "while (System.getProperty(\""
                + release
                + "\") == null) Thread.onSpinWait();"
                + " return MetricResult.score(0);")
        .writeTo(plugins.resolve("spinner.jar"));
    Sources.good("good").writeTo(plugins.resolve("good.jar"));
    try (HostFixture fixture = HostFixture.over(plugins)) {
      for (int i = 0; i < 4; i++) {
        assertThatThrownBy(() -> fixture.score("spinner", Duration.ofMillis(50)))
            .hasMessage("spinner.score did not end within 50 ms");
      }

      assertThat(fixture.instance("spinner").state()).isEqualTo(LifecycleState.DEGRADED);
      assertThat(fixture.plugin("spinner.jar").state()).isEqualTo(LifecycleState.DEGRADED);
      assertThat(fixture.failureOf("spinner").kind()).isEqualTo(Kind.DEGRADED);
      assertThat(fixture.score("good").value()).hasValue(1.0);
      System.setProperty(release, "yes");
      await().untilAsserted(() -> assertThat(fixture.score("spinner").value()).hasValue(0.0));
    } finally {
      System.clearProperty(release);
    }
  }

  @Test
  void aFailingOrHangingCloseHurtsNobody() throws Exception {
    for (String id : new String[] {"a-last", "b-throws", "c-hangs"}) {
      String body =
          switch (id) {
            case "b-throws" -> "throw new IllegalStateException(\"no\");";
            case "c-hangs" ->
                "while (System.getProperty(\"llmops.test.close.release\") == null)"
                    + " Thread.onSpinWait();";
            default -> "System.setProperty(\"llmops.test.closed\", \"yes\");";
          };
      String members = "public void close() { " + body + " }";
      PluginJarBuilder.plugin(id)
          .source(
              "acme.Metric",
              Sources.metric("Metric", id, "return null;", members)
                  .replace(
                      "implements EvaluationMetric", "implements EvaluationMetric, AutoCloseable"))
          .writeTo(plugins.resolve(id + ".jar"));
    }
    HostSettings settings =
        HostSettings.of(plugins, plugins).withCloseTimeout(Duration.ofMillis(300));
    HostFixture fixture = HostFixture.over(settings);
    long start = System.nanoTime();

    fixture.close();
    fixture.close();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    System.setProperty("llmops.test.close.release", "yes");
    assertThat(System.getProperty("llmops.test.closed")).isEqualTo("yes");
    assertThat(fixture.plugin("a-last.jar").state()).isEqualTo(LifecycleState.UNLOADED);
  }

  @Test
  void nothingOfAnUnloadedPluginStaysInMemory() throws Exception {
    PluginJarBuilder.plugin("gone")
        .source(
            "acme.Metric",
            Sources.metric(
                    "Metric",
                    "gone",
                    "throw new Metric.Own();",
                    "static final class Own extends RuntimeException {}"
                        + " public record Config(@Default(\"3\") int max) {}"
                        + " @Inject Metric(Config config, PluginContext context) {}")
                .replace("title = \"Test metric\"", "title = \"T\", config = Metric.Config.class"))
        .writeTo(plugins.resolve("gone.jar"));
    HostFixture fixture = HostFixture.over(plugins);
    WeakReference<ClassLoader> loader =
        new WeakReference<>(
            fixture
                .host
                .instance(EvaluationMetric.class, "gone")
                .call(
                    "score",
                    Duration.ofSeconds(5),
                    (metric, c) -> metric.getClass().getClassLoader()));
    Throwable kept = fixture.failureOf("gone");

    fixture.close();

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> {
          System.gc();
          assertThat(loader.get()).isNull();
        });
    assertThat(kept).hasMessageContaining("acme.Metric$Own");
    assertThat(fixture.host.snapshot().plugins()).hasSize(1);
  }
}
