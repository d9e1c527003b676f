package dev.llmops.host.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.spi.JsonCodec.JsonFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonCodecTest {

  private final StrictJsonCodec codec = new StrictJsonCodec();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "\"a\\\"\\n\"",
        "[]",
        "{}",
        "[1,-2,3.5,1.0E300,123456789012345678901234567890]",
        "{\"b\":{\"a\":[null]},\"a\":1}",
        "0.12345678901234567890123"
      })
  void writesWhatItRead(String text) {
    assertThat(codec.write(codec.parse(text))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[1,]",
        "{\"a\":1,\"a\":2}",
        "1 2",
        "{} x",
        "'a'",
        "NaN",
        "01",
        "tru"
      })
  void refusesWhatIsNotExactlyOneValue(String text) {
    assertThatThrownBy(() -> codec.parse(text))
        .isInstanceOf(JsonFormatException.class)
        .hasMessageStartingWith("line ");
  }

  @Test
  void refusesDeepNestingWithoutOverflowingTheStack() {
    assertThatThrownBy(() -> codec.parse("[".repeat(10_000) + "]".repeat(10_000)))
        .isInstanceOf(JsonFormatException.class);
    assertThat(codec.parse("[".repeat(500) + "]".repeat(500)).isArray()).isTrue();
  }
}
