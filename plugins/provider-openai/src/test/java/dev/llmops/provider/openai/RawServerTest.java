package dev.llmops.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.llmops.provider.http.Backoff;
import dev.llmops.spi.CallContext;
import dev.llmops.spi.provider.ChatRequest;
import dev.llmops.spi.provider.ProviderException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a mock server cannot do: bodies that end too early, and hundreds of open requests. */
class RawServerTest {

  private static final String ANSWER = "{\"choices\":[{\"message\":{\"content\":\"hi\"}}]}";

  @Test
  void triesAgainWhenTheBodyEndsTooEarly() throws Exception {
    String half = "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + ANSWER;
    String whole = "HTTP/1.1 200 OK\r\nContent-Length: " + ANSWER.length() + "\r\n\r\n" + ANSWER;

    // The socket closes before the thread is waited for, so that a failure cannot hang.
    try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor();
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        OpenAiProvider provider = provider(server.getLocalPort(), 1)) {
      Future<?> served =
          thread.submit(() -> {
            serveOne(server, half);
            serveOne(server, whole);
            return null;
          });

      assertThat(provider.complete(ask(), call()).text()).isEqualTo("hi");
      served.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void reportsABodyThatEndsTooEarly() throws Exception {
    String half = "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + ANSWER;

    // The socket closes before the thread is waited for, so that a failure cannot hang.
    try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor();
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        OpenAiProvider provider = provider(server.getLocalPort(), 0)) {
      Future<?> served =
          thread.submit(() -> {
            serveOne(server, half);
            return null;
          });

      ProviderException failure =
          catchThrowableOfType(ProviderException.class, () -> provider.complete(ask(), call()));
      served.get(10, TimeUnit.SECONDS);
      assertThat(failure.kind()).isEqualTo(ProviderException.Kind.UNAVAILABLE);
    }
  }

  @Test
  void keepsTwoHundredCallsInFlight() throws Exception {
    int calls = 200;
    CountDownLatch arrived = new CountDownLatch(calls);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 500);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        OpenAiProvider provider = provider(server.getAddress().getPort(), 0)) {
      server.setExecutor(threads);
      server.createContext(
          "/",
          exchange -> {
            arrived.countDown();
            // Nobody is answered before everybody has asked.
            awaitAll(arrived);
            byte[] body = ANSWER.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      server.start();
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < calls; i++) {
        answers.add(threads.submit(() -> provider.complete(ask(), call()).text()));
      }

      for (Future<String> answer : answers) {
        assertThat(answer.get(60, TimeUnit.SECONDS)).isEqualTo("hi");
      }
    } finally {
      server.stop(0);
    }
  }

  private static void awaitAll(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(50, TimeUnit.SECONDS)) {
        throw new IOException("only some requests have arrived");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** Reads one request to its end, sends the text and closes the connection. */
  private static void serveOne(ServerSocket server, String response) throws IOException {
    try (Socket socket = server.accept()) {
      InputStream in = socket.getInputStream();
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) in.read());
      }
      String lower = head.toString().toLowerCase(Locale.ROOT);
      String length = lower.replaceAll("(?s).*content-length: (\\d+).*", "$1");
      in.readNBytes(Integer.parseInt(length));
      socket.getOutputStream().write(response.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
    }
  }

  private static OpenAiProvider provider(int port, int maxRetries) {
    OpenAiConfig config =
        new OpenAiConfig(
            URI.create("http://127.0.0.1:" + port),
            Optional.empty(),
            "m",
            Duration.ofSeconds(60),
            maxRetries);
    Backoff none = new Backoff(Duration.ZERO, Duration.ZERO, () -> 0);
    return new OpenAiProvider(config, new TestContext(), none, Thread::sleep);
  }

  private static ChatRequest ask() {
    return ChatRequest.ofUser("hi").build();
  }

  private static CallContext call() {
    return CallContext.within(Duration.ofMinutes(2), Clock.systemUTC());
  }
}
