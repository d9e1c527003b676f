package dev.llmops.kernel.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Murmur3Test {

  private static byte[] ours(byte[] data) {
    Murmur3.Hash128 hash = Murmur3.hash(data);
    return ByteBuffer.allocate(16)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(hash.first())
        .putLong(hash.second())
        .array();
  }

  @Test
  void agreesWithGuavaOnEveryLengthUpTo200() {
    Random random = new Random(20261123);
    for (int length = 0; length <= 200; length++) {
      for (int repetition = 0; repetition < 50; repetition++) {
        byte[] data = new byte[length];
        random.nextBytes(data);
        assertThat(ours(data)).isEqualTo(Hashing.murmur3_128().hashBytes(data).asBytes());
      }
    }
  }

  @Test
  void agreesWithGuavaOnBytesWithTheHighestBitSet() {
    for (int length = 0; length <= 48; length++) {
      byte[] data = new byte[length];
      java.util.Arrays.fill(data, (byte) 0xff);
      assertThat(ours(data)).isEqualTo(Hashing.murmur3_128().hashBytes(data).asBytes());
    }
  }

  @Test
  void agreesWithGuavaOnAMegabyte() {
    byte[] data = new byte[(1 << 20) + 13];
    new Random(7).nextBytes(data);
    assertThat(ours(data)).isEqualTo(Hashing.murmur3_128().hashBytes(data).asBytes());
  }
}
