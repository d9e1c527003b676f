package dev.llmops.server.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.llmops.model.evaluation.Dataset;
import dev.llmops.model.evaluation.DatasetType;
import dev.llmops.model.evaluation.DatasetVersion;
import dev.llmops.model.json.Json;
import dev.llmops.server.http.Exchange;
import dev.llmops.server.http.PathTemplate;
import dev.llmops.server.http.Reply;
import dev.llmops.server.http.Route;
import dev.llmops.server.http.RouteGroup;
import dev.llmops.server.http.Router;
import dev.llmops.server.http.WireJson;
import dev.llmops.service.dataset.DatasetEdit;
import dev.llmops.service.dataset.DatasetManager;
import dev.llmops.service.dataset.DatasetRevision;
import dev.llmops.service.dataset.NewDataset;
import dev.llmops.service.dataset.NewVersion;
import dev.llmops.service.dataset.NewVersion.Mode;
import dev.llmops.service.dataset.SampleSource;
import dev.llmops.service.dataset.Uploaded;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** Datasets, their versions and samples. */
public final class DatasetRoutes implements RouteGroup {

  private static final String DATASETS = "/api/v1/datasets";
  private static final String DATASET = DATASETS + "/{name}";

  private static final String SAMPLES = DATASET + "/samples";
  private static final String VERSIONS = DATASET + "/versions";
  private static final String VERSION = VERSIONS + "/{version}";

  /** A dataset to be. */
  record DatasetBody(
      String name, DatasetType type, String description, List<String> tags, Json metadata) {

    NewDataset toNewDataset() {
      NewDataset defaults = NewDataset.named(Objects.requireNonNullElse(name, ""));
      return new NewDataset(
          defaults.name(),
          Objects.requireNonNullElse(type, defaults.type()),
          Objects.requireNonNullElse(description, defaults.description()),
          Objects.requireNonNullElse(tags, defaults.tags()),
          metadata == null || metadata.isNull() ? defaults.metadata() : metadata);
    }
  }

  /**
   * The latest version after an upload.
   *
   * @param changed whether the upload made it
   */
  record UploadView(@JsonUnwrapped DatasetVersion version, boolean changed) {}

  private final DatasetManager datasets;
  private final ApiLimits limits;
  private final WireJson json;

  @Inject
  public DatasetRoutes(DatasetManager datasets, ApiLimits limits, WireJson json) {
    this.datasets = Objects.requireNonNull(datasets, "datasets is null");
    this.limits = Objects.requireNonNull(limits, "limits is null");
    this.json = Objects.requireNonNull(json, "json is null");
  }

  @Override
  public void addTo(Router.Builder routes) {
    routes
        .add(Route.post(DATASETS, this::create))
        .add(Route.get(DATASETS, this::list).paged().withQuery("type"))
        .add(Route.get(DATASET, this::find))
        .add(Route.patch(DATASET, this::edit))
        .add(Route.delete(DATASET, this::delete))
        .add(
            Route.post(SAMPLES, this::upload)
                .streamed(limits.maxUploadBytes())
                .withQuery("mode", "note"))
        .add(Route.get(SAMPLES, this::samples).paged().withQuery("version"))
        .add(Route.get(VERSIONS, this::versions).paged())
        .add(Route.get(VERSION, this::version))
        .add(Route.delete(VERSION, this::deleteVersion));
  }

  private Reply create(Exchange exchange) throws IOException {
    NewDataset wanted = exchange.body(DatasetBody.class).toNewDataset();
    Dataset created = datasets.create(wanted, exchange.actor());
    return Reply.created(PathTemplate.expand(DATASET, created.name()), created)
        .withRevision(DatasetRevision.of(created));
  }

  private Reply list(Exchange exchange) {
    Optional<DatasetType> type =
        exchange.query().oneOf("type", DatasetType.values(), DatasetRoutes::wireName);
    return exchange.page(
        page -> type.map(only -> datasets.list(only, page)).orElseGet(() -> datasets.list(page)));
  }

  private Reply find(Exchange exchange) {
    return reply(datasets.find(exchange.path("name")));
  }

  private Reply edit(Exchange exchange) throws IOException {
    return reply(
        datasets.edit(
            exchange.path("name"),
            exchange.body(DatasetEdit.class),
            exchange.ifMatch(),
            exchange.actor()));
  }

  private static Reply reply(Dataset dataset) {
    return Reply.ok(dataset).withRevision(DatasetRevision.of(dataset));
  }

  private Reply delete(Exchange exchange) {
    datasets.delete(exchange.path("name"), exchange.ifMatch(), exchange.actor());
    return Reply.noContent();
  }

  private Reply upload(Exchange exchange) throws IOException {
    NewVersion wanted =
        new NewVersion(
            exchange
                .query()
                .oneOf("mode", Mode.values(), DatasetRoutes::wireName)
                .orElse(Mode.REPLACE),
            exchange.query().text("note").orElse(""));
    SampleSource source = SampleUploads.of(exchange, json);
    Uploaded uploaded = datasets.upload(exchange.path("name"), source, wanted, exchange.actor());
    return Reply.json(
        uploaded.isNew() ? 201 : 200, new UploadView(uploaded.version(), uploaded.isNew()));
  }

  private Reply samples(Exchange exchange) {
    String name = exchange.path("name");
    int version =
        exchange
            .query()
            .integer("version", 1, Integer.MAX_VALUE)
            .orElseGet(() -> Math.max(1, datasets.find(name).latestVersion()));
    return exchange.page(page -> datasets.samples(name, version, page));
  }

  private Reply versions(Exchange exchange) {
    return exchange.page(page -> datasets.versions(exchange.path("name"), page));
  }

  private Reply version(Exchange exchange) {
    return Reply.ok(datasets.version(exchange.path("name"), versionNumber(exchange)));
  }

  private Reply deleteVersion(Exchange exchange) {
    datasets.deleteVersion(exchange.path("name"), versionNumber(exchange), exchange.actor());
    return Reply.noContent();
  }

  /** A version that cannot be is one that does not exist. */
  private static int versionNumber(Exchange exchange) {
    String text = exchange.path("version");
    return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
  }

  private static String wireName(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
