package dev.llmops.service.dataset;

import dev.llmops.model.evaluation.Dataset;
import dev.llmops.model.evaluation.DatasetVersion;
import dev.llmops.model.json.Json;
import dev.llmops.service.audit.Facts;

/** What audit entries say of datasets. */
final class DatasetFacts {

  private DatasetFacts() {}

  static String resource(String dataset) {
    return "dataset/" + dataset;
  }

  static String resource(String dataset, int version) {
    return resource(dataset) + "/versions/" + version;
  }

  static Json of(Dataset dataset) {
    return new Facts()
        .with("name", dataset.name())
        .with("type", dataset.type().name())
        .with("description", dataset.description())
        .with("tags", Json.array(dataset.tags().stream().map(Json::of).toList()))
        .with("metadata", dataset.metadata())
        .with("latestVersion", dataset.latestVersion())
        .json();
  }

  static Json of(DatasetVersion version) {
    return new Facts()
        .with("version", version.version())
        .with("samples", version.samples())
        .with("hash", version.hash())
        .with("note", version.note())
        .json();
  }
}
