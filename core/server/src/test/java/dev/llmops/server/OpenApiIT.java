package dev.llmops.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Injector;
import dev.llmops.host.PluginHost;
import dev.llmops.server.config.Configuration;
import dev.llmops.server.http.OpenApiConformance;
import dev.llmops.server.http.OpenApiDocument;
import dev.llmops.server.http.Router;
import dev.llmops.server.http.ServerMetrics;
import dev.llmops.server.http.WireJson;
import dev.llmops.server.wiring.Wiring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The OpenAPI document against the server that it describes. */
class OpenApiIT {

  private static final String API = "/api/v1";

  private static final String SHA256_OF_ADA =
      "fdee430d40bd57deeac186cd9790033d0f06f909a8806e7ce6e717ab7c7d5029";
  private static final String SHA256_OF_BEN =
      "6700869c8ff7480e34a70a708b028700dbaa3a033b5652b903afe89f49a31456";

  @TempDir Path folder;

  @Test
  void theDocumentHasExactlyTheRoutesOfTheServer() throws Exception {
    Path file = Files.createFile(folder.resolve("llmops.yaml"));
    Layout layout = new Layout(ServerFixture.HOME, Files.createDirectory(folder.resolve("data")));
    Configuration configuration = Configuration.read(file, Map.of());
    Clock clock = Clock.systemUTC();
    try (ServerMetrics metrics = new ServerMetrics();
        PluginHost host =
            PluginHost.start(
                configuration.hostSettings(layout),
                configuration.instances(),
                clock,
                metrics.registry())) {
      Injector injector =
          Wiring.injector(
              configuration.server(), layout, host, host.storage("sqlite"), metrics, clock);
      Router router = injector.getInstance(Router.class);

      OpenApiConformance conformance = new OpenApiConformance(OpenApiDocument.load(new WireJson()));

      assertThat(router.routes()).hasSizeGreaterThan(40);
      conformance.requireSameRoutes(router);
    }
  }

  @Test
  void everyReferenceLeadsSomewhereAndEverySchemaCompiles() {
    OpenApiConformance conformance = new OpenApiConformance(OpenApiDocument.load(new WireJson()));

    assertThat(conformance.requireSoundReferences()).isGreaterThan(200);
    assertThat(conformance.requireSoundSchemas()).isGreaterThan(60);
  }

  @Test
  void everyOperationAnswersAsTheDocumentSays() throws Exception {
    try (LocalHttp outside = new LocalHttp();
        ServerFixture server =
            ServerFixture.start(
                folder,
                """
                sinks: { hook: { use: webhook, url: "%s/hook" } }
                providers:
                  gone: { use: openai, base-url: "http://127.0.0.1:9/v1", model: m, max-retries: 0 }
                evaluation: { providers: { gone: { concurrency: 8 } } }
                """
                    .formatted(outside.url()))) {
      system(server);
      prompts(server);
      plugins(server);
      experiments(server);
      String alert = runs(server);
      alerts(server, alert);
      schedules(server);
      approvals(server.conformance());

      server.conformance().requireEveryOperationHit();
    }
  }

  private static void system(ServerFixture server) {
    for (String path : List.of("/health/live", "/health/ready", "/metrics", "/openapi.json")) {
      server.get(path).expect(200);
    }
    server.get(API + "/info").expect(200);
    server.get(API + "/audit").expect(200);
  }

  private static void prompts(ServerFixture server) {
    server.prompt("team/greet", "1.0.0", "Hello {{name}}", "name");
    server.prompt("team/greet", "1.1.0", "Hi {{name}}", "name");
    String greet = API + "/prompts/team%2Fgreet";
    server.get(API + "/prompts?q=greet").expect(200);
    server.get(greet + "?ref=%5E1").expect(200);
    server.get(greet + "/versions").expect(200);
    server.get(greet + "/versions/1.0.0").expect(200);
    server.post(greet + "/render", "{\"variables\":{\"name\":\"Ada\"}}").expect(200);
    server.put(greet + "/labels/staging", "{\"version\":\"1.1.0\"}").expect(200);
    server.get(greet + "/labels").expect(200);
    server.delete(greet + "/labels/staging").expect(204);
    server
        .post(greet + "/check", "{\"version\":\"1.2.0\",\"content\":\"x\",\"variables\":[]}")
        .expect(200);
    server.get(greet + "/diff?from=1.0.0&to=1.1.0").expect(200);
    server.get(greet + "/usage").expect(200);
    server.put(greet + "/labels/production", "{\"version\":\"1.1.0\"}").expect(200);
    server.post(greet + "/rollback", "{\"reason\":\"worse\"}").expect(200);
    server.get(greet + "/history").expect(200);
    server.delete(greet + "/versions/1.1.0").expect(204);
  }

  /** On another server, whose callers can be told apart: nobody approves what they registered. */
  private void approvals(OpenApiConformance conformance) throws IOException {
    try (ServerFixture server =
        ServerFixture.startWith(
            Files.createDirectory(folder.resolve("approvals")),
            """
            server:
              listen: "127.0.0.1:0"
              api-keys: [{ name: ada, hash: "sha256:%s" }, { name: ben, hash: "sha256:%s" }]
            """
                .formatted(SHA256_OF_ADA, SHA256_OF_BEN),
            conformance)) {
      String[] ada = {"Authorization", "Bearer ada"};
      String[] ben = {"Authorization", "Bearer ben"};
      server
          .post(
              API + "/prompts",
              "{\"name\":\"greet\",\"version\":\"1.0.0\",\"content\":\"Hi\"}",
              ada)
          .expect(201);
      String approvals = API + "/prompts/greet/versions/1.0.0/approvals";
      server.post(approvals, "{\"comment\":\"read it\"}", ben).expect(201);
      server.get(approvals, ada).expect(200);
      server.get(API + "/prompts/greet/approvals", ada).expect(200);
      server.delete(approvals, ben).expect(204);
    }
  }

  private static void plugins(ServerFixture server) {
    server.get(API + "/plugins").expect(200);
    server.get(API + "/plugins/metrics-text").expect(200);
    server.get(API + "/contributions?kind=metric").expect(200);
    server.get(API + "/instances").expect(200);
    String question = Reviews.GOOD_PROMPT.replace("{{review}}", "great value").replace("\n", "\\n");
    server
        .post(
            API + "/instances/local/complete",
            "{\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}".formatted(question))
        .expect(200);
    server.post(API + "/providers:select", "{\"providers\":[\"local\"]}").expect(200);
  }

  private static void experiments(ServerFixture server) {
    String draft =
        """
        {"name":"%s","variants":[{"name":"a","control":true},{"name":"b"}],
         "metrics":[{"name":"converted","kind":"proportion"}],"minSamples":2,"segments":["plan"]}\
        """;
    String id = server.post(API + "/experiments", draft.formatted("one")).expect(201).textAt("/id");
    String experiment = API + "/experiments/" + id;
    server.get(API + "/experiments?status=draft").expect(200);
    server.post(experiment + "/start", "{\"reason\":\"go\"}").expect(200);
    for (int i = 0; i < 40; i++) {
      server
          .post(
              experiment + "/assignments",
              "{\"unit\":\"u%d\",\"attributes\":{\"plan\":\"p%d\"}}".formatted(i, i % 2))
          .expect(200);
      server
          .post(
              API + "/observations",
              """
              {"observations":[{"id":"e%d","experiment":"%s","unit":"u%d","metric":"converted","value":%d}]}\
              """
                  .formatted(i, id, i, i % 3 == 0 ? 1 : 0))
          .expect(200);
    }
    server.get(experiment + "/results").expect(200);
    server.get(experiment + "/segments/plan").expect(200);
    server.put(experiment + "/overrides/ann", "{\"variant\":\"b\"}").expect(200);
    server.delete(experiment + "/overrides/ann").expect(204);
    server.get(experiment + "/overrides").expect(200);
    server.get(experiment + "/results?view=bayesian").expect(200);
    server.post(experiment + "/pause").expect(200);
    server.post(experiment + "/complete", "{\"winner\":\"b\"}").expect(200);
    server.get(experiment).expect(200);
    String other =
        server.post(API + "/experiments", draft.formatted("two")).expect(201).textAt("/id");
    server.post(API + "/experiments/" + other + "/cancel").expect(200);
    server.get(experiment + "/history").expect(200);
    assertThat(server.get(experiment + "/looks").expect(200).at("/items")).isNotEmpty();
    server.get(experiment + "/assignments:counts").expect(200);
    String path = API + "/experiments/" + other;
    server.send("PATCH", path, Optional.of("{\"description\":\"given up\"}")).expect(200);
    server.delete(path).expect(204);
    server
        .post(
            API + "/experiments:compare-models",
            "{\"name\":\"models\",\"models\":[{\"model\":\"a\"},{\"model\":\"b\"}]}")
        .expect(201);
    server
        .post(
            API + "/experiments:plan",
            """
            {"kind":"proportion","controlRate":0.3,"effect":0.1,"power":0.8,"weights":[2,1,1],"unitsPerDay":90}\
            """)
        .expect(200);
    String version = "{\"create\":{\"name\":\"compared\",\"version\":\"%s\",\"content\":\"Hi\"}}";
    server
        .post(
            API + "/experiments:compare-prompts",
            "{\"name\":\"prompts\",\"control\":%s,\"treatment\":%s}"
                .formatted(version.formatted("1.0.0"), version.formatted("2.0.0")))
        .expect(201);
  }

  private static void schedules(ServerFixture server) {
    Answer created =
        server
            .post(
                API + "/schedules",
                """
                {"name":"nightly","cron":"30 2 * * *","run":{"dataset":"reviews",
                 "prompt":{"name":"sentiment"},"provider":"local","metrics":[{"metric":"exact-match"}]}}\
                """)
            .expect(201);
    String schedule = API + "/schedules/" + created.textAt("/id");
    server.get(API + "/schedules").expect(200);
    server.get(schedule).expect(200);
    server.send("PATCH", schedule, Optional.of("{\"paused\":true}")).expect(200);
    server.post(schedule + "/trigger").expect(201);
    server.get(schedule + "/firings").expect(200);
    server.delete(schedule).expect(204);
    String evaluation = API + "/prompts/sentiment/evaluation";
    server
        .put(
            evaluation,
            "{\"datasets\":[{\"name\":\"reviews\"}],\"provider\":\"local\",\"metrics\":[{\"metric\":\"exact-match\"}]}")
        .expect(200);
    server.get(evaluation).expect(200);
    server.delete(evaluation).expect(204);
  }

  /** Returns the alert that the second run raises. */
  private static String runs(ServerFixture server) {
    server.prompt("sentiment", "1.0.0", Reviews.GOOD_PROMPT, "review");
    server.prompt("sentiment", "1.1.0", Reviews.BAD_PROMPT, "review");
    server.dataset("reviews", Reviews.samples(60));
    server.dataset("gone", Reviews.samples(1));
    server.upload("gone", Reviews.samples(2)).expect(201);
    server.upload("gone", Reviews.samples(2)).expect(200);
    server.delete(API + "/datasets/gone/versions/1").expect(204);
    server.send("PATCH", API + "/datasets/gone", Optional.of("{\"tags\":[\"a\"]}")).expect(200);
    server.delete(API + "/datasets/gone").expect(204);
    for (String path :
        List.of(
            "",
            "/reviews",
            "/reviews/versions",
            "/reviews/versions/1",
            "/reviews/samples?version=1")) {
      server.get(API + "/datasets" + path).expect(200);
    }
    String run =
        """
        {"dataset":"reviews","prompt":{"name":"sentiment","ref":"%s"},"provider":"local",
         "metrics":[{"metric":"exact-match"},{"metric":"latency"}],"start":%s}\
        """;
    String first =
        server.post(API + "/runs", run.formatted("1.0.0", false)).expect(201).textAt("/id");
    server.post(API + "/runs/" + first + "/start").expect(200);
    server.ended(first);
    String third =
        server.post(API + "/runs", run.formatted("1.0.0", false)).expect(201).textAt("/id");
    server.post(API + "/runs/" + third + "/cancel").expect(200);
    server.post(API + "/runs/" + third + "/resume").expect(200);
    server.ended(third);
    server.post(API + "/runs/" + third + "/retry-errors").expect(409);
    server.delete(API + "/runs/" + third).expect(204);
    String broken =
        server
            .post(API + "/runs", run.formatted("1.0.0", true).replace("\"local\"", "\"gone\""))
            .expect(201)
            .textAt("/id");
    server.ended(broken);
    Awaitility.await()
        .until(
            () -> server.post(API + "/runs/" + broken + "/retry-errors").status(),
            status -> status == 200);
    server.ended(broken);
    // The last one, for a good run that follows a bad one resolves its alerts.
    String second =
        server.post(API + "/runs", run.formatted("1.1.0", true)).expect(201).textAt("/id");
    server.get(API + "/runs/" + second + "/events").expect(200);
    server.get(API + "/runs").expect(200);
    server.get(API + "/runs/" + second + "/samples").expect(200);
    server.get(API + "/runs:compare?baseline=" + first + "&candidate=" + second).expect(200);
    return Awaitility.await("the alert")
        .atMost(Duration.ofSeconds(30))
        .until(() -> server.get(API + "/alerts").expect(200).items("id"), ids -> !ids.isEmpty())
        .get(0);
  }

  private static void alerts(ServerFixture server, String alert) {
    server.get(API + "/alerts/" + alert).expect(200);
    server.post(API + "/alerts/" + alert + "/acknowledge", "{\"comment\":\"seen\"}").expect(200);
    server.post(API + "/alerts/" + alert + "/resolve", "{\"comment\":\"mended\"}").expect(200);
    // A GET would go on for ever.
    server.send("HEAD", API + "/alerts:events", Optional.empty()).expect(200);
    String monitor =
        server
            .post(API + "/monitors", "{\"kind\":\"threshold\",\"measure\":\"pass-rate\"}")
            .expect(201)
            .textAt("/id");
    server.get(API + "/monitors").expect(200);
    server.get(API + "/monitors/" + monitor).expect(200);
    server.send("PATCH", API + "/monitors/" + monitor, Optional.of("{\"limit\":0.5}")).expect(200);
    server.delete(API + "/monitors/" + monitor).expect(204);
    String subscription =
        server.post(API + "/subscriptions", "{\"sink\":\"log\"}").expect(201).textAt("/id");
    server.get(API + "/subscriptions").expect(200);
    server.delete(API + "/subscriptions/" + subscription).expect(204);
    server.get(API + "/sinks").expect(200);
    server.post(API + "/sinks/log/test").expect(200);
  }
}
