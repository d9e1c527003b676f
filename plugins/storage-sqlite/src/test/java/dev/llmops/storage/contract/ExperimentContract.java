package dev.llmops.storage.contract;

import static dev.llmops.storage.contract.ExperimentSamples.completed;
import static dev.llmops.storage.contract.ExperimentSamples.experiment;
import static dev.llmops.storage.contract.ExperimentSamples.observation;
import static dev.llmops.storage.contract.ExperimentSamples.withStatus;
import static dev.llmops.storage.contract.Samples.NOON;
import static dev.llmops.storage.contract.Samples.ODD_TEXT;
import static dev.llmops.storage.contract.Samples.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.model.experiment.ArmSum;
import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.ExperimentChange;
import dev.llmops.model.experiment.ExperimentLook;
import dev.llmops.model.experiment.ExperimentStatus;
import dev.llmops.model.experiment.Exposure;
import dev.llmops.model.experiment.UnitRollup;
import dev.llmops.model.experiment.VariantOverride;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.spi.storage.StorageException.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What the store of experiments promises. */
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
    write(stores -> assertThat(stores.experiments().removeWithdrawn(id(1), 2)).isTrue());
    assertThat(seen().experiments().overrides(id(1))).hasSize(1);
    // The overrides, the looks and the changes, each for itself.
    for (int portion = 1; portion <= 3; portion++) {
      write(stores -> assertThat(stores.experiments().removeWithdrawn(id(1), 2)).isTrue());
    }
    write(stores -> assertThat(stores.experiments().removeWithdrawn(id(1), 2)).isFalse());

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
