package dev.llmops.service.experiment.analysis;

import dev.llmops.model.experiment.ExposedSegment;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Counts the units of an experiment by an attribute and by variant. Not thread-safe. */
public final class SegmentCounts {

  /** An attribute with more values than this tells units apart rather than groups of them. */
  public static final int MOST_VALUES = 1_000;

  private final String attribute;
  private final Map<Optional<String>, Map<String, Long>> counts = new HashMap<>();

  /** Without units yet. */
  public SegmentCounts(String attribute) {
    this.attribute = attribute;
  }

  /** Thrown when the attribute has more than {@link #MOST_VALUES} values. */
  public static final class TooManyValues extends RuntimeException {

    private static final long serialVersionUID = 1L;
  }

  /**
   * Counts units.
   *
   * @throws TooManyValues when they are too many groups
   */
  public void add(ExposedSegment exposed) {
    Optional<String> value = Optional.ofNullable(exposed.segments().get(attribute));
    counts
        .computeIfAbsent(value, added -> new HashMap<>())
        .merge(exposed.variant(), exposed.units(), Long::sum);
    if (counts.size() > MOST_VALUES) {
      throw new TooManyValues();
    }
  }

  /** The values with the most units, those first; equal ones by value, the untold one last. */
  List<Optional<String>> largest(int most) {
    Comparator<Optional<String>> byUnits = Comparator.comparingLong(value -> -units(value));
    return counts.keySet().stream()
        .sorted(byUnits.thenComparing(Optional::isEmpty).thenComparing(value -> value.orElse("")))
        .limit(most)
        .toList();
  }

  /** How many values there are. */
  int values() {
    return counts.size();
  }

  /** How many units there are, of all values. */
  long units() {
    return counts.keySet().stream().mapToLong(this::units).sum();
  }

  /** How many units have the value. */
  long units(Optional<String> value) {
    return byVariant(value).values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many units have the value, by variant. */
  Map<String, Long> byVariant(Optional<String> value) {
    return counts.getOrDefault(value, Map.of());
  }
}
