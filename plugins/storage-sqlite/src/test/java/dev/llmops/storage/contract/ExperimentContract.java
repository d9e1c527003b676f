package dev.llmops.storage.contract;

import static dev.llmops.storage.contract.Samples.NOON;
import static dev.llmops.storage.contract.Samples.ODD_TEXT;
import static dev.llmops.storage.contract.Samples.completed;
import static dev.llmops.storage.contract.Samples.experiment;
import static dev.llmops.storage.contract.Samples.id;
import static dev.llmops.storage.contract.Samples.observation;
import static dev.llmops.storage.contract.Samples.withStatus;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.model.experiment.ArmSpread;
import dev.llmops.model.experiment.ArmSpread.Range;
import dev.llmops.model.experiment.ArmSum;
import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.ExperimentChange;
import dev.llmops.model.experiment.ExperimentLook;
import dev.llmops.model.experiment.ExperimentStatus;
import dev.llmops.model.experiment.ExposedSegment;
import dev.llmops.model.experiment.Exposure;
import dev.llmops.model.experiment.Observation;
import dev.llmops.model.experiment.UnitRollup;
import dev.llmops.model.experiment.VariantOverride;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.spi.storage.StorageException.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What the stores of experiments, exposures and observations promise. */
interface ExperimentContract extends StorageFixture {

  @Test
  default void returnsExperimentsAsTheyWereStored() {
    Experiment draft = experiment(1);
    write(stores -> stores.experiments().insert(draft));
    assertThat(seen().experiments().find(id(1))).contains(draft);
    write(stores -> stores.experiments().update(completed(draft)));
    assertThat(seen().experiments().find(id(1))).contains(completed(draft));
    assertThat(seen().experiments().find("nobody")).isEmpty();
  }

  @Test
  default void refusesARepeatedIdOrNameOfAnExperiment() {
    write(stores -> stores.experiments().insert(experiment(1)));
    refuses(Kind.DUPLICATE, stores -> stores.experiments().insert(experiment(1)));
    Experiment sameName = completed(experiment(1));
    write(stores -> stores.experiments().insert(experiment(2)));
    write(stores -> stores.experiments().update(sameName));
    Experiment other = withStatus(experiment(3), ExperimentStatus.DRAFT);
    write(stores -> stores.experiments().insert(other));
    refuses(Kind.DUPLICATE, stores -> stores.experiments().insert(named(id(4), other.name())));
  }

  @Test
  default void letsOneOfTwoEditorsOfAnExperimentWin() {
    Experiment draft = experiment(1);
    write(stores -> stores.experiments().insert(draft));
    write(stores -> stores.experiments().update(completed(draft)));
    refuses(Kind.STALE, stores -> stores.experiments().update(completed(draft)));
    refuses(Kind.STALE, stores -> stores.experiments().update(completed(experiment(9))));
    assertThat(seen().experiments().find(id(1))).contains(completed(draft));
  }

  @Test
  default void listsExperimentsNewestFirstAndUnmovedByNewOnes() {
    write(stores ->
        IntStream.rangeClosed(1, 7)
            .forEach(number ->
                stores
                    .experiments()
                    .insert(
                        withStatus(
                            experiment(number),
                            number % 2 == 0 ? ExperimentStatus.RUNNING : ExperimentStatus.DRAFT))));
    Page<Experiment> first = seen().experiments().list(Optional.empty(), PageRequest.first(3));
    assertThat(first.items()).extracting(Experiment::id).containsExactly(id(7), id(6), id(5));
    write(stores -> stores.experiments().insert(experiment(8)));
    Page<Experiment> second =
        seen().experiments().list(Optional.empty(), new PageRequest(4, first.nextCursor()));
    assertThat(second.items())
        .extracting(Experiment::id)
        .containsExactly(id(4), id(3), id(2), id(1));
    assertThat(second.nextCursor()).isEmpty();
    assertThat(
            seen()
                .experiments()
                .list(Optional.of(ExperimentStatus.RUNNING), PageRequest.first(9))
                .items())
        .extracting(Experiment::id)
        .containsExactly(id(6), id(4), id(2));
    assertThat(seen().experiments().all(Set.of(ExperimentStatus.RUNNING, ExperimentStatus.PAUSED)))
        .extracting(Experiment::id)
        .containsExactly(id(6), id(4), id(2));
    assertThat(seen().experiments().all(Set.of())).isEmpty();
  }

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
  default void countsAnObservationOnce() {
    List<Observation> batch =
        IntStream.range(0, 500)
            .mapToObj(number -> observation(id(1), "event-" + number, number / 7.0))
            .toList();
    write(stores -> {
      stores.experiments().insert(experiment(1));
      stores.experiments().insert(experiment(2));
      stores.observations().insert(batch);
      stores.observations().insert(List.of(observation(id(2), "event-1", 1)));
    });
    assertThat(seen().observations().existing(id(1), List.of("event-0", "event-499", "event-500")))
        .containsExactlyInAnyOrder("event-0", "event-499");
    refuses(
        Kind.DUPLICATE,
        stores ->
            stores
                .observations()
                .insert(
                    List.of(observation(id(1), "event-500", 1), observation(id(1), "event-7", 1))));
  }

  @Test
  default void keepsNothingOfARefusedBatchThoughItsTransactionGoesOn() {
    write(stores -> {
      stores.experiments().insert(experiment(1));
      stores.observations().insert(List.of(observation(id(1), "known", 1)));
    });
    write(stores -> {
      try {
        stores
            .observations()
            .insert(List.of(observation(id(1), "new", 1), observation(id(1), "known", 1)));
      } catch (dev.llmops.spi.storage.StorageException refused) {
        stores.observations().insert(List.of(observation(id(1), "afterwards", 1)));
      }
    });
    assertThat(seen().observations().existing(id(1), List.of("new", "known", "afterwards")))
        .containsExactlyInAnyOrder("known", "afterwards");
  }

  @Test
  default void addsAndReplacesRollups() {
    List<UnitRollup> rollups = new ArrayList<>();
    for (int unit = 0; unit < 1_300; unit++) {
      for (String metric : List.of("accuracy", "latency")) {
        rollups.add(
            new UnitRollup(
                new UnitRollup.Key(id(1), metric, "user-" + unit),
                "control",
                unit,
                0.1 * unit,
                -1));
      }
    }
    UnitRollup replaced = new UnitRollup(rollups.getFirst().key(), "bold", 9, 1e300, 3);
    write(stores -> {
      stores.experiments().insert(experiment(1));
      stores.observations().putRollups(rollups);
      stores.observations().putRollups(List.of(replaced));
    });
    List<UnitRollup.Key> keys = new ArrayList<>(rollups.stream().map(UnitRollup::key).toList());
    keys.add(new UnitRollup.Key(id(1), "accuracy", "nobody"));
    Map<UnitRollup.Key, UnitRollup> found = seen().observations().rollups(keys);
    assertThat(found).hasSize(2_600).containsEntry(replaced.key(), replaced);
    assertThat(found.get(rollups.getLast().key())).isEqualTo(rollups.getLast());
    assertThat(seen().observations().rollups(List.of())).isEmpty();
  }

  @Test
  default void keepsEveryBitOfTheSumsOfArms() {
    ArmSum control = new ArmSum(id(1), "control", "latency", 3, 0.1, 1e-19, 1e200, -1e180);
    ArmSum bold = new ArmSum(id(1), "bold", "latency", 1, 1.0 / 3, 0, Double.MIN_VALUE, 2);
    ArmSum other = ArmSum.empty(id(1), "control", "accuracy");
    write(stores -> {
      stores.experiments().insert(experiment(1));
      stores.observations().putArmSums(List.of(ArmSum.empty(id(1), "control", "latency")));
      stores.observations().putArmSums(List.of(control, bold, other));
    });
    assertThat(seen().observations().armSums(id(1))).containsExactly(other, bold, control);
    assertThat(seen().observations().armSums("nobody")).isEmpty();
  }

  @Test
  default void keepsTheSpreadOfArmsAsUnitsChangeTheirValues() {
    write(stores -> {
      stores.experiments().insert(experiment(1));
      stores.observations().putRollups(List.of(rollup("a", "control", 4, 2, 1)));
      stores.observations().putRollups(List.of(rollup("b", "control", 2, 8, 5)));
      stores.observations().putRollups(List.of(rollup("c", "bold", 1, -3, -3)));
    });
    assertThat(seen().observations().armSpreads(id(1)))
        .containsExactly(
            new ArmSpread("bold", "latency", 1, new Range(-3, -3), new Range(-3, -3)),
            new ArmSpread("control", "latency", 6, new Range(0.5, 4), new Range(1, 5)));
    write(stores -> stores.observations().putRollups(List.of(rollup("b", "control", 4, 4, 5))));
    assertThat(seen().observations().armSpreads(id(1)).getLast())
        .isEqualTo(new ArmSpread("control", "latency", 8, new Range(0.5, 1), new Range(1, 5)));
    assertThat(seen().observations().armSpreads("nobody")).isEmpty();
  }

  private static UnitRollup rollup(
      String unit, String variant, long count, double sum, double max) {
    return new UnitRollup(new UnitRollup.Key(id(1), "latency", unit), variant, count, sum, max);
  }

  private static VariantOverride override(int number, String unit, Optional<String> variant) {
    return new VariantOverride(id(number), unit, variant, "anna", ODD_TEXT, NOON);
  }

  @Test
  default void keepsTheLastOverrideOfAUnit() {
    write(stores -> {
      stores.experiments().insert(experiment(1));
      stores.experiments().insert(experiment(2));
      stores.experiments().putOverride(override(1, "b", Optional.of("bold")));
      stores.experiments().putOverride(override(1, "a", Optional.of("bold")));
      stores.experiments().putOverride(override(1, "c", Optional.of("control")));
      stores.experiments().putOverride(override(1, "d", Optional.of("control")));
      stores.experiments().putOverride(override(2, "a", Optional.of("control")));
    });
    write(stores -> {
      stores.experiments().putOverride(override(1, "b", Optional.empty()));
      stores.experiments().removeOverride(id(1), "d");
      stores.experiments().removeOverride(id(1), "nobody");
    });
    List<VariantOverride> all =
        List.of(
            override(1, "a", Optional.of("bold")),
            override(1, "b", Optional.empty()),
            override(1, "c", Optional.of("control")));
    assertThat(seen().experiments().overrides(id(1))).isEqualTo(all);
    Page<VariantOverride> first = seen().experiments().overrides(id(1), PageRequest.first(2));
    assertThat(first.items()).isEqualTo(all.subList(0, 2));
    Page<VariantOverride> second =
        seen().experiments().overrides(id(1), new PageRequest(2, first.nextCursor()));
    assertThat(second.items()).isEqualTo(all.subList(2, 3));
    assertThat(second.nextCursor()).isEmpty();
    assertThat(seen().experiments().overriddenUnits(id(1), List.of("a", "b", "d", "nobody")))
        .containsExactlyInAnyOrder("a", "b");
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

  @Test
  default void keepsTheHistoryOfExperimentsNewestFirst() {
    ExperimentChange created = change(1, "create", Optional.empty());
    ExperimentChange started = change(2, "start", Optional.of(ExperimentStatus.DRAFT));
    ExperimentChange edited = change(3, "edit", Optional.of(ExperimentStatus.RUNNING));
    write(stores -> {
      stores.experiments().insert(experiment(1));
      List.of(created, started, edited).forEach(stores.experiments()::insertChange);
    });
    refuses(Kind.DUPLICATE, stores -> stores.experiments().insertChange(started));
    Page<ExperimentChange> first = seen().experiments().changes(id(1), PageRequest.first(2));
    assertThat(first.items()).containsExactly(edited, started);
    assertThat(seen().experiments().changes(id(1), new PageRequest(2, first.nextCursor())).items())
        .containsExactly(created);
    assertThat(seen().experiments().changes("nobody", PageRequest.first(2)).items()).isEmpty();
  }

  private static ExperimentChange change(
      long revision, String action, Optional<ExperimentStatus> from) {
    return new ExperimentChange(
        id(1), revision, action, from, ExperimentStatus.RUNNING, "ann", ODD_TEXT, NOON);
  }

  @Test
  default void keepsTheLooksAtExperimentsNewestFirst() {
    List<ExperimentLook> looks = LongStream.rangeClosed(1, 3).mapToObj(it -> look(1, it)).toList();
    write(stores -> {
      stores.experiments().insert(experiment(1));
      looks.forEach(stores.experiments()::insertLook);
    });
    refuses(Kind.DUPLICATE, stores -> stores.experiments().insertLook(look(1, 3)));
    Page<ExperimentLook> first = seen().experiments().looks(id(1), PageRequest.first(2));
    assertThat(first.items()).containsExactly(looks.get(2), looks.get(1));
    assertThat(seen().experiments().looks(id(1), new PageRequest(2, first.nextCursor())).items())
        .containsExactly(looks.get(0));
    assertThat(seen().experiments().looks("nobody", PageRequest.first(2)).items()).isEmpty();
  }

  private static ExperimentLook look(int experiment, long number) {
    Map<String, Json> result = Map.of("p", Json.of(0.1 / number), "why", Json.of(ODD_TEXT));
    return new ExperimentLook(
        id(experiment), number, NOON.plusSeconds(number), Json.object(result));
  }

  @Test
  default void takesAnExperimentOutOfSightAndFreesItsName() {
    write(stores -> {
      stores.experiments().insert(experiment(1));
      stores.experiments().insert(experiment(2));
    });
    refuses(Kind.STALE, stores -> stores.experiments().withdraw(id(1), 2));
    write(stores -> stores.experiments().withdraw(id(1), 1));
    assertThat(seen().experiments().find(id(1))).isEmpty();
    assertThat(seen().experiments().list(Optional.empty(), PageRequest.first(9)).items())
        .containsExactly(experiment(2));
    assertThat(seen().experiments().all(Set.of(ExperimentStatus.DRAFT)))
        .containsExactly(experiment(2));
    refuses(Kind.STALE, stores -> stores.experiments().withdraw(id(1), 1));
    refuses(Kind.STALE, stores -> stores.experiments().update(completed(experiment(1))));
    Experiment named = named(id(3), experiment(1).name());
    write(stores -> stores.experiments().insert(named));
    assertThat(seen().experiments().find(id(3))).contains(named);
  }

  private static Experiment named(String id, String name) {
    Experiment other = experiment(9);
    return new Experiment(
        id,
        name,
        "",
        Json.EMPTY_OBJECT,
        other.variants(),
        other.metrics(),
        List.of(),
        1,
        List.of(),
        other.status(),
        "",
        1,
        2,
        0.9,
        NOON,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        other.result(),
        1);
  }

  @Test
  default void removesAllThatBelongsToAWithdrawnExperimentInPortions() {
    write(stores -> {
      stores.experiments().insert(experiment(1));
      stores.experiments().insert(experiment(2));
      stores.experiments().insertChange(change(1, "create", Optional.empty()));
      stores.experiments().insertLook(look(1, 1));
      stores.experiments().insertLook(look(2, 1));
      stores.experiments().putOverride(override(1, "x", Optional.of("bold")));
      for (int number = 1; number <= 2; number++) {
        for (String unit : List.of("a", "b", "c")) {
          stores
              .experiments()
              .insertExposures(List.of(new Exposure(id(number), 1, unit, "control", NOON)));
          stores.observations().insert(List.of(observation(id(number), unit, 1)));
          stores
              .observations()
              .putRollups(
                  List.of(
                      new UnitRollup(
                          new UnitRollup.Key(id(number), "latency", unit), "control", 1, 1, 1)));
        }
        stores.observations().putArmSums(List.of(ArmSum.empty(id(number), "control", "accuracy")));
      }
      assertThat(stores.experiments().removeWithdrawn(id(1), 2)).isFalse();
    });
    assertThat(seen().experiments().exposureCounts(id(1))).isEqualTo(Map.of("control", 3L));
    write(stores -> stores.experiments().withdraw(id(1), 1));

    write(stores -> assertThat(stores.observations().remove(id(1), 2)).isTrue());
    assertThat(seen().observations().existing(id(1), List.of("a", "b", "c"))).containsExactly("c");
    write(stores -> assertThat(stores.observations().remove(id(1), 2)).isTrue());
    assertThat(seen().observations().armSpreads(id(1)).getFirst().observations()).isEqualTo(3);
    write(stores -> assertThat(stores.observations().remove(id(1), 2)).isTrue());
    assertThat(seen().observations().armSpreads(id(1)).getFirst().observations()).isEqualTo(1);
    write(stores -> {
      assertThat(stores.observations().remove(id(1), 2)).isTrue();
      assertThat(stores.observations().remove(id(1), 2)).isFalse();
      assertThat(stores.experiments().removeWithdrawn(id(1), 2)).isTrue();
    });
    assertThat(seen().experiments().exposureCounts(id(1))).isEqualTo(Map.of("control", 1L));
    write(stores -> {
      assertThat(stores.experiments().removeWithdrawn(id(1), 2)).isTrue();
      assertThat(stores.experiments().removeWithdrawn(id(1), 2)).isFalse();
    });

    assertThat(seen().experiments().exposureCounts(id(1))).isEmpty();
    assertThat(seen().experiments().overrides(id(1))).isEmpty();
    assertThat(seen().experiments().looks(id(1), PageRequest.first(2)).items()).isEmpty();
    assertThat(seen().experiments().changes(id(1), PageRequest.first(2)).items()).isEmpty();
    assertThat(seen().experiments().looks(id(1), PageRequest.first(2)).items()).isEmpty();
    assertThat(seen().experiments().looks(id(2), PageRequest.first(2)).items()).hasSize(1);
    assertThat(seen().observations().existing(id(1), List.of("event"))).isEmpty();
    assertThat(seen().observations().existing(id(1), List.of("a", "b", "c"))).isEmpty();
    assertThat(seen().observations().armSums(id(1))).isEmpty();
    assertThat(seen().observations().armSpreads(id(1))).isEmpty();
    // The row is gone, too.
    write(stores -> stores.experiments().insert(named(id(1), "again")));
    assertThat(seen().experiments().find(id(2))).isPresent();
    assertThat(seen().experiments().looks(id(2), PageRequest.first(2)).items()).hasSize(1);
    assertThat(seen().experiments().exposureCounts(id(2))).isEqualTo(Map.of("control", 3L));
    assertThat(seen().observations().existing(id(2), List.of("a", "b", "c"))).hasSize(3);
  }
}
