package dev.llmops.kernel.assignment;

/**
 * MurmurHash3 x64 128 bit with seed 0, by Austin Appleby (public domain, smhasher {@code
 * MurmurHash3.cpp}). Not a cryptographic hash: it spreads well, but whoever knows the salt can
 * construct collisions. Pure and thread-safe.
 */
final class Murmur3 {

  private static final long C1 = 0x87c37b91114253d5L;
  private static final long C2 = 0x4cf5ad432745937fL;
  private static final int BLOCK = 16;

  private Murmur3() {}

  /**
   * The 128 bits as two words.
   *
   * @param first the first eight bytes of the digest, read little-endian; {@code h1} in the
   *     reference implementation
   * @param second the last eight bytes of the digest, read little-endian; {@code h2} in the
   *     reference implementation
   */
  record Hash128(long first, long second) {}

  static Hash128 hash(byte[] data) {
    long h1 = 0;
    long h2 = 0;
    int tail = data.length - data.length % BLOCK;
    for (int offset = 0; offset < tail; offset += BLOCK) {
      h1 ^= mixFirst(littleEndian(data, offset, Long.BYTES));
      h1 = (Long.rotateLeft(h1, 27) + h2) * 5 + 0x52dce729;
      h2 ^= mixSecond(littleEndian(data, offset + Long.BYTES, Long.BYTES));
      h2 = (Long.rotateLeft(h2, 31) + h1) * 5 + 0x38495ab5;
    }
    int rest = data.length - tail;
    h2 ^= mixSecond(littleEndian(data, tail + Long.BYTES, Math.max(0, rest - Long.BYTES)));
    h1 ^= mixFirst(littleEndian(data, tail, Math.min(rest, Long.BYTES)));
    return finish(h1, h2, data.length);
  }

  private static Hash128 finish(long first, long second, int length) {
    long h1 = first ^ length;
    long h2 = second ^ length;
    h1 += h2;
    h2 += h1;
    h1 = avalanche(h1);
    h2 = avalanche(h2);
    h1 += h2;
    h2 += h1;
    return new Hash128(h1, h2);
  }

  private static long mixFirst(long k) {
    return Long.rotateLeft(k * C1, 31) * C2;
  }

  private static long mixSecond(long k) {
    return Long.rotateLeft(k * C2, 33) * C1;
  }

  private static long avalanche(long hash) {
    long h = hash;
    h ^= h >>> 33;
    h *= 0xff51afd7ed558ccdL;
    h ^= h >>> 33;
    h *= 0xc4ceb9fe1a85ec53L;
    h ^= h >>> 33;
    return h;
  }

  private static long littleEndian(byte[] data, int offset, int count) {
    long word = 0;
    for (int i = 0; i < count; i++) {
      word |= (data[offset + i] & 0xffL) << (Byte.SIZE * i);
    }
    return word;
  }
}
