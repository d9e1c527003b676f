package dev.llmops.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of runs whose provider refuses, hangs or costs money. */
class RunLifeApiIT {

  private static final String RUNS = "/api/v1/runs";
  private static final int ATTEMPTS = 5;
  private static final int OWN_ATTEMPTS = 4;

  @TempDir static Path folder;

  private static RefusingModel model;
  private static LocalHttp slow;
  private static ServerFixture server;

  @BeforeAll
  static void start() throws Exception {
    model = new RefusingModel();
    slow = new LocalHttp();
    server =
        ServerFixture.start(
            folder,
            """
            providers:
              main: { use: openai, base-url: "%s", model: m }
              slow: { use: openai, base-url: "%s/v1", model: m, max-retries: 0 }
            metrics:
              price: { use: cost, prices: { m: { input: 1, output: 2 } } }
            evaluation:
              providers: { slow: { concurrency: 3 } }
            """
                .formatted(model.url(), slow.url()));
    server.prompt("sentiment", "1.0.0", Reviews.GOOD_PROMPT, "review");
    server.dataset("reviews", Reviews.samples(20));
    server.dataset("one", Reviews.samples(1));
  }

  @AfterAll
  static void stop() {
    model.close();
    slow.close();
    server.close();
  }

  private static Answer post(String dataset, String provider, String more) {
    return server.post(
        RUNS,
        """
        {"dataset":"%s","prompt":{"name":"sentiment","ref":"1.0.0"},"provider":"%s",
         "metrics":[{"metric":"exact-match"},{"metric":"price"},{"metric":"token-overlap"}]%s}\
        """
            .formatted(dataset, provider, more));
  }

  private static Answer ended(String dataset, String more) {
    return server.ended(post(dataset, "main", more).expect(201).textAt("/id"));
  }

  private static Answer again(String id, String action) {
    // For a moment after its end a run is still being wound up.
    return Awaitility.await()
        .until(() -> server.post(RUNS + "/" + id + action), answer -> answer.status() != 409);
  }

  @Test
  void tokensCostAndSpreadAreSummedUp() {
    model.refuse(0, 0, Optional.empty());

    JsonNode summary = ended("reviews", "").at("/summary");

    assertThat(summary.at("/inputTokens").asInt()).isEqualTo(60);
    assertThat(summary.at("/outputTokens").asInt()).isEqualTo(20);
    assertThat(summary.at("/cost/currency").asText()).isEqualTo("USD");
    assertThat(summary.at("/cost/samples").asInt()).isEqualTo(20);
    assertThat(summary.at("/cost/amount").asDouble()).isEqualTo(20 * 5e-6, within(1e-12));
    assertThat(summary.at("/metrics/0/percentiles/p50").asDouble()).isZero();
    assertThat(summary.at("/metrics/0/percentiles/p90").asDouble()).isEqualTo(1);
    assertThat(summary.at("/passed").asInt()).isLessThanOrEqualTo(10);
  }

  @Test
  void whatAMetricTellsBesideItsScoreIsKept() {
    model.refuse(0, 0, Optional.empty());
    String id = ended("one", "").textAt("/id");

    JsonNode scores = server.get(RUNS + "/" + id + "/samples").expect(200).at("/items/0/scores");

    assertThat(scores.at("/0/details").size()).isZero();
    assertThat(scores.at("/2/metric").asText()).isEqualTo("token-overlap");
    assertThat(scores.at("/2/details").size()).isPositive();
  }

  @Test
  void aRunSaysWhatItIsForAndHowLongItMayTake() {
    Answer run =
        post(
                "one",
                "main",
                """
                ,"start":false,"description":"before the release","metadata":{"team":"search"},
                "timeout":"90s","sampleTimeout":"PT2S"\
                """)
            .expect(201);

    Answer read = server.get(RUNS + "/" + run.textAt("/id")).expect(200);
    assertThat(read.textAt("/description")).isEqualTo("before the release");
    assertThat(read.textAt("/metadata/team")).isEqualTo("search");
    assertThat(read.textAt("/spec/limits/timeout")).isEqualTo("PT1M30S");
    assertThat(read.textAt("/spec/limits/sampleTimeout")).isEqualTo("PT2S");
    assertThat(post("one", "main", ",\"timeout\":\"0s\",\"metadata\":[]").expect(422).problems())
        .containsOnlyKeys("/timeout", "/metadata");
  }

  @Test
  void aDatasetWithoutSamplesIsRefusedRatherThanGivenAPassRate() {
    server.post("/api/v1/datasets", "{\"name\":\"empty\"}").expect(201);

    assertThat(post("empty", "main", "").expect(422).problems()).containsOnlyKeys("/dataset");
    assertThat(server.get(RUNS + "?dataset=empty").items("id")).isEmpty();
  }

  @Test
  void theWaitThatAProviderAsksForIsKept() {
    model.refuse(1, 429, Optional.of("1"));

    Answer run = ended("reviews", ",\"concurrency\":1");

    List<Long> asked = model.asked();
    assertThat(run.at("/summary/failed").asInt()).isZero();
    assertThat(asked).hasSize(21);
    assertThat(asked.get(1) - asked.get(0)).isBetween(1_000L, 30_000L);
  }

  @Test
  void whatIsRefusedForItsRateIsRepeatedByTheRunAlone() {
    model.refuse(1_000, 429, Optional.of("0"));

    Answer run = ended("one", "");

    assertThat(model.asked()).hasSize(ATTEMPTS);
    assertThat(run.textAt("/status")).isEqualTo("failed");
    assertThat(run.at("/summary/failureReasons").toString())
        .isEqualTo("{\"provider:rate_limit\":1}");
  }

  @Test
  void whatIsRefusedForTheMomentIsRepeatedByTheRunAloneWhenItSaysForHowLong() {
    model.refuse(1_000, 503, Optional.of("0"));

    ended("one", "");

    assertThat(model.asked()).hasSize(ATTEMPTS);
  }

  @Test
  void whatBreaksForTheMomentIsRepeatedByTheProviderAlone() {
    model.refuse(1_000, 500, Optional.empty());

    Answer run = ended("one", "");

    assertThat(model.asked()).hasSize(OWN_ATTEMPTS);
    assertThat(run.at("/summary/failureReasons").toString())
        .isEqualTo("{\"provider:unavailable\":1}");
  }

  @Test
  void onlyWhatFailedIsRetried() {
    model.refuse(6, 400, Optional.empty());
    Answer run = ended("reviews", ",\"concurrency\":4");
    String id = run.textAt("/id");
    assertThat(run.at("/summary/failureReasons").toString())
        .isEqualTo("{\"provider:invalid_request\":6}");
    server.post(RUNS + "/" + id + "/resume").expect(409);

    again(id, "/retry-errors").expect(200);
    Answer retried = server.ended(id);

    assertThat(model.asked()).hasSize(20 + 6);
    assertThat(retried.at("/summary/failed").asInt()).isZero();
    assertThat(retried.at("/summary/failureReasons").size()).isZero();
    assertThat(retried.at("/summary/scored").asInt()).isEqualTo(20);
    assertThat(server.post(RUNS + "/" + id + "/retry-errors").expect(409).code())
        .isEqualTo("LLM-EVL-016");
  }

  @Test
  void aRetryCountsWhatItWorksOnAndNothingElseAgain() {
    model.refuse(6, 400, Optional.empty());
    List<Double> before = counted();
    String id = ended("reviews", ",\"concurrency\":4").textAt("/id");
    List<Double> first = counted();
    again(id, "/retry-errors").expect(200);
    server.ended(id);
    List<Double> last = counted();

    assertThat(growth(before, first)).containsExactly(14.0, 6.0, 14.0 * 3, 14.0);
    assertThat(growth(first, last)).containsExactly(6.0, 0.0, 6.0 * 3, 6.0);
  }

  /** Scored samples, failed samples, tokens in and tokens out of the provider since the start. */
  private static List<Double> counted() {
    String samples = "llmops_evaluation_samples_total{outcome=";
    String tokens = "llmops_evaluation_tokens_total{direction=";
    return List.of(
        counter(samples + "\"passed\"") + counter(samples + "\"not-passed\""),
        counter(samples + "\"failed\""),
        counter(tokens + "\"input\""),
        counter(tokens + "\"output\""));
  }

  private static double counter(String start) {
    String line = start + ",provider=\"main\"} ";
    return server
        .get("/metrics")
        .text()
        .lines()
        .filter(text -> text.startsWith(line))
        .mapToDouble(text -> Double.parseDouble(text.substring(line.length())))
        .sum();
  }

  private static List<Double> growth(List<Double> before, List<Double> after) {
    return IntStream.range(0, after.size()).mapToObj(i -> after.get(i) - before.get(i)).toList();
  }

  @Test
  void aRunThatAMonitorComparesWithStays() {
    model.refuse(0, 0, Optional.empty());
    String path = RUNS + "/" + ended("one", "").textAt("/id");
    String monitor =
        server
            .post(
                "/api/v1/monitors",
                "{\"kind\":\"regression\",\"measure\":\"pass-rate\",\"baselineRun\":\"%s\"}"
                    .formatted(path.substring(path.lastIndexOf('/') + 1)))
            .expect(201)
            .textAt("/id");

    Answer refused = server.delete(path).expect(409);

    assertThat(refused.code()).isEqualTo("LLM-EVL-017");
    assertThat(refused.textAt("/detail")).contains(monitor);
    server.delete("/api/v1/monitors/" + monitor).expect(204);
    server.delete(path).expect(204);
  }

  @Test
  void aCancelledRunGoesOnWithinTheLimitsOfItsProviderAndIsDeletedInTheEnd() throws Exception {
    String id = post("reviews", "slow", "").expect(201).textAt("/id");
    slow.awaitAsked();
    server.delete(RUNS + "/" + id).expect(409);
    server.post(RUNS + "/" + id + "/retry-errors").expect(409);
    server.post(RUNS + "/" + id + "/cancel").expect(200);
    slow.open();

    assertThat(again(id, "/resume").expect(200).textAt("/status")).isEqualTo("pending");
    Answer run = server.ended(id);

    assertThat(run.textAt("/status")).isEqualTo("completed");
    assertThat(run.at("/summary/scored").asInt()).isEqualTo(20);
    server.delete(RUNS + "/" + id).expect(204);
    server.get(RUNS + "/" + id).expect(404);
    assertThat(server.get("/api/v1/audit?resource=run/" + id).items("action"))
        .startsWith("run.delete")
        .contains("run.resume", "run.cancelled", "run.create");
  }
}
