package dev.llmops.service.prompt;

import dev.llmops.spi.storage.Stores;
import java.util.List;

/** A kind of things that refer to prompts. Stateless. */
@FunctionalInterface
interface PromptUsage {

  /** What of this kind refers to a prompt, in a stable order. */
  List<PromptUser> of(Stores stores, String prompt);
}
