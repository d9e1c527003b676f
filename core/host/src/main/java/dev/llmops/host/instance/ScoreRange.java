package dev.llmops.host.instance;

import dev.llmops.host.guard.ResultCheck;
import dev.llmops.spi.metric.MetricDescriptor;
import dev.llmops.spi.metric.MetricResult;
import java.util.Objects;
import java.util.Optional;

/** Holds a metric to the range it declared. */
record ScoreRange(MetricDescriptor descriptor) implements ResultCheck {

  ScoreRange {
    Objects.requireNonNull(descriptor, "descriptor is null");
  }

  @Override
  public Optional<String> problemOf(Object result) {
    if (!(result instanceof MetricResult score) || score.value().isEmpty()) {
      return Optional.empty();
    }
    double value = score.value().getAsDouble();
    return value >= descriptor.min() && value <= descriptor.max()
        ? Optional.empty()
        : Optional.of(
            "gave "
                + value
                + ", outside its declared range "
                + descriptor.min()
                + " to "
                + descriptor.max());
  }
}
