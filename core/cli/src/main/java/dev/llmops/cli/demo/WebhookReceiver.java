package dev.llmops.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Stands in for a team's on-call system: takes signed alerts on a port of its own. */
final class WebhookReceiver implements AutoCloseable {

  private final HttpServer server;
  private final String secret;
  private final ObjectMapper mapper = new ObjectMapper();
  private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();

  private WebhookReceiver(HttpServer server, String secret) {
    this.server = server;
    this.secret = secret;
  }

  static WebhookReceiver start(String secret) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    WebhookReceiver receiver = new WebhookReceiver(server, secret);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/alerts", receiver::receive);
    server.start();
    return receiver;
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/alerts");
  }

  /** The next alert that arrives within the timeout. */
  Optional<JsonNode> await(Duration timeout) throws InterruptedException {
    return Optional.ofNullable(received.poll(timeout.toMillis(), TimeUnit.MILLISECONDS));
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String timestamp = exchange.getRequestHeaders().getFirst("X-LLMOps-Timestamp");
      String signature = exchange.getRequestHeaders().getFirst("X-LLMOps-Signature");
      boolean genuine =
          ("sha256=" + sign(timestamp + "." + new String(body, StandardCharsets.UTF_8)))
              .equals(signature);
      if (genuine) {
        received.add(mapper.readTree(body));
      }
      exchange.sendResponseHeaders(genuine ? 204 : 401, -1);
    }
  }

  private String sign(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA256 is missing from this Java", e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
