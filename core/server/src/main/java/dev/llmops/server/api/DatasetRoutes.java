package dev.llmops.server.api;

import dev.llmops.model.evaluation.Dataset;
import dev.llmops.model.evaluation.DatasetVersion;
import dev.llmops.server.http.Exchange;
import dev.llmops.server.http.NdjsonReader;
import dev.llmops.server.http.PathTemplate;
import dev.llmops.server.http.Reply;
import dev.llmops.server.http.Route;
import dev.llmops.server.http.RouteGroup;
import dev.llmops.server.http.Router;
import dev.llmops.service.dataset.DatasetManager;
import dev.llmops.service.dataset.SampleSource;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.Objects;

/** Datasets, their versions and samples. */
public final class DatasetRoutes implements RouteGroup {

  private static final String DATASETS = "/api/v1/datasets";
  private static final String DATASET = DATASETS + "/{name}";

  /** A dataset to be. */
  record NewDataset(String name, String description) {}

  private final DatasetManager datasets;
  private final ApiLimits limits;

  @Inject
  public DatasetRoutes(DatasetManager datasets, ApiLimits limits) {
    this.datasets = Objects.requireNonNull(datasets, "datasets is null");
    this.limits = Objects.requireNonNull(limits, "limits is null");
  }

  @Override
  public void addTo(Router.Builder routes) {
    routes
        .add(Route.post(DATASETS, this::create))
        .add(Route.get(DATASETS, this::list).paged())
        .add(Route.get(DATASET, this::find))
        .add(Route.post(DATASET + "/samples", this::upload).streamed(limits.maxUploadBytes()))
        .add(Route.get(DATASET + "/samples", this::samples).paged().withQuery("version"))
        .add(Route.get(DATASET + "/versions", this::versions).paged());
  }

  private Reply create(Exchange exchange) throws IOException {
    NewDataset body = exchange.body(NewDataset.class);
    Dataset created =
        datasets.create(
            body.name() == null ? "" : body.name(),
            body.description() == null ? "" : body.description(),
            exchange.actor());
    return Reply.created(PathTemplate.expand(DATASET, created.name()), created);
  }

  private Reply list(Exchange exchange) {
    return exchange.page(datasets::list);
  }

  private Reply find(Exchange exchange) {
    return Reply.ok(datasets.find(exchange.path("name")));
  }

  private Reply upload(Exchange exchange) throws IOException {
    NdjsonReader lines = exchange.ndjson();
    SampleSource source =
        () -> lines.next().map(line -> new SampleSource.Line(line.number(), line.value()));
    DatasetVersion version = datasets.upload(exchange.path("name"), source, exchange.actor());
    return Reply.json(201, version);
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
}
