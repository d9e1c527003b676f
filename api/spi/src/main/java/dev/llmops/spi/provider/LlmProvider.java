package dev.llmops.spi.provider;

import dev.llmops.spi.CallContext;
import org.pf4j.ExtensionPoint;

/**
 * Answers chat requests with a large language model. Called from many threads at once, on virtual
 * threads.
 *
 * @since 1.0
 */
public interface LlmProvider extends ExtensionPoint {

  /**
   * Completes a chat.
   *
   * @throws ProviderException when there is no usable answer; its kind says whether trying again
   *     can help
   * @throws InterruptedException when the deadline has passed
   */
  ChatResponse complete(ChatRequest request, CallContext call)
      throws ProviderException, InterruptedException;

  /**
   * Finds out cheaply, without spending tokens, whether requests would be answered now. By default
   * it does nothing, which says that nothing is known against it.
   *
   * @throws ProviderException when they would not; its kind says why
   * @throws InterruptedException when the deadline has passed
   * @since 1.0
   */
  default void probe(CallContext call) throws ProviderException, InterruptedException {}
}
