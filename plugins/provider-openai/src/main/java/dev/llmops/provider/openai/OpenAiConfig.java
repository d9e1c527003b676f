package dev.llmops.provider.openai;

import static java.util.Objects.requireNonNull;

import dev.llmops.provider.http.BaseUrl;
import dev.llmops.spi.config.Default;
import dev.llmops.spi.config.Doc;
import dev.llmops.spi.config.Max;
import dev.llmops.spi.config.Min;
import dev.llmops.spi.config.NotBlank;
import dev.llmops.spi.config.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The settings of an OpenAI-compatible provider.
 *
 * @param baseUrl where the API begins; {@code /chat/completions} is appended
 * @param apiKey sent as a bearer token; empty for endpoints that ask for none
 * @param model the model of requests that name none
 * @param timeout the longest wait for one whole answer, retries not counted, more than zero
 * @param maxRetries how many further attempts follow a failed one, 0 to 10
 */
public record OpenAiConfig(
    @Doc("Where the API begins; /chat/completions is appended")
        @Default("https://api.openai.com/v1")
        URI baseUrl,
    @Doc("Sent as a bearer token; without it requests carry no Authorization header")
        Optional<Secret> apiKey,
    @Doc("The model of requests that name none") @NotBlank String model,
    @Doc("The longest wait for one attempt to be answered in full") @Default("60s")
        Duration timeout,
    @Doc("How many further attempts follow one that was refused for the moment or broke off")
        @Default("3")
        @Min(0)
        @Max(10)
        int maxRetries) {

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException with every problem in its message, without any secret
   */
  public OpenAiConfig {
    requireNonNull(baseUrl, "baseUrl is null");
    requireNonNull(apiKey, "apiKey is null");
    requireNonNull(model, "model is null");
    requireNonNull(timeout, "timeout is null");
    List<String> problems = new ArrayList<>(BaseUrl.problems(baseUrl, apiKey));
    if (!timeout.isPositive()) {
      problems.add("timeout must be more than 0");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }

  /** The address that chats are posted to. */
  URI chatCompletions() {
    return BaseUrl.resolve(baseUrl, "/chat/completions");
  }

  /** The address that lists models, which costs nothing. */
  URI models() {
    return BaseUrl.resolve(baseUrl, "/models");
  }
}
