package dev.llmops.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentPlanApiIT {

  private static final String PLAN = "/api/v1/experiments:plan";

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
  void unitsEffectAndPowerAreAnsweredInTotalAndByVariant() {
    Answer units =
        server
            .post(
                PLAN,
                """
                {"kind":"proportion","controlRate":0.3,"relativeEffect":0.3333333333333333,"power":0.8,
                 "weights":[2,1,1],"unitsPerDay":100}\
                """)
            .expect(200);
    assertThat(units.textAt("/answered")).isEqualTo("units");
    assertThat(units.at("/units").asLong()).isEqualTo(1_280);
    assertThat(units.at("/minSamples").asLong()).isEqualTo(320);
    assertThat(units.at("/days").asLong()).isEqualTo(13);
    assertThat(units.textAt("/variants/2/variant")).isEqualTo("treatment-2");
    assertThat(units.at("/variants/0/units").asLong()).isEqualTo(640);
    assertThat(units.at("/variants/0/finding").isNull()).isTrue();
    assertThat(units.at("/variants/1/finding/power").asDouble()).isBetween(0.8, 0.801);
    assertThat(units.textAt("/notes/0")).contains("2 comparisons");

    Answer effect =
        server
            .post(
                PLAN, "{\"kind\":\"mean\",\"standardDeviation\":2.5,\"units\":2000,\"power\":0.8}")
            .expect(200);
    assertThat(effect.textAt("/answered")).isEqualTo("effect");
    assertThat(effect.at("/effect").asDouble()).isBetween(0.3133, 0.3134);
    assertThat(effect.at("/relativeEffect").isNull()).isTrue();
    assertThat(effect.at("/days").isNull()).isTrue();

    assertThat(
            server
                .post(
                    PLAN,
                    """
                    {"kind":"proportion","controlRate":0.4,"direction":"decrease","units":712,"effect":0.1}\
                    """)
                .expect(200)
                .at("/power")
                .asDouble())
        .isBetween(0.8, 0.801);
  }

  @Test
  void everythingThatIsWrongIsToldWithItsPlace() {
    Answer refused =
        server
            .post(
                PLAN, "{\"kind\":\"proportion\",\"controlRate\":30,\"units\":500,\"weights\":[1]}")
            .expect(422);
    assertThat(refused.textAt("/code")).isEqualTo("LLM-EXP-015");
    List<String> pointers = new ArrayList<>();
    refused.at("/problems").forEach(it -> pointers.add(it.path("pointer").asText()));
    assertThat(pointers).containsExactlyInAnyOrder("/controlRate", "/weights", "");
  }
}
