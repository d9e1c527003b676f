package dev.llmops.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Approvals from the command line of two people. */
class PromptApprovalCommandIT {

  private static final String CONFIG =
      """
      server:
        listen: "127.0.0.1:0"
        api-keys: [{ name: ada, hash: "sha256:%s" }, { name: ben, hash: "sha256:%s" }]
      prompts: { protected-labels: [production] }
      """;

  private static final Archive archive = Archive.unpacked();

  private static String sha256(String key) throws Exception {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private static Command.Outcome llmops(ServerProcess server, String key, String... arguments) {
    return archive
        .llmops(arguments)
        .with("LLMOPS_SERVER", server.url().toString())
        .with("LLMOPS_API_KEY", key)
        .run();
  }

  @Test
  void aVersionIsServedOnceSomebodyElseApprovedIt() throws Exception {
    try (ServerProcess server =
        ServerProcess.Launch.of(archive, CONFIG.formatted(sha256("k-ada"), sha256("k-ben")))
            .start()) {
      assertThat(llmops(server, "k-ada", "prompt", "push", "greet", "1.0.0", text()).out())
          .contains("label production is protected");
      Command.Outcome early = llmops(server, "k-ada", "prompt", "promote", "greet", "1.0.0");
      assertThat(early.exitCode()).isEqualTo(1);
      assertThat(early.err()).contains("LLM-PRM-017", "llmops prompt approve greet 1.0.0");
      assertThat(llmops(server, "k-ada", "prompt", "approve", "greet", "1.0.0").err())
          .contains("LLM-PRM-018");

      assertThat(
              llmops(server, "k-ben", "prompt", "approve", "greet", "1.0.0", "-m", "read it").out())
          .isEqualTo("greet 1.0.0 approved by ben\n");
      assertThat(llmops(server, "k-ada", "prompt", "promote", "greet", "1.0.0").out())
          .isEqualTo("production of greet is now 1.0.0\n");
      assertThat(llmops(server, "k-ada", "prompt", "show", "greet").out())
          .contains("APPROVED BY")
          .containsPattern("1\\.0\\.0 +production +ben ");
      assertThat(llmops(server, "k-ben", "prompt", "approve", "greet", "1.0.0", "--withdraw").out())
          .isEqualTo("withdrew your approval of greet 1.0.0\n");
    }
  }

  private static String text() throws IOException {
    Path file = archive.home().resolve("greet.txt");
    return Files.writeString(file, "Hello").toString();
  }
}
