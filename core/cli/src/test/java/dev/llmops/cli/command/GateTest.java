package dev.llmops.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.cli.client.CommandException;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GateTest {

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text.replace('\'', '"'));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode run(double passRate, double p99, int failed) {
    return json(
        "{'summary':{'total':100,'failed':%d,'passRate':%s,'latencyMillis':{'p99':%s}}}"
            .formatted(failed, passRate, p99));
  }

  private static Gate gate(Double minPassRate, String maxLatency) {
    Gate gate = new Gate();
    gate.minPassRate = minPassRate;
    gate.maxLatencyP99 = maxLatency;
    gate.maxErrors = 0.1;
    return gate;
  }

  private static RegressionRule rule() {
    RegressionRule rule = new RegressionRule();
    rule.minDrop = 0.05;
    return rule;
  }

  @Test
  void judgesThePassRateAndTheLatency() {
    assertThat(gate(0.8, "500ms").failures(run(0.8, 500, 0))).isEmpty();
    assertThat(gate(0.8, "500ms").failures(run(0.79, 501, 0))).hasSize(2);
    assertThat(gate(0.0, null).failures(json("{'summary':{'passRate':null}}")))
        .as("a run in which nothing was scored")
        .hasSize(1);
    assertThat(gate(null, null).failures(run(0, 9e9, 0))).isEmpty();
  }

  @Test
  void judgesNothingWhenTooManySamplesFailed() {
    assertThat(gate(0.5, null).error(run(1, 1, 11), false)).isPresent();
    assertThat(gate(0.5, null).error(run(1, 1, 10), false)).isEmpty();
    assertThat(gate(null, null).error(run(1, 1, 90), false)).as("without a gate").isEmpty();
    assertThat(gate(null, null).error(run(1, 1, 90), true)).isPresent();
  }

  @Test
  void readsDurationsAndRefusesWhatIsNone() {
    assertThat(Gate.duration("800ms")).isEqualTo(Duration.ofMillis(800));
    assertThat(Gate.duration("2s")).isEqualTo(Duration.ofSeconds(2));
    assertThat(Gate.duration("PT1M")).isEqualTo(Duration.ofMinutes(1));
    assertThatThrownBy(() -> gate(null, "fast").check()).isInstanceOf(CommandException.class);
    assertThatThrownBy(() -> gate(80.0, null).check()).isInstanceOf(CommandException.class);
  }

  private static JsonNode comparison(String passVerdict, double drop, String metrics) {
    return json(
        "{'regressed':true,'passRate':{'verdict':'%s','difference':%s},'metrics':[%s]}"
            .formatted(passVerdict, -drop, metrics));
  }

  @Test
  void aDropOfThePassRateMustBeSignificantAndLargeEnough() {
    assertThat(rule().regressions(comparison("worse", 0.05, ""))).hasSize(1);
    assertThat(rule().regressions(comparison("worse", 0.049, ""))).isEmpty();
    assertThat(rule().regressions(comparison("no_significant_change", 0.3, ""))).isEmpty();
  }

  @Test
  void aSlowerAnswerIsNoRegressionHoweverSignificant() {
    String latency = "{'metric':'latency','quality':false,'verdict':'worse'}";
    String quality = "{'metric':'helpful','quality':true,'verdict':'worse'}";

    assertThat(rule().regressions(comparison("better", -0.1, latency))).isEmpty();
    assertThat(rule().regressions(comparison("better", -0.1, latency + "," + quality)))
        .singleElement()
        .asString()
        .contains("helpful");
  }
}
