package dev.llmops.service.dataset;

import static dev.llmops.service.rig.Server.ANNA;
import static dev.llmops.service.rig.Server.CLOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.model.evaluation.Dataset;
import dev.llmops.model.evaluation.DatasetType;
import dev.llmops.model.evaluation.DatasetVersion;
import dev.llmops.model.evaluation.Sample;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.error.ServiceException.Problem;
import dev.llmops.service.rig.FlakyMetric;
import dev.llmops.service.rig.ScriptedProvider;
import dev.llmops.service.rig.Server;
import dev.llmops.service.rig.TestPlugins;
import dev.llmops.service.rig.TestStorage;
import dev.llmops.spi.storage.AuditStore;
import dev.llmops.storage.sqlite.SqliteStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DatasetManagerTest {

  @TempDir Path folder;
  private SqliteStorage database;
  private DatasetManager datasets;
  private Server server;

  @BeforeEach
  void open() {
    database = TestStorage.open(folder);
    server = new Server(database, new TestPlugins(), CLOCK);
    datasets = server.datasets;
  }

  @AfterEach
  void close() {
    server.close();
    database.close();
  }

  private static Json text(int i) {
    return Json.object(Map.of("input", Json.of("text " + i)));
  }

  private static SampleSource.Entry entry(int line) {
    return new SampleSource.Entry("line " + line, text(line));
  }

  private DatasetVersion upload(List<Json> records) throws IOException {
    Uploaded uploaded = upload(records, NewVersion.PLAIN);
    assertThat(uploaded.isNew()).isTrue();
    return uploaded.version();
  }

  private Uploaded upload(List<Json> records, NewVersion wanted) throws IOException {
    return datasets.upload("reviews", Server.source(records), wanted, ANNA);
  }

  @Test
  void createsDatasetsUnderUniqueNames() {
    datasets.create(
        new NewDataset(
            "team/reviews",
            DatasetType.PRODUCTION,
            "Real ones",
            List.of("shop", "shop", "en"),
            Json.object(Map.of("owner", Json.of("anna")))),
        ANNA);

    Dataset found = datasets.find("team/reviews");
    assertThat(found.type()).isEqualTo(DatasetType.PRODUCTION);
    assertThat(found.description()).isEqualTo("Real ones");
    assertThat(found.tags()).containsExactly("shop", "en");
    assertThat(found.metadata().get("owner")).contains(Json.of("anna"));
    assertThatThrownBy(() -> datasets.create(NewDataset.named("team/reviews"), ANNA))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFLICT));
  }

  @Test
  void refusesBlankAndOverlongNames() {
    for (String name : List.of("", " ", "a".repeat(129), "no spaces")) {
      assertThatThrownBy(() -> datasets.create(NewDataset.named(name), ANNA))
          .isInstanceOfSatisfying(
              ServiceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID));
    }
  }

  @Test
  void namesTheNearestDatasetForAnUnknownOne() {
    datasets.create(NewDataset.named("reviews"), ANNA);

    assertThatThrownBy(() -> datasets.find("reviws"))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND))
        .hasMessageContaining("did you mean \"reviews\"");
  }

  @Test
  void listsNewestFirst() {
    datasets.create(NewDataset.named("first"), ANNA);
    datasets.create(NewDataset.named("second"), ANNA);

    Page<Dataset> page = datasets.list(PageRequest.first(1));
    assertThat(page.items()).extracting(Dataset::name).containsExactly("second");
    assertThat(datasets.list(new PageRequest(1, page.nextCursor())).items())
        .extracting(Dataset::name)
        .containsExactly("first");
  }

  @Test
  void everyUploadMakesAVersionAndOldOnesStay() throws IOException {
    datasets.create(NewDataset.named("reviews"), ANNA);
    DatasetVersion first = upload(List.of(text(1)));
    DatasetVersion second = upload(List.of(text(1), text(2)));
    DatasetVersion again = upload(List.of(text(1)));

    assertThat(List.of(first.version(), second.version(), again.version()))
        .containsExactly(1, 2, 3);
    assertThat(first.hash()).isEqualTo(again.hash()).isNotEqualTo(second.hash()).hasSize(64);
    assertThat(datasets.find("reviews").latestVersion()).isEqualTo(3);
    assertThat(datasets.samples("reviews", 1, PageRequest.first(10)).items()).hasSize(1);
    assertThat(datasets.versions("reviews", PageRequest.first(2)).items())
        .containsExactly(again, second);
  }

  @Test
  void pagesThroughSamplesByPosition() throws IOException {
    datasets.create(NewDataset.named("reviews"), ANNA);
    upload(IntStream.range(0, 2_500).mapToObj(DatasetManagerTest::text).toList());

    Page<Sample> page = datasets.samples("reviews", 1, new PageRequest(500, Optional.of("2000")));

    assertThat(page.items()).hasSize(500);
    assertThat(page.items().get(0).id()).isEqualTo("sample-2001");
    assertThat(page.nextCursor()).isEmpty();
    assertThat(datasets.samples("reviews", 1, PageRequest.first(500)).nextCursor()).contains("500");
    assertThatThrownBy(() -> datasets.samples("reviews", 1, new PageRequest(5, Optional.of("-1"))))
        .isInstanceOf(ServiceException.class);
  }

  private List<String> openUploads() {
    return database.read(
        stores -> stores.datasets().openUploads(Instant.MAX.minusSeconds(99_999_999_999_999L)));
  }

  @Test
  void filtersByType() {
    for (DatasetType type : DatasetType.values()) {
      datasets.create(
          new NewDataset("d-" + type.ordinal(), type, "", List.of(), Json.EMPTY_OBJECT), ANNA);
    }

    assertThat(datasets.list(DatasetType.USER, PageRequest.first(10)).items())
        .extracting(Dataset::name)
        .containsExactly("d-" + DatasetType.USER.ordinal());
    assertThat(datasets.list(PageRequest.first(10)).items()).hasSize(6);
  }

  @Test
  void tellsEverythingThatIsWrongWithADataset() {
    NewDataset wrong =
        new NewDataset(
            "a b", DatasetType.GOLDEN, "x".repeat(10_001), List.of("ok", " "), Json.of("text"));

    assertThatThrownBy(() -> datasets.create(wrong, ANNA))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::pointer)
                    .containsExactlyInAnyOrder("/name", "/description", "/tags/1", "/metadata"));
  }

  @Test
  void deletesADatasetWithEverythingInIt() throws IOException {
    datasets.create(NewDataset.named("reviews"), ANNA);
    upload(IntStream.range(0, 6_000).mapToObj(DatasetManagerTest::text).toList());
    upload(List.of(text(1)));

    datasets.delete("reviews", Optional.empty(), ANNA);

    assertThatThrownBy(() -> datasets.find("reviews"))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
    assertThat(openUploads()).isEmpty();
    datasets.create(NewDataset.named("reviews"), ANNA);
    assertThat(upload(List.of(text(1))).version()).isEqualTo(1);
    assertThat(server.audit.list(AuditStore.Filter.ALL, PageRequest.first(10)).items())
        .anySatisfy(entry -> assertThat(entry.action()).isEqualTo("dataset.delete"));
  }

  @Test
  void deletesOneVersionAndNeverGivesItsNumberAgain() throws IOException {
    datasets.create(NewDataset.named("reviews"), ANNA);
    upload(List.of(text(1)));
    upload(List.of(text(2)));

    datasets.deleteVersion("reviews", 2, ANNA);

    assertThat(datasets.find("reviews").latestVersion()).isEqualTo(1);
    assertThatThrownBy(() -> datasets.version("reviews", 2)).hasMessageContaining("no version 2");
    assertThat(upload(List.of(text(3))).version()).isEqualTo(3);
    assertThat(openUploads()).isEmpty();
    assertThatThrownBy(() -> datasets.deleteVersion("reviews", 2, ANNA))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
  }

  @Test
  void namesTheRunThatNeedsAVersion() throws IOException {
    server.prompt("1.0.0", "{{input}}");
    server.plugins.provider("main", ScriptedProvider.echo());
    server.plugins.metric("flaky", new FlakyMetric());
    server.dataset("reviews", 2);
    String run = server.evaluator.start(Server.request("reviews", 1, "flaky"), ANNA).id();
    upload(List.of(text(1)));

    for (ThrowingCallable attempt :
        List.<ThrowingCallable>of(
            () -> datasets.delete("reviews", Optional.empty(), ANNA),
            () -> datasets.deleteVersion("reviews", 1, ANNA))) {
      assertThatThrownBy(attempt)
          .isInstanceOfSatisfying(
              ServiceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFLICT))
          .hasMessageContaining("run " + run);
    }
    datasets.deleteVersion("reviews", 2, ANNA);
    assertThat(datasets.find("reviews").latestVersion()).isEqualTo(1);
  }

  @Test
  void finishesAtStartADeletionThatACrashCutShort() throws IOException {
    datasets.create(NewDataset.named("reviews"), ANNA);
    upload(IntStream.range(0, 10).mapToObj(DatasetManagerTest::text).toList());
    List<String> left = database.inTransaction(stores -> stores.datasets().withdraw("reviews"));
    assertThat(left).hasSize(1);
    assertThatThrownBy(() -> datasets.create(NewDataset.named("reviews"), ANNA))
        .hasMessageContaining("just being deleted");

    new Server(database, new TestPlugins(), CLOCK).datasets.discardLeftovers();

    assertThat(openUploads()).isEmpty();
    datasets.create(NewDataset.named("reviews"), ANNA);
  }
}
