package dev.llmops.service.alert;

import static dev.llmops.service.rig.ScriptedProvider.answer;
import static dev.llmops.service.rig.Server.CLOCK;
import static dev.llmops.service.rig.Server.request;
import static org.awaitility.Awaitility.await;

import dev.llmops.model.alert.Alert;
import dev.llmops.model.alert.AlertType;
import dev.llmops.model.evaluation.Run;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.service.rig.ScriptedProvider;
import dev.llmops.service.rig.Server;
import dev.llmops.service.rig.TestPlugins;
import dev.llmops.service.rig.TestStorage;
import dev.llmops.spi.storage.AlertStore;
import dev.llmops.storage.sqlite.SqliteStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A server whose runs over a hundred questions are held against conditions. */
abstract class WatchedRuns {

  @TempDir private Path folder;
  private final Thresholds thresholds;
  private SqliteStorage database;
  final TestPlugins plugins = new TestPlugins();
  Server server;

  WatchedRuns(Thresholds thresholds) {
    this.thresholds = thresholds;
  }

  @BeforeEach
  final void open() {
    database = TestStorage.open(folder);
    plugins.provider("main", ScriptedProvider.echo());
    server = new Server(database, plugins, CLOCK, AlertSettings.DEFAULTS, thresholds);
    server.worker.start();
    server.prompt("1.0.0", "{{input}}");
    server.dataset("questions", 100);
  }

  @AfterEach
  final void close() {
    server.close();
    database.close();
  }

  /** The first answers are wrong, every one comes after so many milliseconds. */
  final void answers(int wrong, long millis) {
    plugins.provider(
        "main",
        new ScriptedProvider(
            text -> answer(Integer.parseInt(text.substring(1)) < wrong ? "wrong" : text, millis)));
  }

  /** A run whose first answers are wrong, every one after so many milliseconds. */
  final Run run(int wrong, long millis) {
    answers(wrong, millis);
    return checked(server.run(request("questions", 16, "exact-match")));
  }

  /** Waits until a run was held against the conditions. */
  final Run checked(Run run) {
    await().atMost(Duration.ofSeconds(10)).until(() -> server.told.contains(run.id()));
    return run;
  }

  final List<Alert> alerts(AlertType type, String measure) {
    return server.alerts.list(AlertStore.Filter.ALL, PageRequest.first(50)).items().stream()
        .filter(alert -> alert.type() == type)
        .filter(alert -> alert.details().get("measure").equals(Optional.of(Json.of(measure))))
        .toList();
  }
}
