package dev.llmops.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StrangersPluginIT {

  @Test
  void aMetricBuiltWithPlainMavenIsSeenInARun() throws IOException {
    Path folder = Build.newFolder("stranger-");
    Snippets.of(Build.root().resolve("docs/how-to/write-a-metric-plugin.md")).writeFiles(folder);
    Path project = folder.resolve("sentence-count");
    PluginAuthor.newcomer().build(project);
    Archive archive = Archive.unpackedIn(folder);
    Files.copy(
        project.resolve("target/plugin/sentence-count/sentence-count-1.0.0.jar"),
        archive.plugins().resolve("sentence-count-1.0.0.jar"));

    try (ServerProcess server =
        ServerProcess.Launch.of(archive, ServerProcess.ANY_PORT).start()) {
      JsonNode plugin = server.http().get("/api/v1/plugins/sentence-count").expect(200);
      assertThat(plugin.path("state").asText()).as(plugin::toString).isEqualTo("serving");

      JsonNode run = new Workload(server.http()).smallRun("sentence-count");

      assertThat(run.path("status").asText()).as(run::toString).isEqualTo("completed");
      JsonNode metric = run.path("summary").path("metrics").path(0);
      assertThat(metric.path("metric").asText()).isEqualTo("sentence-count");
      assertThat(metric.path("count").asInt()).isEqualTo(5);
      assertThat(metric.path("mean").asDouble()).isEqualTo(1.0);
    }
  }
}
