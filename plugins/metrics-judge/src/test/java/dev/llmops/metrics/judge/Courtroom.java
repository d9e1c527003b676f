package dev.llmops.metrics.judge;

import dev.llmops.host.instance.StrictJsonCodec;
import dev.llmops.spi.CallContext;
import dev.llmops.spi.JsonCodec;
import dev.llmops.spi.PluginContext;
import dev.llmops.spi.metric.ScoredSample;
import dev.llmops.spi.provider.ChatMessage;
import dev.llmops.spi.provider.ChatRequest;
import dev.llmops.spi.provider.ChatResponse;
import dev.llmops.spi.provider.LlmProvider;
import dev.llmops.spi.provider.ProviderException;
import dev.llmops.spi.provider.TokenUsage;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Providers that say what a test has them say, and a host that lends them. */
final class Courtroom implements PluginContext {

  /** What a judge replies to a request; the ticket is the one that the request asks for. */
  interface Reply {
    String to(ChatRequest request, String ticket) throws ProviderException;
  }

  static final CallContext CALL = CallContext.within(Duration.ofMinutes(1), Clock.systemUTC());

  private static final Pattern TICKET = Pattern.compile("carry the ticket ([0-9a-f]{24})");

  private final Map<String, Reply> judges = new HashMap<>();
  final Queue<ChatRequest> asked = new ConcurrentLinkedQueue<>();

  Courtroom judge(String name, Reply reply) {
    judges.put(name, reply);
    return this;
  }

  /** A verdict as it is asked for. */
  static String verdict(String ticket, Object score, String reason) {
    return "{\"ticket\": \"%s\", \"reason\": \"%s\", \"score\": %s}"
        .formatted(ticket, reason, score);
  }

  static ScoredSample sample(String answer) {
    return ScoredSample.of("s1", ChatResponse.of(answer).model("m").latency(Duration.ZERO).build())
        .prompt("Name the capital of France.")
        .expected("Paris")
        .build();
  }

  static String system(ChatRequest request) {
    return request.messages().getFirst().content();
  }

  static String shown(ChatRequest request) {
    return request.messages().getLast().content();
  }

  @Override
  public LlmProvider provider(String instance) {
    return (request, call) -> {
      asked.add(request);
      Matcher ticket = TICKET.matcher(system(request));
      if (!ticket.find()) {
        throw new AssertionError("no ticket in: " + system(request));
      }
      return ChatResponse.of(judges.get(instance).to(request, ticket.group(1)))
          .model("judge-1")
          .usage(new TokenUsage(100, 10))
          .latency(Duration.ofMillis(3))
          .build();
    };
  }

  List<String> roles() {
    return asked.peek().messages().stream().map(ChatMessage::role).map(Enum::name).toList();
  }

  @Override
  public String pluginId() {
    return "metrics-judge";
  }

  @Override
  public String instanceName() {
    return "helpful";
  }

  @Override
  public Clock clock() {
    return Clock.systemUTC();
  }

  @Override
  public Path dataDirectory() {
    return Path.of("target");
  }

  @Override
  public JsonCodec json() {
    return new StrictJsonCodec();
  }

  @Override
  public ThreadFactory threads() {
    return Thread.ofPlatform().daemon().factory();
  }
}
