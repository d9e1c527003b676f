package dev.llmops.service.alert;

import dev.llmops.service.identity.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Names conditions: short, the same for the same thing, another for another. */
final class Condition {

  private static final int DIGITS = 32;

  private Condition() {}

  /** A condition of a kind on whatever the parts name. */
  static String of(String kind, String... scope) {
    MessageDigest digest = Sha256.digest();
    for (String part : scope) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      // The length keeps ("a", "bc") and ("ab", "c") apart.
      digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
      digest.update(bytes);
    }
    return kind + "/" + HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
  }
}
