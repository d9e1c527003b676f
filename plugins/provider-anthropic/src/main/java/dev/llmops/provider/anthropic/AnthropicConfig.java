package dev.llmops.provider.anthropic;

import static java.util.Objects.requireNonNull;

import dev.llmops.provider.http.BaseUrl;
import dev.llmops.spi.config.Default;
import dev.llmops.spi.config.Doc;
import dev.llmops.spi.config.Matches;
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
 * The settings of the Anthropic provider.
 *
 * @param baseUrl where the API begins; {@code /v1/messages} is appended
 * @param apiKey sent as {@code x-api-key}; empty for gateways that ask for none
 * @param model the model of requests that name none
 * @param maxTokens the longest answer of requests that name no {@code max_tokens}
 * @param version sent as {@code anthropic-version}
 * @param timeout the longest wait for one whole answer, retries not counted, more than zero
 * @param maxRetries how many further attempts follow a failed one, 0 to 10
 */
public record AnthropicConfig(
    @Doc("Where the API begins; /v1/messages is appended") @Default("https://api.anthropic.com")
        URI baseUrl,
    @Doc("Sent as x-api-key; without it requests carry no key") Optional<Secret> apiKey,
    @Doc("The model of requests that name none") @NotBlank String model,
    @Doc("The longest answer, in tokens, of requests that name no max_tokens")
        @Default("4096")
        @Min(1)
        int maxTokens,
    @Doc("The version of the API, sent as anthropic-version")
        @Default("2023-06-01")
        @Matches(value = "[0-9]{4}-[0-9]{2}-[0-9]{2}", message = "a date such as 2023-06-01")
        String version,
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
  public AnthropicConfig {
    requireNonNull(baseUrl, "baseUrl is null");
    requireNonNull(apiKey, "apiKey is null");
    requireNonNull(model, "model is null");
    requireNonNull(version, "version is null");
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
  URI messages() {
    return BaseUrl.resolve(baseUrl, "/v1/messages");
  }

  /** The address that lists models, which costs nothing. */
  URI models() {
    return BaseUrl.resolve(baseUrl, "/v1/models?limit=1");
  }
}
