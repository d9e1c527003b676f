import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An OpenAI-compatible server that answers every chat after a fixed time: {@code CAPITAL:n} with {@code answer-n}, anything
 * else with {@code mock}. Arguments: port, latency in milliseconds.
 */
public final class MockProvider {

  private static final Pattern CAPITAL = Pattern.compile("CAPITAL:(\\d+)");

  private MockProvider() {}

  public static void main(String[] arguments) throws IOException {
    int port = Integer.parseInt(arguments[0]);
    Duration latency = Duration.ofMillis(Long.parseLong(arguments[1]));
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/v1/chat/completions", exchange -> answer(exchange, latency));
    server.start();
  }

  private static void answer(HttpExchange exchange, Duration latency) throws IOException {
    try (exchange) {
      String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      Thread.sleep(latency);
      Matcher capital = CAPITAL.matcher(request);
      String text = capital.find() ? "answer-" + capital.group(1) : "mock";
      byte[] body =
          """
          {"id": "chatcmpl-mock", "object": "chat.completion", "model": "mock-1",
           "choices": [{"index": 0, "message": {"role": "assistant", "content": "%s"}, "finish_reason": "stop"}],
           "usage": {"prompt_tokens": 8, "completion_tokens": 2, "total_tokens": 10}}
          """
              .formatted(text)
              .getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
