package dev.llmops.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a sample says beside its input reaches the metrics, in the real host. */
class SampleContextIT {

  @Test
  void contextAndMetadataReachAMetricPlugin() throws IOException {
    Archive archive = Archive.unpacked();
    PluginJar.named("reads-context")
        .scoring(
            "return MetricResult.score(sample.context().isPresent() ? 1 : 0,"
                + " sample.context().map(Object::toString).orElse(\"none\") + \" / \""
                + " + sample.metadata());")
        .writeTo(archive.plugins());
    try (ServerProcess server = ServerProcess.Launch.of(archive, ServerProcess.ANY_PORT).start()) {
      Workload work = new Workload(server.http());
      work.prompt("classify", "1.0.0", "Review: good\nLabel: yes\n\nReview: {{input}}\nLabel:");
      work.dataset("context", 1, i -> "yes");
      server
          .http()
          .postNdjson(
              Workload.samplesOf("context"),
              """
              {"input": "a", "context": {"page": 7}, "metadata": {"from": "shop"}}
              {"input": "b", "context": "the manual"}
              {"input": "c"}
              """)
          .expect(201);

      String run = work.start("context", "classify", "1.0.0", "local", "reads-context", 1);
      work.ended(run);

      List<String> reasons = new ArrayList<>();
      JsonNode results = server.http().get("/api/v1/runs/" + run + "/samples").expect(200);
      results.path("items").forEach(it -> reasons.add(it.at("/scores/0/reason").asText()));
      assertThat(reasons)
          .containsExactly(
              "{\"page\":7} / {\"from\":\"shop\"}", "\"the manual\" / {}", "none / {}");
    }
  }
}
