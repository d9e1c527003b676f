package dev.llmops.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What was acknowledged outlives a {@code kill -9}; what was not leaves nothing half-done. */
class KillIT {

  private final Archive archive = Archive.unpacked();

  @Test
  void anUploadThatIsCutShortLeavesNoVersion() throws IOException {
    ServerProcess.Launch launch = ServerProcess.Launch.of(archive, ServerProcess.ANY_PORT);
    String upload = Workload.samplesOf("reviews");
    try (ServerProcess server = launch.start();
        Socket socket = new Socket(server.url().getHost(), server.url().getPort())) {
      server.http().post("/api/v1/datasets", "{\"name\": \"reviews\"}").expect(201);
      OutputStream out = socket.getOutputStream();
      out.write(
          """
          POST %s HTTP/1.1\r
          Host: %s\r
          Content-Type: application/x-ndjson\r
          Transfer-Encoding: chunked\r
          \r
          """
              .formatted(upload, server.url().getAuthority())
              .getBytes(StandardCharsets.UTF_8));
      // More than all buffers on the way hold, so that the server has read most of it.
      for (int i = 0; i < 20; i++) {
        byte[] lines = Workload.lines(5_000, n -> "yes").getBytes(StandardCharsets.UTF_8);
        out.write((Integer.toHexString(lines.length) + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.write(lines);
        out.write("\r\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
      server.kill();
    }

    try (ServerProcess server = launch.start()) {
      JsonNode dataset = server.http().get("/api/v1/datasets/reviews").expect(200);
      assertThat(dataset.path("latestVersion").asInt()).isZero();
      assertThat(server.http().get("/api/v1/datasets/reviews/versions").expect(200).path("items"))
          .isEmpty();

      JsonNode version =
          server.http().postNdjson(upload, Workload.lines(40, n -> "yes")).expect(201);

      assertThat(version.path("samples").asInt()).isEqualTo(40);
      assertThat(server.http().get(upload).expect(200).path("items")).hasSize(40);
    }
  }

  @Test
  void aRunResumesByItselfAndCallsNoFinishedSampleAgain() throws IOException {
    int samples = 300;
    int answered = 100;
    int concurrency = 8;
    try (FakeModel model = FakeModel.start(prompt -> "yes", answered)) {
      ServerProcess.Launch launch =
          ServerProcess.Launch.of(archive, ServerProcess.ANY_PORT + model.config());
      String run;
      try (ServerProcess server = launch.start()) {
        Workload work = new Workload(server.http());
        work.prompt("ask", "1.0.0", "{{input}}");
        work.dataset("questions", samples, i -> i % 3 == 0 ? "no" : "yes");
        run = work.start("questions", "ask", "1.0.0", "main", "exact-match", concurrency);
        await()
            .atMost(Duration.ofSeconds(30))
            .until(
                () ->
                    work.run(run).path("progress").path("done").asInt() == answered
                        && model.calls() == answered + concurrency);
        server.kill();
      }
      model.release();

      try (ServerProcess server = launch.start()) {
        JsonNode ended = new Workload(server.http()).ended(run);

        assertThat(ended.path("status").asText()).as(ended::toString).isEqualTo("completed");
        JsonNode summary = ended.path("summary");
        assertThat(summary.path("scored").asInt()).isEqualTo(samples);
        assertThat(summary.path("passed").asInt()).isEqualTo(samples - samples / 3);
        assertThat(summary.path("failed").asInt()).isZero();
        assertThat(model.callsByPrompt()).hasSize(samples);
        assertThat(model.callsByPrompt().values().stream().filter(calls -> calls.get() > 1).count())
            .isLessThanOrEqualTo(concurrency);
        assertThat(model.calls()).isEqualTo(samples + concurrency);
      }
    }
  }

  @Test
  void everyAcknowledgedObservationIsThereExactlyOnce() {
    int units = 1_200;
    int batch = 30;
    ServerProcess.Launch launch = ServerProcess.Launch.of(archive, ServerProcess.ANY_PORT);
    List<String> batches =
        IntStream.range(0, units / batch).mapToObj(i -> observations(i * batch, batch)).toList();
    List<String> acknowledged = Collections.synchronizedList(new ArrayList<>());
    try (ServerProcess server = launch.start()) {
      Http http = server.http();
      http.post("/api/v1/experiments", experiment()).expect(201);
      http.post("/api/v1/experiments/killed/start", "{}").expect(200);
      IntStream.range(0, units)
          .forEach(
              unit ->
                  http.post(
                          "/api/v1/experiments/killed/assignments", "{\"unit\": \"u" + unit + "\"}")
                      .expect(200));
      CompletableFuture<Void> stream =
          CompletableFuture.runAsync(() -> send(http, batches, acknowledged));
      await().atMost(Duration.ofSeconds(30)).until(() -> acknowledged.size() >= 10);
      server.kill();
      stream.join();
    }
    assertThat(acknowledged).hasSizeLessThan(batches.size());

    try (ServerProcess server = launch.start()) {
      for (String body : acknowledged) {
        JsonNode again = server.http().post("/api/v1/observations", body).expect(200);
        assertThat(again.path("duplicates").asInt()).as(again::toString).isEqualTo(batch);
      }
      batches.forEach(body -> server.http().post("/api/v1/observations", body).expect(200));

      JsonNode results = server.http().get("/api/v1/experiments/killed/results").expect(200);
      double sum = 0;
      long counted = 0;
      for (JsonNode arm : results.path("metrics").path(0).path("arms")) {
        counted += arm.path("units").asLong();
        sum += arm.path("units").asLong() * arm.path("mean").asDouble();
      }
      assertThat(counted).as(results::toString).isEqualTo(units);
      assertThat(Math.round(sum)).isEqualTo(units * (units - 1) / 2);
    }
  }

  private static void send(Http http, List<String> batches, List<String> acknowledged) {
    try {
      for (String body : batches) {
        http.post("/api/v1/observations", body).expect(200);
        acknowledged.add(body);
      }
    } catch (UncheckedIOException e) {
      // The server is gone, as it is meant to be.
    }
  }

  private static String experiment() {
    return """
        {"name": "killed",
         "variants": [{"name": "a", "control": true}, {"name": "b", "control": false}],
         "metrics": [{"name": "value", "kind": "continuous", "direction": "increase", "primary": true}]}
        """;
  }

  private static String observations(int from, int count) {
    ObjectNode body = Http.JSON.createObjectNode();
    ArrayNode all = body.putArray("observations");
    for (int unit = from; unit < from + count; unit++) {
      all.addObject()
          .put("id", "event-" + unit)
          .put("experiment", "killed")
          .put("unit", "u" + unit)
          .put("metric", "value")
          .put("value", unit);
    }
    return body.toString();
  }
}
