package dev.llmops.host.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNamesTest {

  @Test
  void findsSwappedMissingAndWrongLetters() {
    List<String> names = List.of("provider", "prompt", "model");

    assertThat(NearestNames.of("provdier", names)).containsExactly("provider");
    assertThat(NearestNames.of("promt", names)).containsExactly("prompt");
    assertThat(NearestNames.of("zebra", names)).isEmpty();
  }

  @Test
  void listsAllNamesWhenNoneIsNear() {
    assertThat(NearestNames.suggest("zebra", List.of("b", "a")))
        .isEqualTo("there are \"a\", \"b\"");
    assertThat(NearestNames.suggest("x", List.of())).isEqualTo("there are none");
  }
}
