package dev.llmops.metrics.judge;

import dev.llmops.model.json.Json;
import dev.llmops.spi.CallContext;
import dev.llmops.spi.metric.MetricException;
import dev.llmops.spi.provider.ChatRequest;
import dev.llmops.spi.provider.ChatResponse;
import dev.llmops.spi.provider.LlmProvider;
import dev.llmops.spi.provider.ProviderException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Asks one provider for its verdict. Thread-safe.
 *
 * @param name the provider's instance name
 */
record Judge(
    String name,
    LlmProvider provider,
    Optional<String> model,
    OptionalDouble temperature,
    Instructions instructions,
    VerdictReader reader) {

  /**
   * The verdict on a case.
   *
   * @throws MetricException when the provider has no answer or the answer is no verdict
   */
  Verdict on(Case shown, CallContext call) throws MetricException, InterruptedException {
    ChatRequest.Builder request = ChatRequest.of(instructions.about(shown));
    model.ifPresent(request::model);
    temperature.ifPresent(
        value -> request.parameters(Json.object(Map.of("temperature", Json.of(value)))));
    ChatResponse reply;
    try {
      reply = provider.complete(request.build(), call);
    } catch (ProviderException e) {
      throw new MetricException(
          "the judge " + name + " has no answer (" + e.kind() + "): " + e.getMessage());
    }
    return reader.read(reply, shown.ticket());
  }
}
