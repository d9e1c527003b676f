package dev.llmops.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.model.paging.Page;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PagingTest {

  private static final WireJson JSON = new WireJson();
  private static TestServer server;

  /** The numbers 0 to 119; the cursor of the "store" is the next number. */
  private static Reply numbers(Exchange exchange) {
    return exchange.page(
        request -> {
          int from = Integer.parseInt(request.cursor().orElse("0"));
          int to = Math.min(120, from + request.limit());
          List<Integer> items = IntStream.range(from, to).boxed().toList();
          return new Page<>(items, to == 120 ? Optional.empty() : Optional.of("" + to));
        });
  }

  @BeforeAll
  static void start() throws IOException {
    server =
        TestServer.with(
            Route.get("/numbers", PagingTest::numbers).paged().withQuery("status"),
            Route.get("/others", PagingTest::numbers).paged());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static JsonNode get(String path) throws Exception {
    HttpResponse<String> response = server.get(path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.mapper().readTree(response.body());
  }

  @Test
  void pagesFollowEachOtherToTheEnd() throws Exception {
    JsonNode first = get("/numbers");
    JsonNode second = get("/numbers?cursor=" + first.get("nextCursor").asText());
    JsonNode third = get("/numbers?limit=50&cursor=" + second.get("nextCursor").asText());

    assertThat(first.get("items")).hasSize(50);
    assertThat(second.get("items").get(0).asInt()).isEqualTo(50);
    assertThat(third.get("items")).hasSize(20);
    assertThat(third.get("nextCursor").isNull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "501", "-1", "ten", "", "1&limit=2", "99999999999"})
  void limitsOutsideTheBoundsAre422(String limit) throws Exception {
    HttpResponse<String> response = server.get("/numbers?limit=" + limit);

    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(response.body()).contains("\"pointer\":\"?limit\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"junk", "", "50", "!!!", "AAAAAAAAAAAA"})
  void mangledCursorsAre422(String cursor) throws Exception {
    HttpResponse<String> response = server.get("/numbers?cursor=" + cursor);

    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(response.body()).contains("LLM-WEB-006");
  }

  @Test
  void aCursorOfAnotherListIs422() throws Exception {
    String cursor = get("/numbers").get("nextCursor").asText();

    assertThat(server.get("/others?cursor=" + cursor).statusCode()).isEqualTo(422);
    assertThat(server.get("/numbers?status=x&cursor=" + cursor).statusCode()).isEqualTo(422);
  }

  @Test
  void unknownParametersNameTheNearestOne() throws Exception {
    assertThat(server.get("/numbers?statsu=x").body())
        .contains("unknown query parameter \\\"statsu\\\"; did you mean \\\"status\\\"?");
  }
}
