package dev.llmops.host.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.host.guard.PluginCallException.Kind;
import dev.llmops.host.guard.ResultCheck.Flaw;
import dev.llmops.model.json.Json;
import dev.llmops.spi.metric.MetricDescriptor;
import dev.llmops.spi.metric.MetricResult;
import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScoreCheckTest {

  private static final ScoreCheck CHECK = new ScoreCheck(MetricDescriptor.unitQuality().build());

  private static Optional<Flaw> flawOf(Object details) {
    return CHECK.flawOf(MetricResult.score(1).withDetails(Json.fromJava(details)));
  }

  private static Json nested(int depth) {
    Json json = Json.of(1);
    for (int i = 0; i < depth; i++) {
      json = i % 2 == 0 ? Json.array(List.of(json)) : Json.object(Map.of("a", json));
    }
    return json;
  }

  @Test
  void acceptsWhatFits() {
    assertThat(CHECK.flawOf(MetricResult.score(0.5, "x".repeat(20_000)))).isEmpty();
    assertThat(CHECK.flawOf(MetricResult.notApplicable("why"))).isEmpty();
    assertThat(flawOf(Map.of("text", "x".repeat(199_900)))).isEmpty();
    assertThat(flawOf(nested(100))).isEmpty();
    assertThat(CHECK.flawOf("no result of a metric")).isEmpty();
  }

  @Test
  void refusesReasonsThatAreTooLong() {
    for (MetricResult result :
        List.of(
            MetricResult.score(0.5, "x".repeat(20_001)),
            MetricResult.notApplicable("x".repeat(20_001)))) {
      Flaw flaw = CHECK.flawOf(result).orElseThrow();
      assertThat(flaw.kind()).isEqualTo(Kind.OVERSIZED);
      assertThat(flaw.message()).contains("20001", "20000");
    }
  }

  @Test
  void refusesDetailsThatAreTooLargeWhateverTheyAreMadeOf() {
    for (Object details :
        List.of(
            Map.of("text", "x".repeat(200_001)),
            Map.of("x".repeat(200_001), true),
            Map.of("numbers", Collections.nCopies(10_000, 0.5)),
            Map.of("flags", Collections.nCopies(40_000, true)),
            Map.of("digits", BigInteger.TWO.pow(700_000)))) {
      assertThat(flawOf(details).orElseThrow().message()).contains("more than 200000 characters");
    }
  }

  @Test
  void refusesDetailsThatAreNestedTooDeep() {
    assertThat(flawOf(nested(101)).orElseThrow().message()).contains("nested deeper than 100");
    assertThat(flawOf(nested(100_000)).orElseThrow().kind()).isEqualTo(Kind.OVERSIZED);
  }

  @Test
  void theRangeIsHeldToFirst() {
    assertThat(CHECK.flawOf(MetricResult.score(7, "x".repeat(20_001))).orElseThrow())
        .isEqualTo(new Flaw(Kind.FAILED, "gave 7.0, outside its declared range 0.0 to 1.0"));
  }
}
