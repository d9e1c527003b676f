package dev.llmops.service.prompt;

import dev.llmops.model.prompt.PromptLabel;
import dev.llmops.model.prompt.PromptVersion;
import dev.llmops.spi.storage.Stores;

/**
 * Is told of changes of prompts in the transaction that makes them, so that what follows from a
 * change is stored with it or not at all. It may be told more than once of a change, each time in
 * another transaction of which one is committed. Thread-safe.
 */
public interface PromptListener {

  /** Nobody. */
  PromptListener NONE =
      new PromptListener() {
        @Override
        public void created(Stores stores, PromptVersion version) {}

        @Override
        public void labelMoved(Stores stores, PromptLabel label) {}
      };

  /** A version was created. */
  void created(Stores stores, PromptVersion version);

  /** A label was set on a version that it did not point at before. */
  void labelMoved(Stores stores, PromptLabel label);
}
