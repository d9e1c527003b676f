package dev.llmops.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.llmops.spi.config.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiConfigTest {

  @ParameterizedTest
  @ValueSource(strings = {"http://h:1/v1", "http://h:1/v1/", "http://h:1/v1//"})
  void appendsThePathOfTheApi(String base) {
    assertThat(config(base, "k").chatCompletions())
        .isEqualTo(URI.create("http://h:1/v1/chat/completions"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://h/v1", "/v1", "https:///v1"})
  void refusesWhatIsNoHttpAddress(String base) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config(base, "k"))
        .withMessageContaining("base-url must be an http or https address");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://u:hidden@h/v1", "https://h/v1?key=hidden", "https://h/#hidden"})
  void refusesAnAddressThatMayHoldASecretWithoutShowingIt(String base) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config(base, "k"))
        .withMessageContaining("base-url must end with its path")
        .withMessageNotContaining("hidden");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "hid den", "hidden\n", "hidd\u00e9n"})
  void refusesAKeyThatNoHeaderCanCarryWithoutShowingIt(String key) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config("http://h", key))
        .withMessageContaining("api-key is empty or holds")
        .withMessageNotContaining("hid");
  }

  @Test
  void reportsAllProblemsTogether() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new OpenAiConfig(URI.create("x"), Optional.of(Secret.of("")), "m", Duration.ZERO, 3))
        .withMessageContainingAll("base-url", "api-key", "timeout");
  }

  private static OpenAiConfig config(String base, String key) {
    return new OpenAiConfig(
        URI.create(base), Optional.of(Secret.of(key)), "m", Duration.ofSeconds(60), 3);
  }
}
