package dev.llmops.model.prompt;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Objects;

/**
 * A text prompt that a version includes, as it was when that version was registered. It is kept
 * with the version, so that nothing which is registered later changes what comes out.
 *
 * @param name the included prompt's name
 * @param ref the exact version or range that the template names; {@code *} when it names none
 * @param version the version that was the highest then
 * @param hash the hash of that version
 * @param content its template
 * @param includes what that template includes itself
 */
public record IncludedPrompt(
    String name,
    String ref,
    String version,
    String hash,
    String content,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<IncludedPrompt> includes) {

  public IncludedPrompt {
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(ref, "ref is null");
    Objects.requireNonNull(version, "version is null");
    Objects.requireNonNull(hash, "hash is null");
    Objects.requireNonNull(content, "content is null");
    includes = List.copyOf(includes);
  }
}
