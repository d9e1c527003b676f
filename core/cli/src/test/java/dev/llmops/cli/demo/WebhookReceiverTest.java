package dev.llmops.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WebhookReceiverTest {

  @Test
  void takesGenuineAlertsOnly() throws Exception {
    try (WebhookReceiver receiver = WebhookReceiver.start("secret");
        HttpClient client = HttpClient.newHttpClient()) {
      // HMAC-SHA256 of "7.{}" with the key "secret", computed with openssl.
      String genuine = "sha256=76aad9429f417882918162a1928a38769fff65cc07b6bfa344ac9c5fb1e3448e";
      assertThat(post(client, receiver, genuine)).isEqualTo(204);
      assertThat(receiver.await(Duration.ofSeconds(5))).isPresent();
      assertThat(post(client, receiver, "sha256=00")).isEqualTo(401);
      assertThat(receiver.await(Duration.ofMillis(50))).isEmpty();
    }
  }

  private static int post(HttpClient client, WebhookReceiver receiver, String signature)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(receiver.url())
            .header("X-LLMOps-Timestamp", "7")
            .header("X-LLMOps-Signature", signature)
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    return client.send(request, BodyHandlers.discarding()).statusCode();
  }
}
