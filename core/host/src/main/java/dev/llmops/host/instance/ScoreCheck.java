package dev.llmops.host.instance;

import dev.llmops.host.guard.PluginCallException.Kind;
import dev.llmops.host.guard.ResultCheck;
import dev.llmops.spi.metric.MetricDescriptor;
import dev.llmops.spi.metric.MetricResult;
import java.util.Objects;
import java.util.Optional;

/**
 * Holds a metric to the range it declared and to what is kept with a score: every sample of every
 * run has its reasons and details in the storage.
 */
record ScoreCheck(MetricDescriptor descriptor) implements ResultCheck {

  private static final int LONGEST_REASON = 20_000;
  private static final int LARGEST_DETAILS = 200_000;
  private static final int DEEPEST_DETAILS = 100;

  ScoreCheck {
    Objects.requireNonNull(descriptor, "descriptor is null");
  }

  @Override
  public Optional<Flaw> flawOf(Object result) {
    return result instanceof MetricResult score
        ? outOfRange(score).or(() -> tooLarge(score))
        : Optional.empty();
  }

  private Optional<Flaw> outOfRange(MetricResult score) {
    if (score.value().isEmpty()) {
      return Optional.empty();
    }
    double value = score.value().getAsDouble();
    return value >= descriptor.min() && value <= descriptor.max()
        ? Optional.empty()
        : Optional.of(
            new Flaw(
                Kind.FAILED,
                "gave "
                    + value
                    + ", outside its declared range "
                    + descriptor.min()
                    + " to "
                    + descriptor.max()));
  }

  private static Optional<Flaw> tooLarge(MetricResult score) {
    if (score.reason().length() > LONGEST_REASON) {
      return oversized(
          "gave a reason of %d characters; at most %d are kept, so cut it"
              .formatted(score.reason().length(), LONGEST_REASON));
    }
    return switch (JsonSize.of(score.details(), LARGEST_DETAILS, DEEPEST_DETAILS)) {
      case FITS -> Optional.empty();
      case TOO_LARGE ->
          oversized(
              "gave details of more than %d characters of JSON; leave some out"
                  .formatted(LARGEST_DETAILS));
      case TOO_DEEP ->
          oversized("gave details nested deeper than %d; flatten them".formatted(DEEPEST_DETAILS));
    };
  }

  private static Optional<Flaw> oversized(String message) {
    return Optional.of(new Flaw(Kind.OVERSIZED, message));
  }
}
