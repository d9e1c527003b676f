package dev.llmops.service.rig;

import dev.llmops.spi.CallContext;
import dev.llmops.spi.provider.ChatRequest;
import dev.llmops.spi.provider.ChatResponse;
import dev.llmops.spi.provider.LlmProvider;
import dev.llmops.spi.provider.ProviderException;
import dev.llmops.spi.provider.TokenUsage;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A provider that does what the test says, and counts. */
public final class ScriptedProvider implements LlmProvider {

  /** What it does with a prompt. */
  @FunctionalInterface
  public interface Script {
    ChatResponse answer(String prompt) throws ProviderException, InterruptedException;
  }

  private final Script script;
  private final Map<String, Integer> calls = new ConcurrentHashMap<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger mostInFlight = new AtomicInteger();

  public ScriptedProvider(Script script) {
    this.script = script;
  }

  /** Answers with the prompt itself. */
  public static ScriptedProvider echo() {
    return new ScriptedProvider(prompt -> answer(prompt, 5));
  }

  /** An answer that took this long and cost 10 tokens in and 2 out. */
  public static ChatResponse answer(String text, long millis) {
    return ChatResponse.of(text)
        .model("scripted")
        .usage(new TokenUsage(10, 2))
        .latency(Duration.ofMillis(millis))
        .build();
  }

  @Override
  public ChatResponse complete(ChatRequest request, CallContext call)
      throws ProviderException, InterruptedException {
    String prompt = request.messages().get(0).content();
    calls.merge(prompt, 1, Integer::sum);
    mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
    try {
      return script.answer(prompt);
    } finally {
      inFlight.decrementAndGet();
    }
  }

  /** How often it was asked. */
  public int calls() {
    return calls.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** How often it was asked each prompt. */
  public Map<String, Integer> callsByPrompt() {
    return Map.copyOf(calls);
  }

  /** How many answers are being waited for. */
  public int inFlight() {
    return inFlight.get();
  }

  /** The most answers that were waited for at a time. */
  public int mostInFlight() {
    return mostInFlight.get();
  }
}
