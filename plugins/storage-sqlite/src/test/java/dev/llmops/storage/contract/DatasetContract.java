package dev.llmops.storage.contract;

import static dev.llmops.storage.contract.RunSamples.dataset;
import static dev.llmops.storage.contract.RunSamples.datasetVersion;
import static dev.llmops.storage.contract.RunSamples.samples;
import static dev.llmops.storage.contract.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.model.evaluation.Dataset;
import dev.llmops.model.evaluation.DatasetType;
import dev.llmops.model.evaluation.DatasetVersion;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.spi.storage.StorageException.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a dataset store promises. */
interface DatasetContract extends StorageFixture {

  @Test
  default void hidesAnUploadUntilItIsPublished() {
    write(stores -> {
      stores.datasets().insert(dataset("reviews", NOON));
      stores.datasets().openUpload("u1", "reviews", NOON);
      stores.datasets().stage("u1", 0, samples(0, 1_000));
    });
    write(stores -> stores.datasets().stage("u1", 1_000, samples(1_000, 1_003)));
    assertThat(seen().datasets().version("reviews", 1)).isEmpty();
    assertThat(seen().datasets().samples("reviews", 1, 0, 10)).isEmpty();
    assertThat(seen().datasets().find("reviews").orElseThrow().latestVersion()).isZero();

    DatasetVersion version = datasetVersion("reviews", 1, 1_003);
    write(stores -> stores.datasets().publish("u1", version));
    assertThat(seen().datasets().version("reviews", 1)).contains(version);
    assertThat(seen().datasets().find("reviews").orElseThrow().latestVersion()).isEqualTo(1);
    assertThat(seen().datasets().samples("reviews", 1, 998, 5_000)).isEqualTo(samples(998, 1_003));
    assertThat(seen().datasets().samples("reviews", 1, 0, 2)).isEqualTo(samples(0, 2));
  }

  @Test
  default void refusesARepeatedDatasetVersionOrSampleId() {
    write(stores -> {
      stores.datasets().insert(dataset("reviews", NOON));
      stores.datasets().openUpload("u1", "reviews", NOON);
      stores.datasets().openUpload("u2", "reviews", NOON);
      stores.datasets().stage("u1", 0, samples(0, 3));
      stores.datasets().stage("u2", 0, samples(0, 3));
      stores.datasets().publish("u1", datasetVersion("reviews", 1, 3));
    });
    refuses(Kind.DUPLICATE, stores -> stores.datasets().insert(dataset("reviews", NOON)));
    refuses(Kind.DUPLICATE, stores -> stores.datasets().stage("u2", 3, samples(2, 4)));
    refuses(
        Kind.DUPLICATE, stores -> stores.datasets().publish("u2", datasetVersion("reviews", 1, 3)));
    write(stores -> stores.datasets().publish("u2", datasetVersion("reviews", 2, 3)));
  }

  @Test
  default void takesNothingMoreIntoAnUploadThatIsPublishedOrUnknown() {
    write(stores -> {
      stores.datasets().insert(dataset("reviews", NOON));
      stores.datasets().openUpload("u1", "reviews", NOON);
      stores.datasets().publish("u1", datasetVersion("reviews", 1, 0));
    });
    refuses(Kind.STALE, stores -> stores.datasets().stage("u1", 0, samples(0, 1)));
    refuses(Kind.STALE, stores -> stores.datasets().stage("nobody", 0, samples(0, 1)));
    refuses(Kind.STALE, stores -> stores.datasets().publish("u1", datasetVersion("reviews", 2, 0)));
    assertThat(seen().datasets().version("reviews", 2)).isEmpty();
  }

  @Test
  default void discardsStagingAreasAndNothingElse() {
    write(stores -> {
      stores.datasets().insert(dataset("reviews", NOON));
      stores.datasets().openUpload("old", "reviews", NOON);
      stores.datasets().openUpload("new", "reviews", NOON.plusSeconds(10));
      stores.datasets().openUpload("done", "reviews", NOON);
      stores.datasets().stage("old", 0, samples(0, 3));
      stores.datasets().stage("done", 0, samples(0, 3));
      stores.datasets().publish("done", datasetVersion("reviews", 1, 3));
    });
    assertThat(seen().datasets().openUploads(NOON.plusSeconds(10))).containsExactly("old");
    write(stores -> {
      assertThat(stores.datasets().discardUpload("old", 2)).isTrue();
      assertThat(stores.datasets().discardUpload("old", 2)).isFalse();
      assertThat(stores.datasets().discardUpload("done", 2)).isFalse();
      assertThat(stores.datasets().discardUpload("nobody", 2)).isFalse();
    });
    assertThat(seen().datasets().openUploads(NOON.plusSeconds(60))).containsExactly("new");
    assertThat(seen().datasets().samples("reviews", 1, 0, 10)).hasSize(3);
    refuses(Kind.STALE, stores -> stores.datasets().stage("old", 3, samples(3, 4)));
  }

  @Test
  default void listsDatasetsAndTheirVersionsNewestFirst() {
    write(stores -> {
      stores.datasets().insert(dataset("a", NOON));
      stores.datasets().insert(dataset("c", NOON));
      stores.datasets().insert(dataset("b", NOON.plusSeconds(5)));
      stores.datasets().insert(dataset("b ", NOON));
      for (int version = 1; version <= 3; version++) {
        stores.datasets().openUpload("u" + version, "a", NOON);
        stores.datasets().publish("u" + version, datasetVersion("a", version, 0));
      }
    });
    Page<Dataset> first = seen().datasets().list(Optional.empty(), PageRequest.first(2));
    assertThat(first.items()).extracting(Dataset::name).containsExactly("b", "c");
    write(stores -> stores.datasets().insert(dataset("new", NOON.plusSeconds(6))));
    Page<Dataset> second =
        seen().datasets().list(Optional.empty(), new PageRequest(2, first.nextCursor()));
    assertThat(second.items()).extracting(Dataset::name).containsExactly("b ", "a");
    assertThat(second.nextCursor()).isEmpty();

    Page<DatasetVersion> newest = seen().datasets().versions("a", PageRequest.first(2));
    assertThat(newest.items()).extracting(DatasetVersion::version).containsExactly(3, 2);
    assertThat(seen().datasets().versions("a", new PageRequest(2, newest.nextCursor())).items())
        .extracting(DatasetVersion::version)
        .containsExactly(1);
  }

  @Test
  default void listsDatasetsOfOneType() {
    write(stores -> {
      stores.datasets().insert(dataset("synthetic", NOON));
      stores
          .datasets()
          .insert(
              new Dataset("golden", DatasetType.GOLDEN, "", List.of(), Json.EMPTY_OBJECT, NOON, 0));
    });
    assertThat(
            seen().datasets().list(Optional.of(DatasetType.GOLDEN), PageRequest.first(5)).items())
        .extracting(Dataset::name)
        .containsExactly("golden");
    assertThat(seen().datasets().find("synthetic")).contains(dataset("synthetic", NOON));
  }

  @Test
  default void replacesWhatADatasetSaysUnlessItSaysSomethingElseByNow() {
    Dataset before = dataset("reviews", NOON);
    Json metadata = Json.object(Map.of("n", Json.of(1), "half", Json.of(0.5)));
    Dataset after = reviews("better", List.of("a", "b"), metadata);
    write(stores -> {
      stores.datasets().insert(before);
      stores.datasets().insert(dataset("other", NOON));
    });

    write(stores -> stores.datasets().update(before, after));

    assertThat(seen().datasets().find("reviews")).contains(after);
    assertThat(seen().datasets().find("other")).contains(dataset("other", NOON));
    for (Dataset seen :
        List.of(
            reviews("worse", after.tags(), metadata),
            reviews("better", List.of("a"), metadata),
            reviews("better", after.tags(), Json.EMPTY_OBJECT))) {
      refuses(Kind.STALE, stores -> stores.datasets().update(seen, before));
    }
    write(stores -> stores.datasets().update(after, before));
    refuses(
        Kind.STALE,
        stores -> {
          stores.datasets().withdraw("reviews");
          stores.datasets().update(before, after);
        });
    assertThat(seen().datasets().find("reviews")).contains(before);
  }

  private static Dataset reviews(String description, List<String> tags, Json metadata) {
    DatasetType type = dataset("reviews", NOON).type();
    return new Dataset("reviews", type, description, tags, metadata, NOON, 0);
  }

  @Test
  default void withdrawsAVersionAndNeverGivesItsNumberAgain() {
    write(stores -> {
      stores.datasets().insert(dataset("reviews", NOON));
      for (int version = 1; version <= 2; version++) {
        stores.datasets().openUpload("u" + version, "reviews", NOON);
        stores.datasets().stage("u" + version, 0, samples(0, 3));
        stores.datasets().publish("u" + version, datasetVersion("reviews", version, 3));
      }
    });
    write(stores -> assertThat(stores.datasets().withdraw("reviews", 2)).isEqualTo("u2"));
    assertThat(seen().datasets().version("reviews", 2)).isEmpty();
    assertThat(seen().datasets().samples("reviews", 2, 0, 5)).isEmpty();
    assertThat(seen().datasets().find("reviews").orElseThrow().latestVersion()).isEqualTo(1);
    assertThat(seen().datasets().nextVersion("reviews")).isEqualTo(3);
    assertThat(seen().datasets().openUploads(NOON.plusSeconds(1))).containsExactly("u2");
    refuses(Kind.STALE, stores -> stores.datasets().withdraw("reviews", 2));
  }

  @Test
  default void withdrawsADatasetWhoseNameStaysTakenUntilItsSamplesAreGone() {
    write(stores -> {
      stores.datasets().insert(dataset("reviews", NOON));
      stores.datasets().insert(dataset("other", NOON));
      stores.datasets().openUpload("u1", "reviews", NOON);
      stores.datasets().stage("u1", 0, samples(0, 3));
      stores.datasets().publish("u1", datasetVersion("reviews", 1, 3));
    });
    write(stores -> assertThat(stores.datasets().withdraw("reviews")).containsExactly("u1"));
    assertThat(seen().datasets().find("reviews")).isEmpty();
    assertThat(seen().datasets().versions("reviews", PageRequest.first(5)).items()).isEmpty();
    assertThat(seen().datasets().list(Optional.empty(), PageRequest.first(5)).items())
        .extracting(Dataset::name)
        .containsExactly("other");
    write(stores -> stores.datasets().removeWithdrawn());
    refuses(Kind.DUPLICATE, stores -> stores.datasets().insert(dataset("reviews", NOON)));
    refuses(Kind.STALE, stores -> stores.datasets().withdraw("reviews"));

    write(stores -> {
      assertThat(stores.datasets().discardUpload("u1", 10)).isFalse();
      stores.datasets().removeWithdrawn();
      stores.datasets().insert(dataset("reviews", NOON));
    });
    assertThat(seen().datasets().find("reviews")).isPresent();
  }
}
