package dev.llmops.model.experiment;

import java.util.Map;
import java.util.Objects;

/**
 * Units of one variant whose attributes were alike when they were first assigned.
 *
 * @param variant the arm
 * @param segments the attributes that are kept, by name; one that was not told is absent
 * @param units how many, at least 1
 */
public record ExposedSegment(String variant, Map<String, String> segments, long units) {

  public ExposedSegment {
    Objects.requireNonNull(variant, "variant is null");
    segments = Map.copyOf(segments);
  }
}
