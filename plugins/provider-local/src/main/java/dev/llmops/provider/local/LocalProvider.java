package dev.llmops.provider.local;

import static java.util.Objects.requireNonNull;

import dev.llmops.spi.CallContext;
import dev.llmops.spi.Contribution;
import dev.llmops.spi.config.Default;
import dev.llmops.spi.config.Doc;
import dev.llmops.spi.config.Matches;
import dev.llmops.spi.config.Max;
import dev.llmops.spi.config.Min;
import dev.llmops.spi.provider.ChatMessage;
import dev.llmops.spi.provider.ChatRequest;
import dev.llmops.spi.provider.ChatResponse;
import dev.llmops.spi.provider.LlmProvider;
import dev.llmops.spi.provider.ProviderException;
import dev.llmops.spi.provider.ProviderException.Kind;
import dev.llmops.spi.provider.TokenUsage;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.stream.Collectors;
import org.pf4j.Extension;

/**
 * A nearest-neighbour text classifier behind the provider interface, for demonstrations, tests and
 * pipelines without a network. It is not a language model: it understands no instructions and
 * writes no text of its own. It reads the labelled examples that stand in the prompt, as {@link
 * Prompt} describes, and answers with the label of the examples whose words are most like those of
 * the question, as {@link Examples} describes. The same prompt always gets the same answer.
 *
 * <p>The messages of a request are read as one text, joined by an empty line. Model parameters such
 * as {@code temperature} have no meaning here and are ignored. Token counts are an estimate: one
 * token for every four bytes of UTF-8, rounded up, over the joined text and over the answer.
 *
 * <p>Prepared examples are remembered for the most recent {@value #REMEMBERED} prompts, so that
 * asking many questions under the same examples is cheap. Thread-safe.
 */
@Extension
@Contribution(name = "local", title = "Local nearest example", config = LocalProvider.Config.class)
public final class LocalProvider implements LlmProvider {

  /** The only model there is. */
  public static final String MODEL = "nearest-example";

  static final int REMEMBERED = 32;

  /**
   * The settings.
   *
   * @param neighbours how many of the most similar examples vote, 1 to 50
   * @param model the model of requests that name none: {@value LocalProvider#MODEL}
   */
  public record Config(
      @Doc("How many of the most similar examples vote on the label")
          @Default("15")
          @Min(1)
          @Max(50)
          int neighbours,
      @Doc("The model; nearest-example is the only one")
          @Default(MODEL)
          @Matches(value = MODEL, message = "nearest-example, the only model of this provider")
          String model) {

    public Config {
      requireNonNull(model, "model is null");
    }
  }

  private final Config config;
  private final RecentExamples recent = new RecentExamples(REMEMBERED);

  @Inject
  LocalProvider(Config config) {
    this.config = requireNonNull(config, "config is null");
  }

  @Override
  public ChatResponse complete(ChatRequest request, CallContext call) throws ProviderException {
    long start = System.nanoTime();
    String model = request.model().orElse(config.model());
    if (!model.equals(MODEL)) {
      throw new ProviderException(
          Kind.INVALID_REQUEST,
          "there is no model '" + model + "' here; ask for '" + MODEL + "' or name no model");
    }
    String text =
        request.messages().stream().map(ChatMessage::content).collect(Collectors.joining("\n\n"));
    String answer = answer(text);
    return ChatResponse.of(answer)
        .model(MODEL)
        .usage(new TokenUsage(estimateTokens(text), estimateTokens(answer)))
        .latency(Duration.ofNanos(System.nanoTime() - start))
        .build();
  }

  private String answer(String text) throws ProviderException {
    try {
      Prompt prompt = Prompt.split(text);
      RecentExamples.Prepared examples = recent.prepare(prompt);
      return examples.index().label(prompt.question(examples.textField()), config.neighbours());
    } catch (PromptFormatException e) {
      throw new ProviderException(Kind.INVALID_REQUEST, e.getMessage());
    }
  }

  private static long estimateTokens(String text) {
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // Each half of a surrogate pair stands for two of the four bytes.
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return (bytes + 3) / 4;
  }
}
