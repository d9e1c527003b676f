package dev.llmops.storage.contract;

import static dev.llmops.storage.contract.ExperimentSamples.experiment;
import static dev.llmops.storage.contract.ExperimentSamples.rollup;
import static dev.llmops.storage.contract.Samples.NOON;
import static dev.llmops.storage.contract.Samples.ODD_TEXT;
import static dev.llmops.storage.contract.Samples.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.model.experiment.ExposedSegment;
import dev.llmops.model.experiment.Exposure;
import dev.llmops.model.experiment.UnitRollup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the stores promise of units that take part in experiments. */
interface ExposureContract extends StorageFixture {

  @Test
  default void handsOverUnitsWithTheirAttributesAtTheirFirstExposure() {
    Map<String, String> odd = Map.of("country", ODD_TEXT, "age", "31");
    write(stores -> {
      stores.experiments().insert(experiment(1));
      stores.experiments().insert(experiment(2));
      stores
          .experiments()
          .insertExposures(
              List.of(
                  new Exposure(id(1), 1, "ann", "control", NOON, odd),
                  new Exposure(id(1), 2, "ann", "control", NOON, Map.of("age", "32")),
                  new Exposure(id(1), 1, "bob", "control", NOON, odd),
                  new Exposure(id(1), 1, "eve", "bold", NOON),
                  new Exposure(id(2), 1, "ann", "bold", NOON, Map.of("age", "33"))));
      stores
          .observations()
          .putRollups(
              List.of(
                  new UnitRollup(new UnitRollup.Key(id(1), "accuracy", "ann"), "control", 2, 1, 1),
                  new UnitRollup(new UnitRollup.Key(id(1), "accuracy", "eve"), "bold", 1, 0, 0),
                  new UnitRollup(new UnitRollup.Key(id(2), "accuracy", "ann"), "bold", 1, 1, 1)));
    });

    List<ExposedSegment> segments = new ArrayList<>();
    Map<UnitRollup, Map<String, String>> rollups = new HashMap<>();
    seen().experiments().forEachSegment(id(1), segments::add);
    seen().observations().forEachRollup(id(1), (kept, rollup) -> rollups.put(rollup, kept));

    assertThat(segments)
        .containsExactlyInAnyOrder(
            new ExposedSegment("control", odd, 2), new ExposedSegment("bold", Map.of(), 1));
    assertThat(rollups)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                new UnitRollup(new UnitRollup.Key(id(1), "accuracy", "ann"), "control", 2, 1, 1),
                odd,
                new UnitRollup(new UnitRollup.Key(id(1), "accuracy", "eve"), "bold", 1, 0, 0),
                Map.of()));
    assertThat(seen().experiments().firstExposures(id(1), List.of("ann")).get("ann").segments())
        .isEqualTo(odd);
  }

  @Test
  default void keepsTheFirstExposureOfAUnit() {
    write(stores -> {
      stores.experiments().insert(experiment(1));
      stores.experiments().insert(experiment(2));
      int first =
          stores
              .experiments()
              .insertExposures(
                  List.of(
                      new Exposure(id(1), 1, "ann", "control", NOON),
                      new Exposure(id(1), 1, "bob", "bold", NOON),
                      new Exposure(id(2), 1, "ann", "bold", NOON)));
      int second =
          stores
              .experiments()
              .insertExposures(
                  List.of(
                      new Exposure(id(1), 1, "ann", "bold", NOON.plusSeconds(1)),
                      new Exposure(id(1), 2, "bob", "bold", NOON.plusSeconds(1)),
                      new Exposure(id(1), 2, "eve", "bold", NOON)));
      assertThat(first).isEqualTo(3);
      assertThat(second).isEqualTo(2);
      assertThat(stores.experiments().insertExposures(List.of())).isZero();
    });
    assertThat(seen().experiments().firstExposures(id(1), List.of("ann", "bob", "eve", "joe")))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "ann", new Exposure(id(1), 1, "ann", "control", NOON),
                "bob", new Exposure(id(1), 1, "bob", "bold", NOON),
                "eve", new Exposure(id(1), 2, "eve", "bold", NOON)));
    assertThat(seen().experiments().exposureCounts(id(1)))
        .containsExactlyInAnyOrderEntriesOf(Map.of("control", 1L, "bold", 2L));
  }

  @Test
  default void looksUpMoreUnitsThanFitOneStatement() {
    List<String> units = IntStream.range(0, 40_000).mapToObj(number -> "user-" + number).toList();
    write(stores -> {
      stores.experiments().insert(experiment(1));
      stores
          .experiments()
          .insertExposures(
              units.subList(0, 1_200).stream()
                  .map(unit -> new Exposure(id(1), 1, unit, "control", NOON))
                  .toList());
    });
    assertThat(seen().experiments().firstExposures(id(1), units)).hasSize(1_200);
  }

  @Test
  default void removesWhatAUnitHasContributed() {
    write(stores -> {
      stores.experiments().insert(experiment(1));
      stores
          .experiments()
          .insertExposures(
              List.of(
                  new Exposure(id(1), 1, "a", "control", NOON),
                  new Exposure(id(1), 2, "a", "control", NOON),
                  new Exposure(id(1), 1, "b", "control", NOON)));
      stores
          .observations()
          .putRollups(List.of(rollup("a", "control", 4, 2, 1), rollup("b", "control", 2, 8, 5)));
    });
    UnitRollup.Key kept = new UnitRollup.Key(id(1), "latency", "b");
    UnitRollup.Key removed = new UnitRollup.Key(id(1), "latency", "a");
    write(stores -> {
      stores.experiments().removeExposures(id(1), "a");
      stores
          .observations()
          .removeRollups(List.of(removed, new UnitRollup.Key(id(1), "latency", "nobody")));
    });
    assertThat(seen().experiments().exposureCounts(id(1))).isEqualTo(Map.of("control", 1L));
    assertThat(seen().observations().rollups(List.of(kept, removed))).containsOnlyKeys(kept);
  }
}
