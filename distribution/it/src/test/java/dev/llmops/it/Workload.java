package dev.llmops.it;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What every team does first: prompts, datasets and runs, over HTTP. */
record Workload(Http http) {

  private static final Set<String> ENDED = Set.of("completed", "failed", "cancelled");

  /** Registers a version of a prompt that takes the variable {@code input}. */
  void prompt(String name, String version, String content) {
    ObjectNode body = Http.JSON.createObjectNode();
    body.put("name", name).put("version", version).put("content", content);
    body.putArray("variables").addObject().put("name", "input").put("type", "string");
    http.post("/api/v1/prompts", body.toString()).expect(201);
  }

  /** Makes a dataset whose sample {@code i} has the input {@code text-i}. */
  void dataset(String name, int samples, IntFunction<String> expected) {
    http.post("/api/v1/datasets", "{\"name\": \"" + name + "\"}").expect(201);
    http.postNdjson(samplesOf(name), lines(samples, expected)).expect(201);
  }

  static String samplesOf(String dataset) {
    return "/api/v1/datasets/" + dataset + "/samples";
  }

  static String lines(int samples, IntFunction<String> expected) {
    return IntStream.range(0, samples)
        .mapToObj(
            i ->
                "{\"id\": \"s%d\", \"input\": \"text-%d\", \"expected\": \"%s\"}\n"
                    .formatted(i, i, expected.apply(i)))
        .collect(Collectors.joining());
  }

  /** Starts a run and gives its id. */
  String start(String dataset, String prompt, String ref, String provider, String metric, int concurrency) {
    ObjectNode body = Http.JSON.createObjectNode();
    body.put("dataset", dataset).put("provider", provider).put("concurrency", concurrency);
    body.putObject("prompt").put("name", prompt).put("ref", ref);
    body.putArray("metrics").addObject().put("metric", metric);
    return http.post("/api/v1/runs", body.toString()).expect(201).path("id").asText();
  }

  JsonNode run(String id) {
    return http.get("/api/v1/runs/" + id).expect(200);
  }

  /** Waits until the run has ended. */
  JsonNode ended(String id) {
    return await()
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> run(id), run -> ENDED.contains(run.path("status").asText()));
  }

  /** A run with a prompt, a dataset and a metric of its own, from start to end. */
  JsonNode smallRun(String metric) {
    prompt("small-" + metric, "1.0.0", "Review: good\nLabel: yes\n\nReview: {{input}}\nLabel:");
    dataset("small-" + metric, 5, i -> "yes");
    return ended(start("small-" + metric, "small-" + metric, "1.0.0", "local", metric, 2));
  }
}
