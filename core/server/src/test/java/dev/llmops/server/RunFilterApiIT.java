package dev.llmops.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Two runs that differ in everything that runs are filtered by. */
class RunFilterApiIT {

  private static final String RUNS = "/api/v1/runs";

  @TempDir static Path folder;

  private static ServerFixture server;
  private static Answer ended;
  private static Answer waiting;

  @BeforeAll
  static void start() {
    server = ServerFixture.start(folder);
    server.prompt("sentiment", "1.0.0", Reviews.GOOD_PROMPT, "review");
    server.prompt("other", "1.0.0", Reviews.GOOD_PROMPT, "review");
    server.dataset("reviews", Reviews.samples(4));
    server.dataset("others", Reviews.samples(4));
    String id = run("sentiment", "reviews", "");
    ended = server.ended(id);
    waiting =
        server.get(
            RUNS + "/" + run("other", "others", ",\"model\":\"nearest-example\",\"start\":false"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String run(String prompt, String dataset, String more) {
    return server
        .post(
            RUNS,
            """
            {"dataset":"%s","prompt":{"name":"%s","ref":"1.0.0"},"provider":"local",
             "metrics":[{"metric":"exact-match"}]%s}\
            """
                .formatted(dataset, prompt, more))
        .expect(201)
        .textAt("/id");
  }

  private static DynamicTest finds(String filter, Answer only) {
    return DynamicTest.dynamicTest(
        filter,
        () ->
            assertThat(server.get(RUNS + "?" + filter).expect(200).items("id"))
                .containsExactly(only.textAt("/id")));
  }

  @TestFactory
  Stream<DynamicTest> eachFilterFindsTheRunThatItMeansAndNoOther() {
    String later = waiting.textAt("/createdAt");
    return Stream.of(
        finds("prompt=sentiment", ended),
        finds("prompt=other", waiting),
        finds("dataset=reviews", ended),
        finds("dataset=others", waiting),
        finds("model=nearest-example", waiting),
        finds("status=completed", ended),
        finds("status=pending", waiting),
        finds("from=" + later, waiting),
        finds("to=" + later, ended));
  }

  @Test
  void withoutAFilterAllAreThereNewestFirst() {
    assertThat(server.get(RUNS).expect(200).items("id"))
        .containsExactly(waiting.textAt("/id"), ended.textAt("/id"));
    assertThat(server.get(RUNS + "?model=none").expect(200).items("id")).isEmpty();
  }
}
