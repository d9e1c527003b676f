package dev.llmops.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Protected labels over HTTP, with callers that keys tell apart. */
class PromptApprovalApiIT {

  private static final String PROMPTS = "/api/v1/prompts";
  private static final String ADA = "key-of-ada";
  private static final String BEN = "key-of-ben";

  @TempDir static Path folder;

  private static ServerFixture server;

  @BeforeAll
  static void start() {
    server =
        ServerFixture.startWith(
            folder,
            """
            server:
              listen: "127.0.0.1:0"
              api-keys:
                - { name: ada, hash: "sha256:%s" }
                - { name: ben, hash: "sha256:%s" }
            prompts: { protected-labels: [production] }
            """
                .formatted(sha256(ADA), sha256(BEN)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String sha256(String key) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static Answer send(String key, String method, String path, String body) {
    return server.send(
        method, PROMPTS + path, Optional.ofNullable(body), "Authorization", "Bearer " + key);
  }

  @Test
  void aProtectedLabelMovesOnceSomebodyElseApproved() {
    String draft = "{\"name\":\"greet\",\"version\":\"1.0.0\",\"content\":\"Hello\"}";
    Answer created = send(ADA, "POST", "", draft).expect(201);
    assertThat(created.textAt("/warnings/0/message")).contains("label production is protected");
    send(ADA, "GET", "/greet", null).expect(404);
    String move = "{\"version\":\"1.0.0\"}";

    assertThat(send(ADA, "PUT", "/greet/labels/production", move).expect(409).code())
        .isEqualTo("LLM-PRM-017");
    String approvals = "/greet/versions/1.0.0/approvals";
    assertThat(send(ADA, "POST", approvals, "{}").expect(409).code()).isEqualTo("LLM-PRM-018");
    Answer approved = send(BEN, "POST", approvals, "{\"comment\":\"read it\"}").expect(201);
    assertThat(approved.textAt("/approver")).isEqualTo("ben");
    send(ADA, "PUT", "/greet/labels/production", move).expect(200);

    assertThat(send(ADA, "GET", "/greet", null).expect(200).textAt("/version")).isEqualTo("1.0.0");
    assertThat(send(ADA, "GET", approvals, null).expect(200).textAt("/items/0/comment"))
        .isEqualTo("read it");
    assertThat(send(ADA, "GET", "/greet/approvals", null).expect(200).at("/items").size())
        .isEqualTo(1);
    send(ADA, "DELETE", approvals, null).expect(404);
    send(BEN, "DELETE", approvals, null).expect(204);
    assertThat(send(ADA, "GET", approvals, null).expect(200).at("/items").size()).isZero();
    assertThat(
            send(
                    ADA,
                    "POST",
                    "",
                    "{\"name\":\"greet\",\"version\":\"1.1.0\",\"content\":\"Hi\",\"labels\":[\"production\"]}")
                .expect(422)
                .problems())
        .containsOnlyKeys("/labels/0");
  }
}
