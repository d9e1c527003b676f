package dev.llmops.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** An OpenAI-compatible endpoint that counts its calls and can be made to hang. */
final class FakeModel implements AutoCloseable {

  private final HttpServer server;
  private final UnaryOperator<String> answers;
  private final int hangAfter;
  private final CountDownLatch released = new CountDownLatch(1);
  private final AtomicInteger calls = new AtomicInteger();
  private final Map<String, AtomicInteger> callsByPrompt = new ConcurrentHashMap<>();

  private FakeModel(HttpServer server, UnaryOperator<String> answers, int hangAfter) {
    this.server = server;
    this.answers = answers;
    this.hangAfter = hangAfter;
  }

  /**
   * Starts an endpoint.
   *
   * @param answers the answer to a prompt; null refuses it
   * @param hangAfter how many calls are answered before the others have to wait for {@link
   *     #release}
   */
  static FakeModel start(UnaryOperator<String> answers, int hangAfter) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    FakeModel model = new FakeModel(server, answers, hangAfter);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/v1/chat/completions", model::answer);
    server.start();
    return model;
  }

  /** The configuration of a provider {@code main} that uses it. */
  String config() {
    return "providers: { main: %s }\n".formatted(provider());
  }

  /** The settings of a provider that uses it. */
  String provider() {
    return "{ use: openai, base-url: \"http://127.0.0.1:%d/v1\", model: fake }"
        .formatted(server.getAddress().getPort());
  }

  int calls() {
    return calls.get();
  }

  Map<String, AtomicInteger> callsByPrompt() {
    return callsByPrompt;
  }

  /** Lets the waiting calls and all later ones be answered. */
  void release() {
    released.countDown();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode request = Http.JSON.readTree(exchange.getRequestBody());
      String prompt = request.path("messages").path(0).path("content").asText();
      callsByPrompt.computeIfAbsent(prompt, key -> new AtomicInteger()).incrementAndGet();
      if (calls.incrementAndGet() > hangAfter) {
        released.await();
      }
      String answer = answers.apply(prompt);
      if (answer == null) {
        exchange.sendResponseHeaders(400, -1);
        return;
      }
      var body = Http.JSON.createObjectNode().put("id", "1").put("model", "fake");
      var choice = body.putArray("choices").addObject().put("index", 0);
      choice.put("finish_reason", "stop");
      choice.putObject("message").put("role", "assistant").put("content", answer);
      body.putObject("usage").put("prompt_tokens", 7).put("completion_tokens", 1);
      byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    release();
    server.stop(0);
  }
}
