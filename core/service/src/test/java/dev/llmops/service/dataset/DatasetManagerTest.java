package dev.llmops.service.dataset;

import static dev.llmops.service.rig.Server.ANNA;
import static dev.llmops.service.rig.Server.CLOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.model.evaluation.Dataset;
import dev.llmops.model.evaluation.DatasetVersion;
import dev.llmops.model.evaluation.Sample;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.error.ServiceException.Problem;
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

  private DatasetVersion upload(List<Json> records) throws IOException {
    return datasets.upload("reviews", Server.source(records), ANNA);
  }

  @Test
  void createsDatasetsUnderUniqueNames() {
    datasets.create("team/reviews", "Real ones", ANNA);

    assertThat(datasets.find("team/reviews").description()).isEqualTo("Real ones");
    assertThatThrownBy(() -> datasets.create("team/reviews", "", ANNA))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFLICT));
  }

  @Test
  void refusesBlankAndOverlongNames() {
    for (String name : List.of("", " ", "a".repeat(129), "no spaces")) {
      assertThatThrownBy(() -> datasets.create(name, "", ANNA))
          .isInstanceOfSatisfying(
              ServiceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID));
    }
  }

  @Test
  void namesTheNearestDatasetForAnUnknownOne() {
    datasets.create("reviews", "", ANNA);

    assertThatThrownBy(() -> datasets.find("reviws"))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND))
        .hasMessageContaining("did you mean \"reviews\"");
  }

  @Test
  void listsNewestFirst() {
    datasets.create("first", "", ANNA);
    datasets.create("second", "", ANNA);

    Page<Dataset> page = datasets.list(PageRequest.first(1));
    assertThat(page.items()).extracting(Dataset::name).containsExactly("second");
    assertThat(datasets.list(new PageRequest(1, page.nextCursor())).items())
        .extracting(Dataset::name)
        .containsExactly("first");
  }

  @Test
  void readsEveryFormOfARecord() throws IOException {
    datasets.create("reviews", "", ANNA);
    Json full =
        Json.object(
            Map.of(
                "id", Json.of("a"),
                "input", Json.object(Map.of("question", Json.of("why"))),
                "expected", Json.of("because"),
                "metadata", Json.object(Map.of("lang", Json.of("en")))));

    DatasetVersion version = upload(List.of(full, text(2)));

    assertThat(version.samples()).isEqualTo(2);
    assertThat(datasets.samples("reviews", 1, PageRequest.first(10)).items())
        .containsExactly(
            new Sample(
                "a",
                Json.object(Map.of("question", Json.of("why"))),
                Optional.of("because"),
                Json.object(Map.of("lang", Json.of("en")))),
            new Sample(
                "sample-2",
                Json.object(Map.of("input", Json.of("text 2"))),
                Optional.empty(),
                Json.EMPTY_OBJECT));
  }

  @Test
  void everyUploadMakesAVersionAndOldOnesStay() throws IOException {
    datasets.create("reviews", "", ANNA);
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
    datasets.create("reviews", "", ANNA);
    upload(IntStream.range(0, 2_500).mapToObj(DatasetManagerTest::text).toList());

    Page<Sample> page = datasets.samples("reviews", 1, new PageRequest(500, Optional.of("2000")));

    assertThat(page.items()).hasSize(500);
    assertThat(page.items().get(0).id()).isEqualTo("sample-2001");
    assertThat(page.nextCursor()).isEmpty();
    assertThat(datasets.samples("reviews", 1, PageRequest.first(500)).nextCursor()).contains("500");
    assertThatThrownBy(() -> datasets.samples("reviews", 1, new PageRequest(5, Optional.of("-1"))))
        .isInstanceOf(ServiceException.class);
  }

  @Test
  void aBrokenLineFarDownLeavesNothing() {
    datasets.create("reviews", "", ANNA);
    int[] line = {0};
    SampleSource source =
        () -> {
          line[0]++;
          if (line[0] == 50_000) {
            throw BrokenLine.of(50_000, "the text is no JSON: unexpected end");
          }
          return Optional.of(new SampleSource.Line(line[0], text(line[0])));
        };

    assertThatThrownBy(() -> datasets.upload("reviews", source, ANNA))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID))
        .hasMessageStartingWith("line 50000: the text is no JSON");

    assertThat(datasets.find("reviews").latestVersion()).isZero();
    assertThat(openUploads()).isEmpty();
  }

  private List<String> openUploads() {
    return database.read(
        stores -> stores.datasets().openUploads(Instant.MAX.minusSeconds(99_999_999_999_999L)));
  }

  @Test
  void tellsEverythingThatIsWrongWithALine() {
    datasets.create("reviews", "", ANNA);
    Json wrong =
        Json.object(
            Map.of(
                "id", Json.of(""),
                "inputs", Json.of("x"),
                "expected", Json.of(7),
                "metadata", Json.of("y")));

    assertThatThrownBy(() -> upload(List.of(text(1), wrong)))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::pointer)
                    .containsExactlyInAnyOrder(
                        "/id", "/inputs", "/input", "/expected", "/metadata"))
        .hasMessageStartingWith("line 2: ")
        .satisfies(e ->
            assertThat(((ServiceException) e).problems())
                .anyMatch(problem -> problem.message().contains("did you mean \"input\"")));
  }

  @Test
  void namesTheLineOfARepeatedId() {
    datasets.create("reviews", "", ANNA);
    List<Json> records =
        IntStream.range(0, 1_500)
            .mapToObj(i ->
                Json.object(
                    Map.of("input", Json.of("x"), "id", Json.of("id-" + (i == 1_234 ? 3 : i)))))
            .toList();

    assertThatThrownBy(() -> upload(records))
        .hasMessage(
            "line 1235: the id \"id-3\" stands on an earlier line already; nothing was uploaded");
    assertThat(openUploads()).isEmpty();
  }

  @Test
  void refusesEmptyAndOverlongUploads() {
    datasets.create("reviews", "", ANNA);

    assertThatThrownBy(() -> upload(List.of())).hasMessageContaining("no samples");
    int[] line = {0};
    assertThatThrownBy(() ->
            datasets.upload(
                "reviews",
                () -> Optional.of(new SampleSource.Line(++line[0], text(line[0]))),
                ANNA))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TOO_LARGE))
        .hasMessageStartingWith("line 100001: ");
  }

  @Test
  void discardsAnUploadThatBreaksOff() {
    datasets.create("reviews", "", ANNA);

    assertThatThrownBy(() ->
            datasets.upload(
                "reviews",
                () -> {
                  throw new IOException("connection reset");
                },
                ANNA))
        .isInstanceOf(IOException.class);
    assertThat(openUploads()).isEmpty();
  }

  @Test
  void discardsAtStartWhatACrashLeftBehind() {
    datasets.create("reviews", "", ANNA);
    int[] line = {0};
    assertThatThrownBy(() ->
            datasets.upload(
                "reviews",
                () -> {
                  if (++line[0] == 1_500) {
                    server.storage.cut();
                  }
                  return line[0] > 2_000
                      ? Optional.empty()
                      : Optional.of(new SampleSource.Line(line[0], text(line[0])));
                },
                ANNA))
        .hasMessageContaining("dead");
    assertThat(openUploads()).hasSize(1);

    Server next = new Server(database, new TestPlugins(), CLOCK);
    next.datasets.discardLeftovers();

    assertThat(openUploads()).isEmpty();
    assertThat(next.datasets.find("reviews").latestVersion()).isZero();
  }

  @Test
  void writesDownWhoUploadedWhat() throws IOException {
    datasets.create("reviews", "", ANNA);
    DatasetVersion version = upload(List.of(text(1)));

    assertThat(server.audit.list(AuditStore.Filter.ALL, PageRequest.first(10)).items())
        .first()
        .satisfies(entry -> {
          assertThat(entry.actor()).isEqualTo("anna");
          assertThat(entry.action()).isEqualTo("dataset.upload");
          assertThat(entry.resource()).isEqualTo("dataset/reviews/versions/1");
          assertThat(entry.after().get("hash")).contains(Json.of(version.hash()));
        });
  }
}
