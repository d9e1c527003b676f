package dev.llmops.storage.contract;

import static dev.llmops.storage.contract.ExperimentSamples.experiment;
import static dev.llmops.storage.contract.ExperimentSamples.observation;
import static dev.llmops.storage.contract.ExperimentSamples.rollup;
import static dev.llmops.storage.contract.Samples.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.model.experiment.ArmSpread;
import dev.llmops.model.experiment.ArmSpread.Range;
import dev.llmops.model.experiment.ArmSum;
import dev.llmops.model.experiment.Observation;
import dev.llmops.model.experiment.UnitRollup;
import dev.llmops.spi.storage.StorageException;
import dev.llmops.spi.storage.StorageException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the store of observations promises. */
interface ObservationContract extends StorageFixture {

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
      } catch (StorageException refused) {
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
}
