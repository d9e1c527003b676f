package dev.llmops.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BayesianViewApiIT {

  private static final String EXPERIMENTS = "/api/v1/experiments";

  @TempDir static Path folder;

  private static ServerFixture server;

  @BeforeAll
  static void start() {
    server = ServerFixture.start(folder);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void theBundledTestsTellBesideTheDecision() {
    String id =
        server
            .post(
                EXPERIMENTS,
                """
                {"name":"viewed","variants":[{"name":"a","control":true},{"name":"b"}],
                 "metrics":[{"name":"solved","kind":"proportion"},
                            {"name":"seconds","kind":"mean","direction":"decrease"}]}\
                """)
            .expect(201)
            .textAt("/id");
    String experiment = EXPERIMENTS + "/" + id;
    server.post(experiment + "/start").expect(200);
    for (int i = 0; i < 200; i++) {
      boolean treated =
          server
              .post(experiment + "/assignments", "{\"unit\":\"u%d\"}".formatted(i))
              .expect(200)
              .textAt("/variant")
              .equals("b");
      server
          .post(
              "/api/v1/observations",
              """
              {"observations":[
                {"id":"s%d","experiment":"%s","unit":"u%d","metric":"solved","value":%d},
                {"id":"t%d","experiment":"%s","unit":"u%d","metric":"seconds","value":%d}]}\
              """
                  .formatted(
                      i,
                      id,
                      i,
                      i % (treated ? 2 : 4) == 0 ? 1 : 0,
                      i,
                      id,
                      i,
                      i % (treated ? 5 : 9)))
          .expect(200);
    }

    Answer plain = server.get(experiment + "/results").expect(200);
    Answer viewed = server.get(experiment + "/results?view=bayesian").expect(200);
    JsonNode solved = viewed.at("/metrics/0/comparisons/0/posterior");
    assertThat(solved.path("probabilityBetter").asDouble()).isGreaterThan(0.95);
    assertThat(solved.path("expectedLoss").asDouble()).isBetween(0.0, 0.01);
    JsonNode seconds = viewed.at("/metrics/1/comparisons/0/posterior");
    assertThat(seconds.path("test").asText()).isEqualTo("bayesian-mean");
    assertThat(seconds.path("probabilityBetter").asDouble()).isGreaterThan(0.95);
    assertThat(seconds.path("interval").path("high").asDouble()).isNegative();
    assertThat(viewed.at("/decision")).isEqualTo(plain.at("/decision"));
    assertThat(plain.at("/metrics/0/comparisons/0/posterior").isMissingNode()).isTrue();
    server.get(experiment + "/results?view=tarot").expect(422);
  }
}
