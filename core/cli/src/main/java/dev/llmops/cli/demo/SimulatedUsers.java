package dev.llmops.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.cli.client.ApiClient;
import dev.llmops.cli.client.CommandException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Users who each bring one review and receive the provider's real answer with the prompt they were
 * assigned.
 */
final class SimulatedUsers {

  private static final int IN_FLIGHT = 16;
  private static final int BATCH = 500;

  private final ApiClient api;
  private final String experiment;
  private final List<Review> reviews;
  private final Random random;

  SimulatedUsers(ApiClient api, String experiment, List<Review> reviews, long seed) {
    this.api = Objects.requireNonNull(api, "api is null");
    this.experiment = Objects.requireNonNull(experiment, "experiment is null");
    this.reviews = List.copyOf(reviews);
    this.random = new Random(seed);
  }

  /** Has so many users come by, and reports for each whether the answer was right. */
  void run(int users) throws InterruptedException {
    try (ExecutorService pool = Executors.newFixedThreadPool(IN_FLIGHT)) {
      for (int from = 0; from < users; from += BATCH) {
        List<Future<ObjectNode>> visits = new ArrayList<>();
        for (int user = from; user < Math.min(users, from + BATCH); user++) {
          String unit = "user-" + user;
          Review review = reviews.get(random.nextInt(reviews.size()));
          visits.add(pool.submit(() -> visit(unit, review)));
        }
        report(visits);
      }
    }
  }

  private ObjectNode visit(String unit, Review review) {
    JsonNode assignment =
        api.post(ApiClient.path("experiments", experiment, "assignments"), Map.of("unit", unit));
    JsonNode prompt = assignment.path("prompt");
    ObjectNode variables = api.mapper().createObjectNode();
    variables.putObject("variables").put("input", review.text());
    JsonNode rendered =
        api.post(
            ApiClient.query(
                ApiClient.path("prompts", prompt.path("name").asText(), "render"),
                Map.of("ref", prompt.path("ref").asText())),
            variables);
    ObjectNode request = api.mapper().createObjectNode();
    if (rendered.has("messages")) {
      request.set("messages", rendered.path("messages"));
    } else {
      request
          .putArray("messages")
          .addObject()
          .put("role", "user")
          .put("content", rendered.path("text").asText());
    }
    JsonNode answer =
        api.post(
            ApiClient.path("instances", assignment.path("provider").asText(), "complete"), request);
    ObjectNode observation = api.mapper().createObjectNode();
    return observation
        .put("id", experiment + "/" + unit)
        .put("experiment", experiment)
        .put("unit", unit)
        .put("variant", assignment.path("variant").asText())
        .put("metric", "correct")
        .put("value", answer.path("text").asText().equals(review.label()) ? 1 : 0);
  }

  private void report(List<Future<ObjectNode>> visits) throws InterruptedException {
    ObjectNode body = api.mapper().createObjectNode();
    ArrayNode observations = body.putArray("observations");
    for (Future<ObjectNode> visit : visits) {
      try {
        observations.add(visit.get());
      } catch (ExecutionException e) {
        if (e.getCause() instanceof CommandException known) {
          throw known;
        }
        throw new IllegalStateException(e.getCause());
      }
    }
    JsonNode answer = api.post(ApiClient.path("observations"), body);
    if (answer.path("accepted").asInt() != visits.size()) {
      throw new CommandException("Some observations were refused: " + answer.path("rejected"));
    }
  }
}
