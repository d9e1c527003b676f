package dev.llmops.service.experiment;

import static dev.llmops.service.online.OnlineServer.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmops.model.audit.AuditEntry;
import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.Exposure;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.service.online.OnlineServer;
import dev.llmops.spi.storage.AuditStore;
import dev.llmops.spi.storage.StorageException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExposureBufferTest {

  @TempDir Path folder;
  private OnlineServer server;
  private Experiment experiment;
  private ExposureBuffer buffer;

  @BeforeEach
  void start() {
    server = OnlineServer.start(folder);
    experiment = Experiments.running(server, "trial");
    buffer = new ExposureBuffer(server.storage, server.audit, 3);
  }

  @AfterEach
  void stop() {
    buffer.close();
    server.close();
  }

  private Exposure exposure(int unit) {
    return new Exposure(experiment.id(), 1, "user-" + unit, "old", server.clock.instant());
  }

  private long stored() {
    return server
        .storage
        .read(stores -> stores.experiments().exposureCounts(experiment.id()))
        .getOrDefault("old", 0L);
  }

  @Test
  void writesByItselfWithinAShortTime() {
    buffer.add(exposure(1), ANNA);
    buffer.add(exposure(2), ANNA);

    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> stored() == 2);
  }

  @Test
  void keepsWhatCouldNotBeWrittenAndTriesAgain() {
    server.storage.down(true);
    buffer.add(exposure(1), ANNA);
    StorageException e = catchThrowableOfType(StorageException.class, buffer::flush);
    server.storage.down(false);

    assertThat(e.kind()).isEqualTo(StorageException.Kind.UNAVAILABLE);
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> stored() == 1);
  }

  @Test
  void writesAtOnceWhenItIsFull() {
    for (int i = 0; i < 10; i++) {
      buffer.add(exposure(i), ANNA);
    }

    assertThat(stored()).isGreaterThanOrEqualTo(7);
  }

  @Test
  void refusesToForgetWhenItIsFullAndCannotWrite() {
    server.storage.down(true);
    for (int i = 0; i < 3; i++) {
      buffer.add(exposure(i), ANNA);
    }

    StorageException e =
        catchThrowableOfType(StorageException.class, () -> buffer.add(exposure(3), ANNA));
    // What waits already needs no new place.
    buffer.add(exposure(2), ANNA);
    server.storage.down(false);
    buffer.flush();

    assertThat(e.kind()).isEqualTo(StorageException.Kind.UNAVAILABLE);
    assertThat(stored()).isEqualTo(3);
  }

  @Test
  void auditsHowManyUnitsWereExposedAndWhoAskedForIt() {
    buffer.add(exposure(1), ANNA);
    buffer.add(exposure(2), ANNA);
    buffer.flush();
    buffer.add(exposure(2), ANNA);
    buffer.flush();

    List<AuditEntry> entries =
        server.audit.list(AuditStore.Filter.ALL, PageRequest.first(50)).items().stream()
            .filter(entry -> entry.action().equals("experiment.expose"))
            .toList();
    long units =
        entries.stream()
            .mapToLong(entry -> entry.after().get("units").orElseThrow().asLong())
            .sum();
    assertThat(units).as("a unit that is exposed again is no change").isEqualTo(2);
    assertThat(entries)
        .allMatch(entry -> entry.actor().equals("anna"))
        .allMatch(entry -> entry.resource().equals("experiment/" + experiment.id()));
  }

  @Test
  void leavesOutWhatBelongsToADeletedExperimentAndWritesTheRest() {
    Experiment gone = Experiments.running(server, "gone");
    server.experiments.cancel("gone", Experiments.CHANGE);
    server.experiments.delete("gone", Experiments.CHANGE);
    buffer.add(new Exposure(gone.id(), 1, "user-1", "old", server.clock.instant()), ANNA);
    buffer.add(exposure(1), ANNA);

    buffer.flush();

    assertThat(stored()).isEqualTo(1);
    assertThat(buffer.pending(gone, List.of("user-1"))).isEmpty();
  }

  @Test
  void writesWhatIsLeftWhenItCloses() {
    buffer.add(exposure(1), ANNA);
    buffer.close();

    assertThat(stored()).isEqualTo(1);
  }
}
