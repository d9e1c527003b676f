package dev.llmops.service.dataset;

import static dev.llmops.service.rig.Server.ANNA;
import static dev.llmops.service.rig.Server.CLOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.model.evaluation.DatasetVersion;
import dev.llmops.model.evaluation.Sample;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.service.dataset.NewVersion.Mode;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.error.ServiceException.Problem;
import dev.llmops.service.identity.IdSource;
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
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DatasetUploadTest {

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
  void readsEveryFormOfARecord() throws IOException {
    datasets.create(NewDataset.named("reviews"), ANNA);
    Json full =
        Json.object(
            Map.of(
                "id", Json.of("a"),
                "input", Json.object(Map.of("question", Json.of("why"))),
                "expected", Json.of("because"),
                "context", Json.array(List.of(Json.of("a page"))),
                "metadata", Json.object(Map.of("lang", Json.of("en")))));

    DatasetVersion version = upload(List.of(full, text(2)));

    assertThat(version.samples()).isEqualTo(2);
    assertThat(datasets.samples("reviews", 1, PageRequest.first(10)).items())
        .containsExactly(
            new Sample(
                "a",
                Json.object(Map.of("question", Json.of("why"))),
                Optional.of("because"),
                Optional.of(Json.array(List.of(Json.of("a page")))),
                Json.object(Map.of("lang", Json.of("en")))),
            new Sample(
                "sample-2",
                Json.object(Map.of("input", Json.of("text 2"))),
                Optional.empty(),
                Optional.empty(),
                Json.EMPTY_OBJECT));
  }

  @Test
  void aBrokenLineFarDownLeavesNothing() {
    datasets.create(NewDataset.named("reviews"), ANNA);
    int[] line = {0};
    SampleSource source =
        () -> {
          line[0]++;
          if (line[0] == 50_000) {
            throw BrokenSample.at("line 50000", "the text is no JSON: unexpected end");
          }
          return Optional.of(entry(line[0]));
        };

    assertThatThrownBy(() -> datasets.upload("reviews", source, NewVersion.PLAIN, ANNA))
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
    datasets.create(NewDataset.named("reviews"), ANNA);
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
    datasets.create(NewDataset.named("reviews"), ANNA);
    List<Json> records =
        IntStream.range(0, 1_500)
            .mapToObj(i ->
                Json.object(
                    Map.of("input", Json.of("x"), "id", Json.of("id-" + (i == 1_234 ? 3 : i)))))
            .toList();

    assertThatThrownBy(() -> upload(records))
        .hasMessage(
            "line 1235: the id \"id-3\" is that of an earlier sample; nothing was uploaded");
    assertThat(openUploads()).isEmpty();
  }

  @Test
  void refusesEmptyAndOverlongUploads() {
    datasets.create(NewDataset.named("reviews"), ANNA);

    assertThatThrownBy(() -> upload(List.of())).hasMessageContaining("no samples");
    int[] line = {0};
    assertThatThrownBy(() ->
            datasets.upload("reviews", () -> Optional.of(entry(++line[0])), NewVersion.PLAIN, ANNA))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TOO_LARGE))
        .hasMessageStartingWith("line 100001: ");
  }

  @Test
  void refusesAnAppendAboveALimitThatWasLowered() throws IOException {
    datasets.create(NewDataset.named("reviews"), ANNA);
    upload(List.of(text(1), text(2), text(3)));
    DatasetManager lowered =
        new DatasetManager(
            server.storage,
            server.audit,
            new IdSource(CLOCK, new Random(1)),
            CLOCK,
            new DatasetSettings(2),
            List.of());

    assertThatThrownBy(() ->
            lowered.upload(
                "reviews", Server.source(List.of(text(4))), new NewVersion(Mode.APPEND, ""), ANNA))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TOO_LARGE));
    assertThat(datasets.find("reviews").latestVersion()).isEqualTo(1);
    assertThat(openUploads()).isEmpty();
  }

  @Test
  void discardsAnUploadThatBreaksOff() {
    datasets.create(NewDataset.named("reviews"), ANNA);

    assertThatThrownBy(() ->
            datasets.upload(
                "reviews",
                () -> {
                  throw new IOException("connection reset");
                },
                NewVersion.PLAIN,
                ANNA))
        .isInstanceOf(IOException.class);
    assertThat(openUploads()).isEmpty();
  }

  @Test
  void discardsAtStartWhatACrashLeftBehind() {
    datasets.create(NewDataset.named("reviews"), ANNA);
    int[] line = {0};
    assertThatThrownBy(() ->
            datasets.upload(
                "reviews",
                () -> {
                  if (++line[0] == 1_500) {
                    server.storage.cut();
                  }
                  return line[0] > 2_000 ? Optional.empty() : Optional.of(entry(line[0]));
                },
                NewVersion.PLAIN,
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
    datasets.create(NewDataset.named("reviews"), ANNA);
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

  @Test
  void keepsTheNoteAndTheUploaderOfAVersion() throws IOException {
    datasets.create(NewDataset.named("reviews"), ANNA);

    DatasetVersion version =
        upload(List.of(text(1)), new NewVersion(Mode.REPLACE, "from the shop")).version();

    assertThat(datasets.version("reviews", 1)).isEqualTo(version);
    assertThat(version.note()).isEqualTo("from the shop");
    assertThat(version.createdBy()).isEqualTo("anna");
    assertThatThrownBy(
            () -> upload(List.of(text(2)), new NewVersion(Mode.REPLACE, "x".repeat(1_001))))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID));
  }

  @Test
  void keepsTheLatestVersionWhenAnUploadHoldsTheSame() throws IOException {
    datasets.create(NewDataset.named("reviews"), ANNA);
    DatasetVersion first = upload(List.of(text(1), text(2)));

    Uploaded again = upload(List.of(text(1), text(2)), NewVersion.PLAIN);

    assertThat(again).isEqualTo(new Uploaded(first, false));
    assertThat(datasets.find("reviews").latestVersion()).isEqualTo(1);
    assertThat(openUploads()).isEmpty();
  }

  @Test
  void countsAccumulateOverAppendedBatches() throws IOException {
    datasets.create(NewDataset.named("reviews"), ANNA);
    NewVersion append = new NewVersion(Mode.APPEND, "");
    upload(IntStream.range(0, 1_200).mapToObj(DatasetUploadTest::text).toList(), append);

    DatasetVersion second = upload(List.of(text(1_200), text(1_201)), append).version();

    assertThat(second.version()).isEqualTo(2);
    assertThat(second.samples()).isEqualTo(1_202);
    assertThat(datasets.version("reviews", 1).samples()).isEqualTo(1_200);
    assertThat(datasets.samples("reviews", 2, new PageRequest(5, Optional.of("1199"))).items())
        .extracting(Sample::id)
        .containsExactly("sample-1200", "sample-1201", "sample-1202");
    DatasetVersion whole =
        upload(
                IntStream.range(0, 1_202).mapToObj(DatasetUploadTest::text).toList(),
                NewVersion.PLAIN)
            .version();
    assertThat(whole).as("the same samples in one upload").isEqualTo(second);
  }

  @Test
  void refusesAnAppendedIdThatAnEarlierVersionHas() throws IOException {
    datasets.create(NewDataset.named("reviews"), ANNA);
    Json named = Json.object(Map.of("id", Json.of("a"), "input", Json.of("x")));
    upload(List.of(named));

    assertThatThrownBy(() -> upload(List.of(text(1), named), new NewVersion(Mode.APPEND, "")))
        .hasMessageStartingWith("line 2: the id \"a\" is that of an earlier sample");
    assertThat(datasets.find("reviews").latestVersion()).isEqualTo(1);
    assertThat(openUploads()).isEmpty();
  }

  @Test
  void refusesAnAppendThatAnotherUploadOvertook() throws IOException {
    datasets.create(NewDataset.named("reviews"), ANNA);
    upload(List.of(text(1)));
    boolean[] overtaken = {false};
    SampleSource slow =
        () -> {
          if (overtaken[0]) {
            return Optional.empty();
          }
          overtaken[0] = true;
          upload(List.of(text(7)));
          return Optional.of(entry(2));
        };

    assertThatThrownBy(
            () -> datasets.upload("reviews", slow, new NewVersion(Mode.APPEND, ""), ANNA))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo("LLM-DAT-010"));
    assertThat(openUploads()).isEmpty();
  }

  @Test
  void anUploadIntoADatasetThatIsDeletedMeanwhileIsToldSo() {
    datasets.create(NewDataset.named("reviews"), ANNA);
    int[] line = {0};
    SampleSource source =
        () -> {
          if (++line[0] == 1_500) {
            datasets.delete("reviews", Optional.empty(), ANNA);
          }
          return line[0] > 2_500 ? Optional.empty() : Optional.of(entry(line[0]));
        };

    assertThatThrownBy(() -> datasets.upload("reviews", source, NewVersion.PLAIN, ANNA))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
    datasets.create(NewDataset.named("reviews"), ANNA);
  }
}
