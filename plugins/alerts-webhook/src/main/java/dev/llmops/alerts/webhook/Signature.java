package dev.llmops.alerts.webhook;

import static java.util.Objects.requireNonNull;

import dev.llmops.spi.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs deliveries with a secret that sender and receiver share. {@code X-LLMOps-Signature} is
 * {@code sha256=} and the lower-case hex of HMAC-SHA256, keyed with the UTF-8 bytes of the secret,
 * over the value of {@code X-LLMOps-Timestamp}, a full stop, and the bytes of the body.
 *
 * <p>To verify a delivery, a receiver
 *
 * <ol>
 *   <li>takes the body as the bytes that arrived, before any parsing;
 *   <li>computes the signature from them, the timestamp header and the secret;
 *   <li>compares it with the header in constant time, such as by {@code MessageDigest.isEqual};
 *   <li>refuses a timestamp that is more than a few minutes old, so that an overheard delivery
 *       cannot be sent again later.
 * </ol>
 *
 * <p>Thread-safe.
 */
final class Signature {

  private static final String ALGORITHM = "HmacSHA256";

  private final Secret secret;

  Signature(Secret secret) {
    this.secret = requireNonNull(secret, "secret is null");
  }

  /** The value of the signature header. */
  String sign(String timestamp, String body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), ALGORITHM));
      mac.update((timestamp + ".").getBytes(StandardCharsets.UTF_8));
      return "sha256="
          + HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      // Every Java platform has HMAC-SHA256, and it takes any key that is not empty.
      throw new IllegalStateException("HMAC-SHA256 is not available in this Java runtime", e);
    }
  }
}
