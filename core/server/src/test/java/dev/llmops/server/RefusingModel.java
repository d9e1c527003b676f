package dev.llmops.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An OpenAI-compatible endpoint that refuses when it is told to, and keeps when it was asked. */
final class RefusingModel implements AutoCloseable {

  private static final String COMPLETION =
      """
      {"id":"c","object":"chat.completion","model":"m","choices":[{"index":0,"finish_reason":"stop",\
      "message":{"role":"assistant","content":"positive"}}],\
      "usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}\
      """;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Long> asked = new CopyOnWriteArrayList<>();
  private int refusals;
  private int status;
  private Optional<String> retryAfter = Optional.empty();

  RefusingModel() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/v1/chat/completions", this::complete);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  /** Forgets what was, and refuses so many requests from now on. */
  synchronized void refuse(int requests, int status, Optional<String> retryAfter) {
    asked.clear();
    this.refusals = requests;
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /** When it was asked, in milliseconds that only compare with each other. */
  List<Long> asked() {
    return List.copyOf(asked);
  }

  private void complete(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    byte[] body;
    int answered;
    synchronized (this) {
      asked.add(System.nanoTime() / 1_000_000);
      boolean refused = refusals > 0;
      refusals -= refused ? 1 : 0;
      answered = refused ? status : 200;
      body = (refused ? "{}" : COMPLETION).getBytes(StandardCharsets.UTF_8);
      if (refused && retryAfter.isPresent()) {
        exchange.getResponseHeaders().set("Retry-After", retryAfter.get());
      }
    }
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(answered, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
