package dev.llmops.server.http;

import dev.llmops.service.identity.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Gives cursors to callers with a check sum over the list they belong to, so that a mangled cursor,
 * or one of another list, is refused here and never reaches a store. It is no secret: a forged
 * cursor shows nothing that the list itself would not.
 */
final class Cursors {

  private static final int CHECK = 6;

  private final byte[] list;

  /** For the list that a route and its filters describe. */
  Cursors(String template, String filters) {
    this.list = (template + "\n" + filters + "\n").getBytes(StandardCharsets.UTF_8);
  }

  String write(String cursor) {
    byte[] text = cursor.getBytes(StandardCharsets.UTF_8);
    byte[] all = Arrays.copyOf(check(text), CHECK + text.length);
    System.arraycopy(text, 0, all, CHECK, text.length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
  }

  /** The cursor of the store; empty when this is not a cursor of this list. */
  Optional<String> read(String cursor) {
    byte[] all;
    try {
      all = Base64.getUrlDecoder().decode(cursor);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (all.length < CHECK) {
      return Optional.empty();
    }
    byte[] text = Arrays.copyOfRange(all, CHECK, all.length);
    return Arrays.equals(all, 0, CHECK, check(text), 0, CHECK)
        ? Optional.of(new String(text, StandardCharsets.UTF_8))
        : Optional.empty();
  }

  private byte[] check(byte[] text) {
    MessageDigest digest = Sha256.digest();
    List.of(list, text).forEach(digest::update);
    return Arrays.copyOf(digest.digest(), CHECK);
  }
}
