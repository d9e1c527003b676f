package dev.llmops.metrics.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EditDistanceTest {

  static List<Arguments> referencePairs() throws IOException {
    try (InputStream in =
        EditDistanceTest.class.getResourceAsStream("/vectors/metrics/edit-distance.json")) {
      JsonNode file = new ObjectMapper().readTree(in);
      List<Arguments> pairs = new ArrayList<>();
      for (JsonNode row : file.required("rows")) {
        pairs.add(
            Arguments.of(
                row.required("candidate").textValue(),
                row.required("reference").textValue(),
                row.required("expect").required("distance_codepoints").intValue()));
      }
      assertThat(pairs).hasSize(file.required("pairs").intValue());
      return pairs;
    }
  }

  @ParameterizedTest
  @MethodSource("referencePairs")
  void agreesWithTheReference(String candidate, String reference, int distance)
      throws InterruptedException {
    int[] a = candidate.codePoints().toArray();
    int[] b = reference.codePoints().toArray();
    assertThat(EditDistance.between(a, b, Integer.MAX_VALUE)).isEqualTo(distance);
    assertThat(EditDistance.between(b, a, distance)).isEqualTo(distance);
    if (distance > 0) {
      assertThat(EditDistance.between(a, b, distance - 1)).isGreaterThan(distance - 1);
    }
  }

  @Test
  void agreesWithTheWholeMatrixUnderEveryBound() throws InterruptedException {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 2_000; round++) {
      int[] a = random.ints(random.nextInt(12), 0, 3).toArray();
      int[] b = random.ints(random.nextInt(12), 0, 3).toArray();
      int distance = wholeMatrix(a, b);
      for (int bound = 0; bound <= 13; bound++) {
        int found = EditDistance.between(a, b, bound);
        if (distance <= bound) {
          assertThat(found).isEqualTo(distance);
        } else {
          assertThat(found).isGreaterThan(bound);
        }
      }
    }
  }

  private static int wholeMatrix(int[] a, int[] b) {
    int[][] d = new int[a.length + 1][b.length + 1];
    for (int i = 0; i <= a.length; i++) {
      for (int j = 0; j <= b.length; j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
        } else {
          int replaced = d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
          d[i][j] = Math.min(replaced, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        }
      }
    }
    return d[a.length][b.length];
  }

  @Test
  void stopsWhenInterrupted() {
    int[] a = new int[1_000];
    int[] b = new SplittableRandom(1).ints(1_000, 1, 9).toArray();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> EditDistance.between(a, b, 1_000))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }
}
