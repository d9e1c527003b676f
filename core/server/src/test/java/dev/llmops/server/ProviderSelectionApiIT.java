package dev.llmops.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs measure two providers, and the server and {@code best-of} choose the better one. */
class ProviderSelectionApiIT {

  private static final String API = "/api/v1";

  @TempDir Path folder;

  private ServerFixture start() throws Exception {
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.write(
        data.resolve("good.ndjson"),
        List.of("{\"match\":{\"regex\":\"x\"},\"answer\":{\"text\":\"x\"}}"));
    Files.write(data.resolve("bad.ndjson"), List.of("{\"answer\":{\"text\":\"no\"}}"));
    return ServerFixture.start(
        folder,
        """
        providers:
          bad:   { use: replay, file: bad.ndjson }
          good:  { use: replay, file: good.ndjson }
          smart: { use: best-of, providers: [bad, good] }
        """);
  }

  @Test
  void theBetterMeasuredProviderIsChosenAndUsed() throws Exception {
    try (ServerFixture server = start()) {
      server.prompt("echo", "1.0.0", "{{input}}", "input");
      server.dataset("golden", "{\"input\":{\"input\":\"x\"},\"expected\":\"x\"}\n");
      for (String provider : List.of("bad", "good")) {
        String run =
            server
                .post(
                    API + "/runs",
                    """
                    {"dataset": "golden", "prompt": {"name": "echo", "ref": "1.0.0"},
                     "provider": "%s", "metrics": [{"metric": "exact-match"}]}
                    """
                        .formatted(provider))
                .expect(201)
                .textAt("/id");
        server.ended(run);
      }

      Answer selection =
          server
              .post(API + "/providers:select", "{\"providers\": [\"bad\", \"good\"]}")
              .expect(200);

      assertThat(selection.textAt("/provider")).isEqualTo("good");
      assertThat(selection.at("/score").asDouble()).isEqualTo(1);
      assertThat(selection.at("/standings/1/score").asDouble()).isZero();
      assertThat(
              server
                  .post(
                      API + "/instances/smart/complete",
                      "{\"messages\": [{\"role\": \"user\", \"content\": \"x\"}]}")
                  .expect(200)
                  .textAt("/text"))
          .isEqualTo("x");
    }
  }

  @Test
  void unknownProvidersAndMetricsAreToldTogether() throws Exception {
    try (ServerFixture server = start()) {
      Answer refused =
          server
              .post(
                  API + "/providers:select",
                  "{\"providers\": [\"bad\", \"goood\"], \"metric\": \"exact\"}")
              .expect(422);

      assertThat(refused.problems()).containsKeys("/providers/1", "/metric");
    }
  }
}
