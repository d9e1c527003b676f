package dev.llmops.provider.http;

import dev.llmops.spi.config.Secret;
import java.util.Optional;

/**
 * Makes a stranger's text fit for a message: one line of at most {@value #LIMIT} characters,
 * without the API key, which some endpoints repeat in their errors.
 *
 * @param secret the API key
 */
public record Excerpt(Optional<Secret> secret) {

  /** The most characters of an excerpt. */
  public static final int LIMIT = 300;

  /** The text as one short line. */
  public String of(String text) {
    // The key goes first: cutting could leave a part of it that no longer matches.
    String safe = secret.map(key -> text.replace(key.reveal(), "***")).orElse(text);
    String line = safe.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    if (line.length() <= LIMIT) {
      return line;
    }
    int end = Character.isHighSurrogate(line.charAt(LIMIT - 2)) ? LIMIT - 2 : LIMIT - 1;
    return line.substring(0, end) + "\u2026";
  }
}
