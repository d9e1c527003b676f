package dev.llmops.service.prompt;

import static dev.llmops.service.online.OnlineServer.ANNA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.model.json.Json;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.model.prompt.PromptLabel;
import dev.llmops.model.prompt.PromptVersion;
import dev.llmops.model.prompt.Variable;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.online.AtOnce;
import dev.llmops.service.online.OnlineServer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prompts under 200 threads at once, ten times what they have to stand. */
class PromptConcurrencyTest {

  private static final int THREADS = 200;

  @TempDir Path folder;
  private OnlineServer server;

  @BeforeEach
  void start() {
    server = OnlineServer.start(folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void greet(String version) {
    server.prompts.create(
        NewPromptVersion.of(
            "greet", version, version + " {{name}} {{name}}", List.of(Variable.required("name"))),
        ANNA);
  }

  /** Whether a change went through; only refusals count as one that did not. */
  private static boolean accepted(Runnable change) {
    try {
      change.run();
      return true;
    } catch (ServiceException e) {
      return false;
    }
  }

  @Test
  void everyRenderIsRightWhileTheLabelMoves() throws Exception {
    greet("1.0.0");
    greet("1.1.0");

    List<Boolean> right =
        AtOnce.run(
            THREADS,
            i -> {
              if (i % 20 == 0) {
                String version = i % 40 == 0 ? "1.1.0" : "1.0.0";
                server.prompts.setLabel(
                    LabelChange.to("greet", PromptLabel.PRODUCTION, version, "moves"), ANNA);
              }
              String name = "unit-" + i;
              RenderedPrompt rendered =
                  server.prompts.render("greet", "production", Map.of("name", Json.of(name)));
              return rendered.text().equals(rendered.version() + " " + name + " " + name);
            });

    assertThat(right).hasSize(THREADS).containsOnly(true);
  }

  @Test
  void everyVersionIsKeptAndServedInOrder() throws Exception {
    AtOnce.run(
        THREADS,
        i -> {
          greet("1." + i + ".0");
          return i;
        });

    List<String> expected =
        IntStream.range(0, THREADS).mapToObj(i -> "1." + (THREADS - 1 - i) + ".0").toList();
    assertThat(server.prompts.versions("greet"))
        .extracting(PromptVersion::version)
        .isEqualTo(expected);
    server = server.restart(folder);
    assertThat(server.prompts.versions("greet"))
        .extracting(PromptVersion::version)
        .isEqualTo(expected);
    assertThat(server.prompts.labels("greet")).hasSize(1);
  }

  @Test
  void oneOfManyGetsTheVersionAndTheOthersAreRefused() throws Exception {
    List<Boolean> accepted = AtOnce.run(THREADS, i -> accepted(() -> greet("1.0.0")));

    assertThat(Collections.frequency(accepted, true)).isEqualTo(1);
    assertThat(server.prompts.versions("greet")).hasSize(1);
  }

  @Test
  void ofThoseWhoSawTheSameLabelOneMovesIt() throws Exception {
    greet("1.0.0");
    greet("1.1.0");
    long seen = server.prompts.labels("greet").getFirst().revision();

    List<Boolean> moved =
        AtOnce.run(
            THREADS,
            i ->
                accepted(() ->
                    server.prompts.setLabel(
                        new LabelChange(
                            "greet", "production", "1.1.0", "mine " + i, Optional.of(seen)),
                        ANNA)));

    assertThat(Collections.frequency(moved, true)).isEqualTo(1);
    assertThat(server.prompts.labels("greet").getFirst().revision()).isEqualTo(seen + 1);
    assertThat(server.prompts.history("greet", PageRequest.first(10)).items()).hasSize(2);
  }
}
