package dev.llmops.provider.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.host.guard.PluginCallException;
import dev.llmops.host.testkit.PluginHarness;
import dev.llmops.spi.provider.ChatRequest;
import dev.llmops.spi.provider.ChatResponse;
import dev.llmops.spi.provider.ProviderException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged plugin in the real host, recording an instance of its own kind. */
class ReplayProviderIT {

  @TempDir Path data;

  private static ChatResponse ask(PluginHarness harness, String provider, String text)
      throws Exception {
    return harness
        .provider(provider)
        .call((model, call) -> model.complete(ChatRequest.ofUser(text).build(), call));
  }

  @Test
  void recordsOneInstanceAndReplaysItInAnotherServer() throws Exception {
    Files.write(
        data.resolve("script.ndjson"),
        List.of(
            "{\"match\":{\"regex\":\"^h\"},\"answer\":{\"text\":\"hello\"},\"times\":1}",
            "{\"error\":{\"kind\":\"rate_limit\",\"retryAfterMillis\":9000}}"));
    try (PluginHarness harness =
        PluginHarness.start(
            """
            providers:
              script: { use: replay, file: script.ndjson, mode: replay, simulate-latency: true }
              tape:   { use: replay, file: tapes/one.ndjson, mode: auto, provider: script }
            """,
            data)) {
      assertThat(ask(harness, "tape", "hi").text()).isEqualTo("hello");
      assertThat(ask(harness, "tape", "hi").text()).isEqualTo("hello");
      assertThatThrownBy(() -> ask(harness, "tape", "other"))
          .isInstanceOfSatisfying(
              PluginCallException.class,
              e -> {
                assertThat(e.providerKind()).contains(ProviderException.Kind.RATE_LIMIT);
                assertThat(e.retryAfter()).contains(Duration.ofSeconds(9));
              });
    }

    try (PluginHarness harness =
        PluginHarness.start("providers: { tape: { use: replay, file: tapes/one.ndjson } }", data)) {
      assertThat(ask(harness, "tape", "hi").text()).isEqualTo("hello");
      assertThatThrownBy(() -> ask(harness, "tape", "never asked"))
          .hasMessageContaining("none of the 1 entries of tapes/one.ndjson");
    }
  }

  @Test
  void aFileWithMistakesFailsTheInstanceAlone() throws Exception {
    Files.write(data.resolve("a.ndjson"), List.of("{\"answr\":{}}"));
    Files.write(data.resolve("b.ndjson"), List.of("{\"answer\":{\"text\":\"b\"}}"));
    try (PluginHarness harness =
        PluginHarness.start(
            """
            providers:
              a: { use: replay, file: a.ndjson }
              b: { use: replay, file: b.ndjson }
            """,
            data)) {
      assertThat(ask(harness, "b", "hi").text()).isEqualTo("b");
      assertThatThrownBy(() -> harness.provider("a"))
          .hasMessageContaining("a.ndjson:1 unknown field \"answr\"");
    }
  }

  @Test
  void anInstanceCannotRecordItself() {
    assertThatThrownBy(() ->
            PluginHarness.start(
                "providers: { a: { use: replay, file: a, mode: auto, provider: a } }"))
        .hasMessageContaining("in a circle: a → a");
  }
}
