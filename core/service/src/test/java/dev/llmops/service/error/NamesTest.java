package dev.llmops.service.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NamesTest {

  @Test
  void suggestsNothingUnrelatedForAShortName() {
    assertThat(Names.near("zz", List.of("e2", "a", "zebra"))).isEmpty();
    assertThat(Names.hint("zz", List.of("e2"))).isEmpty();
  }

  @Test
  void forgivesOneSlipInAShortName() {
    assertThat(Names.near("gret", List.of("greet", "great", "grow")))
        .containsExactly("great", "greet");
    assertThat(Names.near("E3", List.of("e2"))).containsExactly("e2");
  }

  @Test
  void forgivesTurnedLettersAsOneSlip() {
    assertThat(Names.near("trail", List.of("trial"))).containsExactly("trial");
    assertThat(Names.near("nmae", List.of("name", "note"))).containsExactly("name");
  }

  @Test
  void forgivesASlipForEveryThreeLettersOfALongName() {
    assertThat(Names.near("exactmatsh", List.of("exact-match"))).containsExactly("exact-match");
    assertThat(Names.near("exocdmatsh", List.of("exact-match"))).isEmpty();
  }
}
