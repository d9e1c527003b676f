package dev.llmops.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A hundred thousand samples, larger together than the heap of the server that takes them. */
class LargeDatasetIT {

  private static final int SAMPLES = 100_000;

  @Test
  void aHundredThousandSamplesAreTakenAppendedToAndReadByPages() throws IOException {
    Archive archive = Archive.unpacked();
    Path file = archive.home().resolve("large.ndjson");
    String filler = "word ".repeat(300);
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int i = 0; i < SAMPLES; i++) {
        out.write("{\"id\": \"s" + i + "\", \"input\": \"" + i + " " + filler + "\"}\n");
      }
    }
    assertThat(Files.size(file)).isGreaterThan(128L << 20);
    Path more = Files.writeString(archive.home().resolve("more.csv"), "id,input\nlast,x\n");
    try (ServerProcess server =
        ServerProcess.Launch.of(archive, ServerProcess.ANY_PORT)
            .with("LLMOPS_JAVA_OPTS", "-Xmx128m")
            .start()) {
      assertThat(push(archive, server, "large", file.toString()))
          .contains("version 1: " + SAMPLES + " samples");
      assertThat(push(archive, server, "large", more.toString(), "--append"))
          .contains("version 2: " + (SAMPLES + 1) + " samples");

      int seen = 0;
      String cursor = "";
      String last = "";
      do {
        JsonNode page =
            server
                .http()
                .get("/api/v1/datasets/large/samples?version=2&limit=500" + cursor)
                .expect(200);
        for (JsonNode sample : page.path("items")) {
          last = sample.path("id").asText();
          assertThat(last).isEqualTo(seen == SAMPLES ? "last" : "s" + seen);
          seen++;
        }
        cursor =
            page.path("nextCursor").isNull() ? "" : "&cursor=" + page.path("nextCursor").asText();
      } while (!cursor.isEmpty());
      assertThat(seen).isEqualTo(SAMPLES + 1);
      assertThat(server.output()).doesNotContain("OutOfMemory");
    }
  }

  private static String push(Archive archive, ServerProcess server, String... arguments) {
    String[] words = new String[arguments.length + 2];
    words[0] = "dataset";
    words[1] = "push";
    System.arraycopy(arguments, 0, words, 2, arguments.length);
    Command.Outcome outcome =
        archive
            .llmops(words)
            .with("LLMOPS_SERVER", server.url().toString())
            .within(Duration.ofSeconds(180))
            .run();
    assertThat(outcome.exitCode()).as(outcome::all).isZero();
    return outcome.out();
  }
}
