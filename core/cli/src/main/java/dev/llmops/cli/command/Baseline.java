package dev.llmops.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.cli.client.ApiClient;
import dev.llmops.cli.client.CommandException;
import java.util.Map;

/** The run that others are compared with. */
final class Baseline {

  private final ApiClient api;
  private final String id;

  Baseline(ApiClient api, String id) {
    this.api = api;
    this.id = id;
  }

  /**
   * Refuses a run that could not be compared with this one before it is paid for, and pins it to
   * the version of the dataset that this one was on.
   *
   * @param wanted what the API calls the run
   */
  void admit(ObjectNode wanted) {
    JsonNode run = api.get(ApiClient.path("runs", id));
    String status = run.path("status").asText();
    if (!status.equals("completed")) {
      throw new CommandException(
          "The baseline %s is %s; compare with a run that is completed.".formatted(id, status));
    }
    if (run.path("summary").path("scored").asLong() == 0) {
      throw new CommandException("The baseline %s has no scored sample.".formatted(id));
    }
    String dataset = run.path("spec").path("dataset").asText();
    int version = run.path("spec").path("datasetVersion").asInt();
    String asked = wanted.path("dataset").asText();
    int askedVersion =
        wanted.hasNonNull("datasetVersion")
            ? wanted.path("datasetVersion").asInt()
            : api.get(ApiClient.path("datasets", asked)).path("latestVersion").asInt();
    if (!asked.equals(dataset) || askedVersion != version) {
      throw new CommandException(
          "The baseline %s is on %s version %d, the run would be on %s version %d: nothing to compare."
              .formatted(id, dataset, version, asked, askedVersion));
    }
    wanted.put("datasetVersion", version);
  }

  /** What a run that has ended shows against this one. */
  JsonNode comparison(String candidate) {
    return api.get(
        ApiClient.query(
            ApiClient.path("runs:compare"), Map.of("baseline", id, "candidate", candidate)));
  }
}
