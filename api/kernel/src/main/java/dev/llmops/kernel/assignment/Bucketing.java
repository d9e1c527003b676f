package dev.llmops.kernel.assignment;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Places a unit (a user, a session, a request) at a fixed, evenly spread point of [0, 1) that
 * depends on the salt and the unit alone: no locale, clock, random source or character folding has
 * a say, so every server, client and language agrees. Pure and thread-safe.
 *
 * <p>For ports to other languages, exactly:
 *
 * <ol>
 *   <li>bytes = length of the UTF-8 salt as a 4-byte big-endian integer, then the UTF-8 salt, then
 *       the UTF-8 unit. The length keeps {@code ("ab", "c")} and {@code ("a", "bc")} apart. An
 *       unpaired surrogate is encoded as {@code ?}.
 *   <li>h = the first eight bytes of MurmurHash3 x64 128 (seed 0) of these bytes, read as a
 *       little-endian unsigned 64-bit integer.
 *   <li>point = (h &gt;&gt;&gt; 11) / 2<sup>53</sup>: the top 53 bits, which a double holds
 *       exactly.
 * </ol>
 *
 * <p>Test vectors (salt, unit, h in hexadecimal, point):
 *
 * <pre>
 *   salt     user-000001  f0efcea858ebb510 0.9411591683391822
 *   salt     user-000002  42fc910328dc9f14 0.26166635825289786
 *   exp-00   user-000001  aa628ef810571c18 0.6655663829445441
 *   (empty)  user         1cbefce9e1f98fcc 0.11228924474742119
 *   salt     (empty)      c003753d27058d41 0.7500527643487854
 *   Größe    é-😀         708d81c908787871 0.43965922506365185
 * </pre>
 *
 * <p>Take a random salt per experiment, and a separate one per question (inclusion, coverage,
 * variant), or the answers are correlated.
 */
public final class Bucketing {

  private static final double TWO_POW_53 = 0x1p53;

  private Bucketing() {}

  /**
   * The point of the unit.
   *
   * @return a multiple of 2<sup>-53</sup> in [0, 1)
   */
  public static double point(String salt, String unit) {
    return (hash(salt, unit) >>> 11) / TWO_POW_53;
  }

  static long hash(String salt, String unit) {
    byte[] saltBytes =
        Objects.requireNonNull(salt, "salt is null").getBytes(StandardCharsets.UTF_8);
    byte[] unitBytes =
        Objects.requireNonNull(unit, "unit is null").getBytes(StandardCharsets.UTF_8);
    byte[] bytes =
        ByteBuffer.allocate(Integer.BYTES + saltBytes.length + unitBytes.length)
            .putInt(saltBytes.length)
            .put(saltBytes)
            .put(unitBytes)
            .array();
    return Murmur3.hash(bytes).first();
  }
}
