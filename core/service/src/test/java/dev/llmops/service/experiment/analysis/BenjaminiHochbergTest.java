package dev.llmops.service.experiment.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class BenjaminiHochbergTest {

  /** Values of R's {@code p.adjust(p, "BH")}. */
  @Test
  void adjustsAsRDoes() {
    double[] adjusted =
        BenjaminiHochberg.adjust(List.of(0.205, 0.001, 0.039, 0.008, 0.041, 0.042, 0.06, 0.074));

    assertThat(adjusted)
        .containsExactly(
            new double[] {0.205, 0.008, 0.0672, 0.032, 0.0672, 0.0672, 0.08, 0.084571428571428572},
            within(1e-15));
  }

  @Test
  void leavesASingleOneAndNoneAsTheyAre() {
    assertThat(BenjaminiHochberg.adjust(List.of(0.04))).containsExactly(0.04);
    assertThat(BenjaminiHochberg.adjust(List.of())).isEmpty();
  }
}
