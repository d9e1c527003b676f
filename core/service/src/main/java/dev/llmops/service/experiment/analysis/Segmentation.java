package dev.llmops.service.experiment.analysis;

import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.UnitRollup;
import dev.llmops.service.experiment.analysis.SegmentedResult.Others;
import dev.llmops.service.experiment.analysis.SegmentedResult.Segment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the largest segments of an experiment have contributed. Not thread-safe. */
public final class Segmentation {

  /** How many segments are analysed. */
  static final int MOST_SEGMENTS = 20;

  private final Experiment experiment;
  private final String attribute;
  private final SegmentCounts counts;
  private final Map<Optional<String>, SegmentSums> sums = new LinkedHashMap<>();

  /** Without what the units have contributed yet. */
  public Segmentation(Experiment experiment, String attribute, SegmentCounts counts) {
    this.experiment = experiment;
    this.attribute = attribute;
    this.counts = counts;
    counts.largest(MOST_SEGMENTS).forEach(value -> sums.put(value, new SegmentSums(experiment)));
  }

  /**
   * Counts what a unit has contributed to a metric.
   *
   * @param segments the kept attributes of the unit
   */
  public void add(Map<String, String> segments, UnitRollup unit) {
    SegmentSums segment = sums.get(Optional.ofNullable(segments.get(attribute)));
    if (segment != null) {
      segment.add(unit);
    }
  }

  /**
   * Compares the variants within every segment. Whoever looks at many groups finds differences by
   * chance in some; so p values are adjusted for the number of all comparisons.
   *
   * @throws InterruptedException when the calling thread is interrupted while a test works
   */
  public SegmentedResult analyse(Analyst analyst, Instant at) throws InterruptedException {
    List<List<MetricAnalysis>> compared = new ArrayList<>();
    for (Map.Entry<Optional<String>, SegmentSums> segment : sums.entrySet()) {
      compared.add(
          analyst.compare(
              experiment, segment.getValue().collected(counts.byVariant(segment.getKey()))));
    }
    List<List<MetricAnalysis>> judged = judged(compared);
    List<Segment> segments = new ArrayList<>();
    for (Optional<String> value : sums.keySet()) {
      segments.add(new Segment(value, counts.units(value), judged.get(segments.size())));
    }
    long shown = segments.stream().mapToLong(Segment::units).sum();
    return new SegmentedResult(
        experiment,
        at,
        attribute,
        segments,
        new Others(counts.values() - segments.size(), counts.units() - shown));
  }

  private List<List<MetricAnalysis>> judged(List<List<MetricAnalysis>> compared) {
    double[] adjusted =
        BenjaminiHochberg.adjust(
            compared.stream()
                .flatMap(List::stream)
                .flatMap(analysis -> analysis.comparisons().stream())
                .map(comparison -> comparison.pValue().orElse(1))
                .toList());
    double alpha = 1 - experiment.confidence();
    List<List<MetricAnalysis>> judged = new ArrayList<>();
    int next = 0;
    for (List<MetricAnalysis> segment : compared) {
      List<MetricAnalysis> analyses = new ArrayList<>();
      for (MetricAnalysis analysis : segment) {
        List<Comparison> comparisons = new ArrayList<>();
        for (Comparison comparison : analysis.comparisons()) {
          comparisons.add(
              comparison.judgedBy(adjusted[next++], analysis.metric().direction(), alpha));
        }
        analyses.add(analysis.with(comparisons));
      }
      judged.add(analyses);
    }
    return judged;
  }
}
