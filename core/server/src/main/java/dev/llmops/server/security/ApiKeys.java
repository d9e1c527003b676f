package dev.llmops.server.security;

import dev.llmops.service.identity.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The configured API keys. Only their SHA-256 is known here: a key is 256 random bits, which nobody
 * guesses, so a slow password hash would cost every request much and add nothing. Immutable and
 * thread-safe; never prints a hash.
 */
public final class ApiKeys {

  /** What a configured hash starts with. */
  public static final String HASH_PREFIX = "sha256:";

  private static final String TOKEN_PREFIX = "llmops_";
  private static final int TOKEN_BYTES = 32;
  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{64}");
  private static final Set<String> RESERVED = Set.of("system", "anonymous");

  /**
   * One key as the operator configures it.
   *
   * @param name who uses it; stands in the audit trail
   * @param hash {@code sha256:} and 64 hex digits
   */
  public record Entry(String name, String hash) {

    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * A new key.
   *
   * @param token what the caller sends; shown once and never stored
   * @param hash what goes into the configuration
   */
  public record NewKey(String token, String hash) {

    @Override
    public String toString() {
      return "NewKey[" + hash + "]";
    }
  }

  private record Key(String name, byte[] hash) {}

  private final List<Key> keys;

  /**
   * With the configured keys; none at all means that the server is open to its own machine.
   *
   * @throws IllegalArgumentException naming every key that is not well formed, and why
   */
  public ApiKeys(List<Entry> entries) {
    List<String> problems = new ArrayList<>();
    Set<String> names = new HashSet<>();
    List<Key> read = new ArrayList<>();
    for (Entry entry : entries) {
      String name = entry.name() == null ? "" : entry.name();
      String hash = entry.hash() == null ? "" : entry.hash();
      if (name.isBlank() || RESERVED.contains(name)) {
        problems.add("an API key cannot have the name \"" + name + "\"");
      } else if (!names.add(name)) {
        problems.add("two API keys have the name \"" + name + "\"");
      }
      String hex = hash.startsWith(HASH_PREFIX) ? hash.substring(HASH_PREFIX.length()) : "";
      if (HEX.matcher(hex).matches()) {
        read.add(new Key(name, HexFormat.of().parseHex(hex)));
      } else {
        problems.add(
            "the hash of API key \""
                + name
                + "\" must be "
                + HASH_PREFIX
                + " and 64 hex digits, the SHA-256 of the key");
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
    keys = List.copyOf(read);
  }

  /** Whether no key is configured. */
  public boolean isEmpty() {
    return keys.isEmpty();
  }

  /** The name of the key that the token is. Takes the same time whichever key it is. */
  public Optional<String> nameOf(String token) {
    byte[] presented = sha256(token);
    String found = null;
    for (Key key : keys) {
      if (MessageDigest.isEqual(presented, key.hash())) {
        found = key.name();
      }
    }
    return Optional.ofNullable(found);
  }

  /** A new random key. */
  public static NewKey generate(SecureRandom random) {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    String token = TOKEN_PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    return new NewKey(token, hash(token));
  }

  /** The hash of a token, as it stands in the configuration. */
  public static String hash(String token) {
    return HASH_PREFIX + HexFormat.of().formatHex(sha256(token));
  }

  private static byte[] sha256(String text) {
    return Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8));
  }
}
