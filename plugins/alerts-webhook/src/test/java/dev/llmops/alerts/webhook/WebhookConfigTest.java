package dev.llmops.alerts.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.llmops.spi.config.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookConfigTest {

  private static final URI URL = URI.create("https://hooks.example.org:8443/T0KEN");

  @ParameterizedTest
  @ValueSource(
      strings = {"ftp://example.org/T0KEN", "/T0KEN", "https:///T0KEN", "mailto:T0KEN@example.org"})
  void refusesWhatIsNoHttpAddressWithoutShowingIt(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config(URI.create(url), Map.of()))
        .withMessageContaining("url must be an http or https address")
        .withMessageNotContaining("T0KEN");
  }

  @Test
  void refusesUserAndPasswordInTheUrl() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config(URI.create("https://me:T0KEN@example.org/"), Map.of()))
        .withMessageContaining("user and password")
        .withMessageNotContaining("T0KEN");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Host", "content-type", "X-LLMOps-Signature", "bad name", ""})
  void refusesAHeaderThatItCannotSend(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config(URL, Map.of(name, Secret.of("v"))))
        .withMessageContaining("headers: ");
  }

  @Test
  void refusesATimeoutThatTheServerWouldNotWaitFor() {
    Duration longest = Duration.ofSeconds(60);
    assertThat(new WebhookConfig(URL, Optional.empty(), longest, Map.of()).timeout())
        .isEqualTo(longest);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WebhookConfig(URL, Optional.empty(), longest.plusMillis(1), Map.of()))
        .withMessageContaining("at most 60s");
  }

  @Test
  void reportsAllProblemsTogetherWithoutSecrets() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new WebhookConfig(
                URI.create("ftp://x/"),
                Optional.of(Secret.of(" ")),
                Duration.ZERO,
                Map.of("A", Secret.of("pa\nss"))))
        .withMessageContainingAll("url must", "secret is blank", "timeout must", "value of A")
        .withMessageNotContaining("pa\nss");
  }

  @Test
  void printsNeitherTokenNorSecret() {
    WebhookConfig config =
        new WebhookConfig(
            URL,
            Optional.of(Secret.of("s1gning")),
            Duration.ofSeconds(10),
            Map.of("Authorization", Secret.of("h1dden")));

    assertThat(config.toString())
        .contains("https://hooks.example.org:8443")
        .doesNotContain("T0KEN", "s1gning", "h1dden");
  }

  private static WebhookConfig config(URI url, Map<String, Secret> headers) {
    return new WebhookConfig(url, Optional.empty(), Duration.ofSeconds(10), headers);
  }
}
