package dev.llmops.service.evaluation;

import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.PromptReference;
import java.util.Objects;

/** What runs need of the prompt registry. Thread-safe. */
public interface EvaluatedPrompts {

  /**
   * The exact version that a reference means now.
   *
   * @throws dev.llmops.service.error.ServiceException of kind {@code NOT_FOUND} or {@code INVALID}
   */
  Pinned pin(PromptReference reference);

  /**
   * Renders an exact version.
   *
   * @throws dev.llmops.service.error.ServiceException with everything that is wrong with the values
   */
  String render(String name, String version, Json input);

  /**
   * An exact version of a prompt.
   *
   * @param version its semantic version
   * @param hash of what a rendering depends on
   */
  record Pinned(String version, String hash) {

    public Pinned {
      Objects.requireNonNull(version, "version is null");
      Objects.requireNonNull(hash, "hash is null");
    }
  }
}
