package dev.llmops.service.prompt;

import java.util.Objects;

/**
 * A prompt filled with values.
 *
 * @param text what to send to a model
 * @param name the prompt's name
 * @param version the exact version
 * @param hash the hash of that version
 */
public record RenderedPrompt(String text, String name, String version, String hash) {

  public RenderedPrompt {
    Objects.requireNonNull(text, "text is null");
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(version, "version is null");
    Objects.requireNonNull(hash, "hash is null");
  }
}
