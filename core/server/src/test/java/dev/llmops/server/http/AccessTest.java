package dev.llmops.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.server.security.AccessControl;
import dev.llmops.server.security.ApiKeys;
import dev.llmops.server.security.ListenAddress;
import dev.llmops.server.security.UnsafeListenException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {

  private static final Route WHO =
      Route.get("/api/v1/who", exchange -> Reply.ok(Map.of("actor", exchange.actor().name())));
  private static final Route OPEN =
      Route.get("/health/live", exchange -> Reply.ok(Map.of("status", "up"))).openToAll();

  private static String get(TestServer server, String headers) throws IOException {
    return RawClient.exchange(
        server.port(), "GET /api/v1/who HTTP/1.1\r\n" + headers + "Connection: close\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: localhost\r\n",
        "Host: LOCALHOST:8080\r\n",
        "Host: 127.0.0.1:8080\r\n",
        "Host: [::1]:8080\r\n",
        "Host: localhost:8080\r\nOrigin: http://localhost:8080\r\n",
      })
  void withoutKeysThisMachineIsServed(String headers) throws Exception {
    try (TestServer server = TestServer.with(WHO)) {
      assertThat(get(server, headers))
          .startsWith("HTTP/1.1 200")
          .contains("{\"actor\":\"anonymous\"}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: evil.example\r\n",
        "Host: evil.example:8080\r\n",
        "Host: localhost.evil.example\r\n",
        "Host: 127.0.0.1.evil.example\r\n",
        "Host: localhost:8080\r\nOrigin: http://evil.example\r\n",
        "Host: localhost:8080\r\nOrigin: http://localhost:3000\r\n",
        "Host: localhost:8080\r\nOrigin: null\r\n",
      })
  void withoutKeysWebPagesOfOthersAreRefused(String headers) throws Exception {
    try (TestServer server = TestServer.with(WHO)) {
      assertThat(get(server, headers)).startsWith("HTTP/1.1 403").contains("LLM-WEB-013");
    }
  }

  @Test
  void withKeysEveryRouteThatIsNotOpenDemandsOne() throws Exception {
    ApiKeys.NewKey first = ApiKeys.generate(new SecureRandom());
    ApiKeys.NewKey second = ApiKeys.generate(new SecureRandom());
    try (TestServer server =
        TestServer.builder()
            .routes(WHO, OPEN)
            .keys(
                new ApiKeys.Entry("first", first.hash()),
                new ApiKeys.Entry("second", second.hash()))
            .start()) {
      HttpResponse<String> none = server.get("/api/v1/who");
      HttpResponse<String> wrong = server.get("/api/v1/who", "Authorization", "Bearer nonsense");

      assertThat(none.statusCode()).isEqualTo(401);
      assertThat(none.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"llmops\"");
      assertThat(wrong.statusCode()).isEqualTo(401);
      assertThat(wrong.headers().firstValue("WWW-Authenticate").orElseThrow())
          .contains("invalid_token");
      assertThat(server.get("/api/v1/who", "Authorization", "Basic " + first.token()).statusCode())
          .isEqualTo(401);
      assertThat(server.get("/unknown").statusCode()).isEqualTo(401);
      assertThat(server.get("/api/v1/who", "Authorization", "Bearer " + first.token()).body())
          .isEqualTo("{\"actor\":\"first\"}");
      assertThat(server.get("/api/v1/who", "Authorization", "bearer " + second.token()).body())
          .isEqualTo("{\"actor\":\"second\"}");
      assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void withKeysAnyHostNameIsServed() throws Exception {
    ApiKeys.NewKey key = ApiKeys.generate(new SecureRandom());
    try (TestServer server =
        TestServer.builder().routes(WHO).keys(new ApiKeys.Entry("first", key.hash())).start()) {
      assertThat(
              get(server, "Host: llmops.example\r\nAuthorization: Bearer " + key.token() + "\r\n"))
          .startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void withoutKeysTheServerRefusesToListenToStrangers() {
    WireJson json = new WireJson();
    try (ServerMetrics metrics = new ServerMetrics();
        HttpServer server =
            new HttpServer(
                HttpSettings.defaults(new ListenAddress("0.0.0.0", 0)),
                Router.builder().build(),
                new AccessControl(new ApiKeys(List.of())),
                new Idempotency(new MemoryStorage(), Clock.systemUTC(), json),
                json,
                metrics.registry())) {
      assertThatThrownBy(server::start)
          .isInstanceOf(UnsafeListenException.class)
          .hasMessageContaining("0.0.0.0:0")
          .hasMessageContaining("server.api-keys");
    }
  }

  @Test
  void aTakenPortIsNamed() throws Exception {
    WireJson json = new WireJson();
    try (TestServer first = TestServer.with(WHO);
        ServerMetrics metrics = new ServerMetrics();
        HttpServer second =
            new HttpServer(
                HttpSettings.defaults(new ListenAddress("127.0.0.1", first.port())),
                Router.builder().build(),
                new AccessControl(new ApiKeys(List.of())),
                new Idempotency(new MemoryStorage(), Clock.systemUTC(), json),
                json,
                metrics.registry())) {
      assertThatThrownBy(second::start)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("127.0.0.1:" + first.port());
    }
  }
}
