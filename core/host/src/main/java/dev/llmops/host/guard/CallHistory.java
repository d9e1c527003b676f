package dev.llmops.host.guard;

import dev.llmops.host.guard.PluginCallException.Kind;
import dev.llmops.spi.provider.ProviderException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How the latest calls of an instance ended: at most twenty, and none older than a minute, so that
 * an instance that nobody asks any more counts as healthy again. Thread-safe.
 */
final class CallHistory {

  private static final int MOST = 20;
  private static final Duration MEMORY = Duration.ofMinutes(1);

  /** The request was at fault, so the provider was well enough to say so. */
  private static final Set<ProviderException.Kind> ANSWERS =
      EnumSet.of(ProviderException.Kind.INVALID_REQUEST, ProviderException.Kind.CONTENT_FILTER);

  private record Ended(Instant at, Optional<String> fault) {}

  private final Clock clock;
  private final Deque<Ended> latest = new ArrayDeque<>();

  CallHistory(Clock clock) {
    this.clock = clock;
  }

  void answered() {
    add(Optional.empty());
  }

  void failed(PluginCallException failure) {
    boolean answer =
        failure.kind() == Kind.PROVIDER
            && failure.providerKind().filter(ANSWERS::contains).isPresent();
    String fault =
        failure.providerKind().<Enum<?>>map(kind -> kind).orElse(failure.kind()).toString();
    add(answer ? Optional.empty() : Optional.of(fault));
  }

  private synchronized void add(Optional<String> fault) {
    if (latest.size() == MOST) {
      latest.removeFirst();
    }
    latest.addLast(new Ended(clock.instant(), fault));
  }

  synchronized Health health() {
    Instant oldest = clock.instant().minus(MEMORY);
    while (!latest.isEmpty() && latest.getFirst().at().isBefore(oldest)) {
      latest.removeFirst();
    }
    long failed = latest.stream().filter(ended -> ended.fault().isPresent()).count();
    if (latest.isEmpty()) {
      return new Health(true, false, "not called within the last minute");
    }
    if (failed == 0) {
      return new Health(true, true, "the latest calls were answered: " + latest.size());
    }
    String last =
        latest.reversed().stream().flatMap(ended -> ended.fault().stream()).findFirst().orElse("");
    return new Health(
        2 * failed <= latest.size(),
        true,
        "%d of the latest %d calls failed, the last with %s"
            .formatted(failed, latest.size(), last.toLowerCase(Locale.ROOT)));
  }
}
