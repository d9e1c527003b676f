package dev.llmops.model.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {

  private final ObjectMapper mapper = new ObjectMapper();

  @Test
  void survivesARoundTripThroughJackson() throws Exception {
    String text =
        "{\"s\":\"a\\\"\\n\\u0001é\",\"i\":1,\"d\":1.5,\"b\":true,\"n\":null,\"a\":[1,[],{}]}";
    Json json = mapper.readValue(text, Json.class);
    assertThat(mapper.readTree(mapper.writeValueAsString(json))).isEqualTo(mapper.readTree(text));
    assertThat(mapper.readTree(json.toString())).isEqualTo(mapper.readTree(text));
  }

  @Test
  void keepsIntegersBeyondTheRangeOfLong() {
    BigInteger big = BigInteger.TEN.pow(30);
    assertThat(Json.fromJava(big)).hasToString(big.toString());
  }

  @Test
  void refusesWhatJsonCannotSay() {
    assertThatThrownBy(() -> Json.of(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Json.fromJava(List.of(Double.POSITIVE_INFINITY)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Json.fromJava(new Object())).hasMessageContaining("java.lang.Object");
    assertThatThrownBy(() -> Json.fromJava(Map.of(1, "x"))).hasMessageContaining("field name");
  }

  @Test
  void tellsIntegersFromFractions() {
    assertThat(Json.of(3).isInteger()).isTrue();
    assertThat(Json.of(3.0).isInteger()).isTrue();
    assertThat(Json.of(3.5).isInteger()).isFalse();
    assertThat(Json.of("3").isInteger()).isFalse();
    assertThat(Json.of(3.0).asLong()).isEqualTo(3);
    assertThatThrownBy(() -> Json.of(3.5).asLong()).isInstanceOf(ArithmeticException.class);
  }

  @Test
  void readsAWrongKindNever() {
    assertThatThrownBy(() -> Json.of("x").asDouble())
        .hasMessageContaining("NUMBER")
        .hasMessageContaining("STRING");
    assertThat(Json.of("x").get("a")).isEmpty();
  }

  @Test
  void doesNotSeeLaterChangesOfItsSource() {
    Map<String, Json> source = new java.util.HashMap<>(Map.of("a", Json.of(1)));
    Json json = Json.object(source);
    source.put("b", Json.of(2));
    assertThat(json).isEqualTo(Json.object(Map.of("a", Json.of(1))));
  }
}
