package dev.llmops.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** One server with every kind of broken plugin beside the good ones. */
class BrokenPluginsIT {

  /** Refused by their bytes: the file's name and the code of the reason. */
  private static final Map<String, String> REFUSED =
      Map.of(
          "no-manifest", "LLM-PLG-003",
          "wrong-api", "LLM-PLG-007",
          "too-new", "LLM-PLG-008",
          "bundles-api", "LLM-PLG-011",
          "empty", "LLM-PLG-001");

  /** Fine by their bytes, and failing when they are started: the plugin and what it says. */
  private static final Map<String, String> FAILING =
      Map.of("static-throws", "static mishap", "constructor-throws", "constructor mishap");

  private static Archive archive;
  private static ServerProcess server;
  private static Map<String, JsonNode> plugins;

  @BeforeAll
  static void start() throws IOException {
    archive = Archive.unpacked();
    Path folder = archive.plugins();
    PluginJar.named("no-manifest").withoutManifest().writeTo(folder);
    PluginJar.named("wrong-api").requiring(">=9.0.0 & <10.0.0").writeTo(folder);
    PluginJar.named("too-new").tooNew().writeTo(folder);
    PluginJar.named("bundles-api").bundlingTheApi().writeTo(folder);
    PluginJar.named("static-throws")
        .withField("static final int N = fail(); static int fail() { throw new IllegalStateException(\"static mishap\"); }")
        .writeTo(folder);
    PluginJar.named("constructor-throws")
        .withConstructor("throw new IllegalStateException(\"constructor mishap\");")
        .writeTo(folder);
    PluginJar.named("needs-config").withConfig("record Config(@NotBlank String rubric) {}").writeTo(folder);
    PluginJar.named("in-order").writeTo(folder);
    Files.createFile(folder.resolve("empty.jar"));
    server = ServerProcess.Launch.of(archive, ServerProcess.ANY_PORT).start();
    plugins = new LinkedHashMap<>();
    for (JsonNode plugin : server.http().get("/api/v1/plugins").expect(200).path("items")) {
      plugins.put(plugin.path("path").asText().replaceFirst("\\.jar$", ""), plugin);
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void theServerStartsWithinTenSecondsAndServes() {
    String ready = server.output().lines().filter(line -> line.contains("Ready after")).findFirst().orElseThrow();
    long millis = Long.parseLong(ready.replaceAll(".*Ready after (\\d+) ms.*", "$1"));
    JsonNode run = new Workload(server.http()).smallRun("in-order");

    assertThat(millis).isLessThan(10_000);
    assertThat(run.path("status").asText()).isEqualTo("completed");
    assertThat(run.path("summary").path("passed").asInt()).as(run::toString).isEqualTo(5);
  }

  @Test
  void goodPluginsDoNotNoticeTheirNeighbours() {
    assertThat(Stream.of("metrics-text", "storage-sqlite", "in-order").map(plugins::get))
        .allSatisfy(plugin -> assertThat(plugin.path("state").asText()).isEqualTo("serving"));
  }

  @TestFactory
  Stream<DynamicTest> aRefusedPluginIsListedWithItsReason() {
    return REFUSED.entrySet().stream()
        .map(
            it ->
                DynamicTest.dynamicTest(
                    it.getKey(),
                    () -> {
                      JsonNode plugin = plugins.get(it.getKey());
                      assertThat(plugin.path("state").asText()).isEqualTo("rejected");
                      assertThat(plugin.path("reason").asText()).contains(it.getValue());
                      assertThat(plugin.path("problems").path(0).path("remedy").asText())
                          .isNotBlank();
                    }));
  }

  @TestFactory
  Stream<DynamicTest> thePluginThatFailsAtItsStartIsListedWithItsReason() {
    return FAILING.entrySet().stream()
        .map(
            it ->
                DynamicTest.dynamicTest(
                    it.getKey(),
                    () -> {
                      JsonNode plugin = plugins.get(it.getKey());
                      assertThat(plugin.path("state").asText()).isEqualTo("failed");
                      assertThat(plugin.path("reason").asText())
                          .contains("LLM-PLG-0", it.getValue());
                    }));
  }

  @Test
  void aMetricThatNeedsSettingsIsNotThereUntilSomebodyConfiguresIt() {
    JsonNode instances = server.http().get("/api/v1/instances").expect(200).path("items");

    assertThat(plugins.get("needs-config").path("reason").asText()).isEmpty();
    assertThat(instances.findValuesAsText("name")).contains("in-order").doesNotContain("needs-config");

    Path config = archive.config("metrics: { mine: { use: needs-config } }\n");
    Command.Outcome check = archive.llmops("config", "check", "--config", config.toString()).run();

    assertThat(check.exitCode()).as(check::all).isEqualTo(78);
    assertThat(check.err()).contains(config + ":1:").contains("rubric");
  }

  @Test
  void theCommandLineListsThemWithTheirReasons() {
    Command.Outcome list =
        archive.llmops("plugin", "list").with("LLMOPS_SERVER", server.url().toString()).run();

    assertThat(list.exitCode()).as(list::all).isZero();
    assertThat(list.out()).contains(REFUSED.values()).contains(FAILING.values());
  }

  @Test
  void verifyTellsTheReasonAndEndsWithAnExitCode() {
    for (Map.Entry<String, String> refused : REFUSED.entrySet()) {
      Path file = archive.plugins().resolve(refused.getKey() + ".jar");
      Command.Outcome verify = archive.llmops("plugin", "verify", file.toString()).run();

      assertThat(verify.exitCode()).as(verify::all).isNotZero();
      assertThat(verify.all()).contains(refused.getValue());
    }
    Command.Outcome good =
        archive.llmops("plugin", "verify", archive.plugins().resolve("in-order.jar").toString()).run();
    assertThat(good.exitCode()).as(good::all).isZero();
  }
}
