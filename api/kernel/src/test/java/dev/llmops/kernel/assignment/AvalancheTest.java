package dev.llmops.kernel.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/**
 * Whether a small change of a unit or a salt moves every bit of the hash with probability one half.
 * FNV-1a, whose last byte hardly reaches the high bits, shows that the check can fail.
 */
class AvalancheTest {

  private static final int PAIRS = 20_000;

  /** Five standard deviations of a share of {@link #PAIRS} fair coins; 64 bits are looked at. */
  private static final double BAND = 5 * 0.5 / Math.sqrt(PAIRS);

  private final Random random = new Random(7);

  /** How far the bit that flips least fairly is from flipping in half of the pairs. */
  private static double worst(long[] differences) {
    double worst = 0;
    for (int bit = 0; bit < Long.SIZE; bit++) {
      int flips = 0;
      for (long difference : differences) {
        flips += (int) (difference >>> bit & 1);
      }
      worst = Math.max(worst, Math.abs((double) flips / differences.length - 0.5));
    }
    return worst;
  }

  private static String withOtherDigit(String text, int place) {
    char digit = text.charAt(place) == '9' ? '0' : (char) (text.charAt(place) + 1);
    return text.substring(0, place) + digit + text.substring(place + 1);
  }

  private long[] changes(ToLongFunction<String> hash, int fromTheEnd) {
    long[] differences = new long[PAIRS];
    for (int i = 0; i < PAIRS; i++) {
      String text = "user-%09d".formatted(random.nextInt(1_000_000_000));
      String other = withOtherDigit(text, text.length() - fromTheEnd);
      differences[i] = hash.applyAsLong(text) ^ hash.applyAsLong(other);
    }
    return differences;
  }

  @Test
  void everyDigitOfAUnitMovesEveryBitHalfOfTheTime() {
    for (int fromTheEnd = 1; fromTheEnd <= 9; fromTheEnd++) {
      assertThat(worst(changes(unit -> Bucketing.hash("salt", unit), fromTheEnd))).isLessThan(BAND);
    }
  }

  @Test
  void everyDigitOfASaltMovesEveryBitHalfOfTheTime() {
    for (int fromTheEnd = 1; fromTheEnd <= 9; fromTheEnd++) {
      assertThat(worst(changes(salt -> Bucketing.hash(salt, "user-1"), fromTheEnd)))
          .isLessThan(BAND);
    }
  }

  @Test
  void neighboursInASequenceAreAsFarApartAsStrangers() {
    int same = 0;
    for (int i = 0; i < PAIRS; i++) {
      boolean low = Bucketing.point("salt", "user-" + i) < 0.5;
      same += low == Bucketing.point("salt", "user-" + (i + 1)) < 0.5 ? 1 : 0;
    }
    assertThat(Math.abs((double) same / PAIRS - 0.5)).isLessThan(BAND);
  }

  @Test
  void fnvWouldNotPass() {
    long[] highBits = changes(text -> (long) fnv1a("experiment" + text) << 32, 1);
    int sameHalf = 0;
    for (long difference : highBits) {
      sameHalf += difference >= 0 ? 1 : 0;
    }
    assertThat((double) sameHalf / PAIRS).isGreaterThan(0.9);
  }

  private static int fnv1a(String text) {
    int hash = 0x811c9dc5;
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (octet & 0xFF)) * 0x01000193;
    }
    return hash;
  }
}
