package dev.llmops.provider.replay;

import dev.llmops.spi.CallContext;
import dev.llmops.spi.Contribution;
import dev.llmops.spi.PluginContext;
import dev.llmops.spi.config.Default;
import dev.llmops.spi.config.Doc;
import dev.llmops.spi.config.InstanceRef;
import dev.llmops.spi.provider.ChatRequest;
import dev.llmops.spi.provider.ChatResponse;
import dev.llmops.spi.provider.LlmProvider;
import dev.llmops.spi.provider.ProviderException;
import dev.llmops.spi.provider.ProviderException.Kind;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.pf4j.Extension;

/**
 * Answers from a file, scripted by hand or recorded from another provider, so that pipelines need
 * no network. Thread-safe.
 */
@Extension
@Contribution(name = "replay", title = "Replay", config = ReplayProvider.Config.class)
public final class ReplayProvider implements LlmProvider {

  /** Where answers come from. */
  public enum Mode {
    /** From the file alone. */
    REPLAY,
    /** From the other provider, and then into the file. */
    RECORD,
    /** From the file, and what it does not hold as with {@link #RECORD}. */
    AUTO
  }

  /**
   * The settings.
   *
   * @param file the answers, one JSON object a line; relative to the data folder
   * @param mode where answers come from
   * @param provider the provider instance that is recorded; needed unless the mode is replay
   * @param simulateLatency whether an answer takes as long as the file says
   */
  public record Config(
      @Doc("The file of answers, one JSON object a line; relative to the data folder") Path file,
      @Doc("replay from the file, record another provider, or auto: record what is missing")
          @Default("replay")
          Mode mode,
      @Doc("The provider instance to record; needed unless the mode is replay")
          @InstanceRef(LlmProvider.class)
          Optional<String> provider,
      @Doc("Whether an answer takes as long as the file says, instead of no time") @Default("false")
          boolean simulateLatency) {

    /** Checks that there is something to record. */
    public Config {
      Objects.requireNonNull(file, "file is null");
      if (mode != Mode.REPLAY && provider.isEmpty()) {
        throw new IllegalArgumentException(
            "provider must name the instance that is recorded, or mode must be replay");
      }
    }
  }

  private final Config config;
  private final Cassette cassette;
  private final Optional<LlmProvider> recorded;

  @Inject
  ReplayProvider(Config config, PluginContext context) throws IOException {
    this.config = config;
    Path file = context.dataDirectory().resolve(config.file());
    if (config.mode() == Mode.REPLAY && !Files.exists(file)) {
      throw new IllegalArgumentException(
          "there is no file " + file + "; write one, or record it with mode: auto");
    }
    this.cassette = Cassette.read(file, new EntryReader(context.json()));
    this.recorded = config.provider().map(context::provider);
  }

  @Override
  public ChatResponse complete(ChatRequest request, CallContext call)
      throws ProviderException, InterruptedException {
    String hash = RequestHash.of(request);
    Optional<Entry> known =
        config.mode() == Mode.RECORD ? Optional.empty() : cassette.take(request, hash);
    if (known.isPresent()) {
      return play(known.get(), request);
    }
    if (config.mode() == Mode.REPLAY) {
      throw new ProviderException(
          Kind.INVALID_REQUEST,
          "none of the "
              + cassette.size()
              + " entries of "
              + config.file()
              + " answers the request "
              + hash
              + "; record it with mode: auto, or add an entry that matches it");
    }
    return record(request, hash, call);
  }

  private ChatResponse play(Entry entry, ChatRequest request)
      throws ProviderException, InterruptedException {
    if (config.simulateLatency()) {
      Thread.sleep(entry.latency());
    }
    return entry.outcome().play(request, entry.latency());
  }

  /** Failures are not recorded: a pipeline must not repeat an outage for ever. */
  private ChatResponse record(ChatRequest request, String hash, CallContext call)
      throws ProviderException, InterruptedException {
    ChatResponse response = recorded.orElseThrow().complete(request, call);
    try {
      cassette.record(hash, response);
    } catch (IOException e) {
      throw new UncheckedIOException("the answer cannot be recorded in " + config.file(), e);
    }
    return response;
  }

  @Override
  public void probe(CallContext call) throws ProviderException, InterruptedException {
    if (config.mode() != Mode.REPLAY) {
      recorded.orElseThrow().probe(call);
    }
  }
}
