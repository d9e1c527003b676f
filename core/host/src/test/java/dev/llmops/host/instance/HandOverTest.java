package dev.llmops.host.instance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HandOverTest {

  private final HandOver<String> handOver = new HandOver<>();

  @Test
  void whatIsMadeTooLateStaysWithItsMaker() {
    assertThat(handOver.giveUp()).isEmpty();
    assertThat(handOver.offer("made")).isFalse();
    assertThat(handOver.giveUp()).isEmpty();
  }

  @Test
  void whatIsMadeInTheLastMomentGoesToWhoeverGivesUpAndOnlyOnce() {
    assertThat(handOver.offer("made")).isTrue();
    assertThat(handOver.giveUp()).contains("made");
    assertThat(handOver.giveUp()).isEmpty();
  }
}
