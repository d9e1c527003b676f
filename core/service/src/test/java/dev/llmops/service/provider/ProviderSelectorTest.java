package dev.llmops.service.provider;

import static dev.llmops.service.rig.Server.CLOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.model.evaluation.Run;
import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.PromptReference;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.evaluation.NewRun;
import dev.llmops.service.evaluation.NewRun.RequestedMetric;
import dev.llmops.service.rig.ManualClock;
import dev.llmops.service.rig.ScriptedProvider;
import dev.llmops.service.rig.Server;
import dev.llmops.service.rig.TestPlugins;
import dev.llmops.service.rig.TestStorage;
import dev.llmops.spi.provider.ProviderException;
import dev.llmops.spi.provider.ProviderStanding;
import dev.llmops.spi.provider.StandingQuery;
import dev.llmops.spi.storage.StorageBackend;
import dev.llmops.storage.sqlite.SqliteStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Providers are chosen by runs that were really made. */
final class ProviderSelectorTest {

  private static final List<String> BOTH = List.of("a", "b");

  /** What a test says of providers; the others are healthy and were called. */
  private static final class ToldHealth implements ProviderHealth {

    private final Map<String, Report> reports = new HashMap<>();
    private final List<String> probed = new ArrayList<>();

    @Override
    public synchronized boolean isConfigured(String provider) {
      return reports.containsKey(provider);
    }

    @Override
    public synchronized Report of(String provider) {
      return reports.getOrDefault(provider, new Report(true, true, "fine"));
    }

    @Override
    public synchronized void probe(String provider, Duration timeout) {
      probed.add(provider);
      reports.put(provider, new Report(!provider.equals("dead"), true, "probed"));
    }
  }

  @TempDir Path folder;

  private final TestPlugins plugins = new TestPlugins();
  private final ToldHealth health = new ToldHealth();
  private final ManualClock clock = new ManualClock();
  private SqliteStorage database;
  private Server server;
  private ProviderSelector selector;

  @BeforeEach
  void open() {
    database = TestStorage.open(folder);
    server = Server.started(database, plugins, CLOCK);
    server.prompt("1.0.0", "{{input}}");
    server.dataset("golden", 4);
    selector = new ProviderSelector(database, plugins, health, clock);
    right("a", 2);
    right("b", 3);
    right("c", 1);
  }

  @AfterEach
  void close() {
    server.close();
    database.close();
  }

  /** A provider that answers the first few of four questions rightly, and later ones slowly. */
  private void right(String name, int many) {
    plugins.provider(name, answering(many));
  }

  private static ScriptedProvider answering(int many) {
    return new ScriptedProvider(prompt ->
        ScriptedProvider.answer(
            prompt.compareTo("q" + many) < 0 ? prompt : "wrong", 10L * (many + 1)));
  }

  private Run measure(String provider, String dataset, String... metrics) {
    return measure(provider, dataset, Optional.empty(), metrics);
  }

  private Run measure(String provider, String dataset, Optional<String> model, String... metrics) {
    return server.run(
        new NewRun(
            "",
            dataset,
            OptionalInt.empty(),
            new PromptReference("greet", "production"),
            provider,
            model,
            Json.EMPTY_OBJECT,
            Stream.of(metrics).map(RequestedMetric::of).toList(),
            OptionalInt.of(2),
            true));
  }

  private static StandingQuery of(List<String> providers) {
    return new StandingQuery(providers, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private ProviderStanding chosen(List<String> providers) throws Exception {
    return selector.select(of(providers)).chosen();
  }

  @Test
  void theHighestMeasuredPassRateWins() throws Exception {
    measure("a", "golden", "exact-match");
    Run best = measure("b", "golden", "exact-match");
    measure("c", "golden", "exact-match");

    ProviderSelector.Selection selection = selector.select(of(List.of("c", "a", "b")));

    assertThat(selection.chosen().instance()).isEqualTo("b");
    assertThat(selection.chosen().score()).hasValue(0.75);
    assertThat(selection.chosen().run()).contains(best.id());
    assertThat(selection.chosen().basis())
        .isEqualTo("pass rate of greet 1.0.0 over golden version 1, 4 of 4 samples scored");
    assertThat(selection.standings())
        .extracting(ProviderStanding::instance)
        .containsExactly("b", "a", "c");
  }

  @Test
  void anUnhealthyProviderIsNotChosenHoweverGood() throws Exception {
    measure("a", "golden", "exact-match");
    measure("b", "golden", "exact-match");
    health.reports.put("b", new ProviderHealth.Report(false, true, "down"));

    assertThat(chosen(BOTH).instance()).isEqualTo("a");
  }

  @Test
  void oneThatIsOutOfServiceDoesNotPreventTheChoice() throws Exception {
    health.reports.put("gone", new ProviderHealth.Report(false, true, "not in service"));

    ProviderSelector.Selection selection = selector.select(of(List.of("gone", "a")));

    assertThat(selection.chosen().instance()).isEqualTo("a");
    assertThat(selection.standings())
        .extracting(ProviderStanding::health)
        .containsExactly("fine", "not in service");
  }

  @Test
  void aRunThatHardlyScoredAnythingDoesNotCount() throws Exception {
    measure("b", "golden", "exact-match");
    plugins.provider(
        "a",
        new ScriptedProvider(prompt -> {
          if (!prompt.equals("q0")) {
            throw new ProviderException(ProviderException.Kind.INVALID_REQUEST, "no");
          }
          return ScriptedProvider.answer(prompt, 5);
        }));
    assertThat(measure("a", "golden", "exact-match").summary().orElseThrow().passRate())
        .hasValue(1);

    assertThat(chosen(BOTH).instance()).isEqualTo("b");
  }

  @Test
  void noneIsChosenWhenNoneIsHealthy() {
    measure("b", "golden", "exact-match");
    BOTH.forEach(name -> health.reports.put(name, new ProviderHealth.Report(false, true, "down")));

    assertThatThrownBy(() -> chosen(BOTH))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(ServiceException.Kind.UNAVAILABLE);
              assertThat(e).hasMessageContaining("a: down").hasMessageContaining("b: down");
            });
  }

  @Test
  void ofEqualScoresTheFirstNamedWins() throws Exception {
    right("b", 2);
    measure("a", "golden", "exact-match");
    measure("b", "golden", "exact-match");

    assertThat(chosen(List.of("b", "a")).instance()).isEqualTo("b");
    assertThat(chosen(List.of("a", "b")).instance()).isEqualTo("a");
  }

  @Test
  void withoutAnyScoreTheFirstHealthyOneIsChosenAndHasNone() throws Exception {
    assertThat(chosen(List.of("c", "b")).instance()).isEqualTo("c");
    assertThat(chosen(List.of("c", "b")).score()).isEmpty();
    assertThat(chosen(List.of("c", "b")).basis()).startsWith("no completed run");
    health.reports.put("c", new ProviderHealth.Report(false, true, "down"));

    assertThat(chosen(List.of("c", "b")).instance()).isEqualTo("b");
  }

  @Test
  void oneWithAScoreGoesBeforeOneWithout() throws Exception {
    right("b", 0);
    measure("b", "golden", "exact-match");

    assertThat(chosen(BOTH).instance()).isEqualTo("b");
    assertThat(chosen(BOTH).score()).hasValue(0);
  }

  @Test
  void theNewestRunCounts() throws Exception {
    measure("a", "golden", "exact-match");
    measure("b", "golden", "exact-match");
    assertThat(chosen(BOTH).instance()).isEqualTo("b");

    right("a", 4);
    measure("a", "golden", "exact-match");
    clock.advance(Duration.ofSeconds(16));

    assertThat(chosen(BOTH).instance()).isEqualTo("a");
  }

  @Test
  void scoresAreReadAgainAfterFifteenSeconds() throws Exception {
    assertThat(chosen(BOTH).instance()).isEqualTo("a");
    measure("b", "golden", "exact-match");

    clock.advance(Duration.ofSeconds(14));
    assertThat(chosen(BOTH).instance()).isEqualTo("a");
    clock.advance(Duration.ofSeconds(1));
    assertThat(chosen(BOTH).instance()).isEqualTo("b");
  }

  @Test
  void onlyOneOfManyReadsTheScores() throws Exception {
    measure("b", "golden", "exact-match");
    AtomicInteger reads = new AtomicInteger();
    StorageBackend counting = countingReads(reads);
    ProviderSelector shared = new ProviderSelector(counting, plugins, health, clock);
    shared.standings(of(BOTH));
    int once = reads.getAndSet(0);
    clock.advance(Duration.ofSeconds(15));

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<List<ProviderStanding>>> asked =
          Collections.nCopies(200, () -> shared.standings(of(BOTH)));
      for (Future<List<ProviderStanding>> answer : threads.invokeAll(asked)) {
        assertThat(answer.get().getFirst().instance()).isEqualTo("b");
      }
    }

    assertThat(reads).hasValue(once);
  }

  private StorageBackend countingReads(AtomicInteger reads) {
    return new StorageBackend() {
      @Override
      public <T> T read(TransactionBody<T> work) {
        reads.incrementAndGet();
        return database.read(work);
      }

      @Override
      public <T> T inTransaction(TransactionBody<T> work) {
        return database.inTransaction(work);
      }
    };
  }

  @Test
  void onlyRunsThatCompareAreCompared() throws Exception {
    server.dataset("easy", 1);
    measure("a", "golden", "exact-match");
    measure("b", "golden", "exact-match");
    // Everybody is perfect on the easy question; that says nothing against b's three of four.
    measure("a", "easy", "exact-match");

    assertThat(chosen(BOTH).instance()).isEqualTo("b");
  }

  @Test
  void aMetricTakesThePlaceOfThePassRateAndKeepsItsDirection() throws Exception {
    measure("a", "golden", "exact-match", "latency");
    measure("b", "golden", "exact-match", "latency");
    StandingQuery byLatency =
        new StandingQuery(
            List.of("b", "a"), Optional.of("greet"), Optional.of("golden"), Optional.of("latency"));

    ProviderStanding fastest = selector.select(byLatency).chosen();

    assertThat(fastest.instance()).isEqualTo("a");
    assertThat(fastest.score()).hasValue(30);
    assertThat(fastest.basis()).startsWith("mean latency of greet 1.0.0");
  }

  @Test
  void runsOfAnotherModelOrOfFormerSettingsDoNotCount() throws Exception {
    measure("b", "golden", Optional.of("another"), "exact-match");
    measure("a", "golden", "exact-match");
    assertThat(chosen(List.of("b", "a")).instance()).isEqualTo("a");

    plugins.configuredProvider("a", "other settings", answering(2));
    clock.advance(Duration.ofMinutes(1));

    assertThat(chosen(List.of("b", "a")).score()).isEmpty();
  }

  @Test
  void promptAndDatasetNarrowTheRuns() throws Exception {
    measure("b", "golden", "exact-match");
    StandingQuery other =
        new StandingQuery(BOTH, Optional.empty(), Optional.of("other"), Optional.empty());

    assertThat(selector.select(other).chosen().score()).isEmpty();
  }

  @Test
  void thoseThatWereNotCalledOfLateAreProbedFirst() throws Exception {
    right("dead", 4);
    for (String name : List.of("dead", "a")) {
      health.reports.put(name, new ProviderHealth.Report(true, false, "not called"));
    }

    assertThat(chosen(List.of("dead", "a", "b")).instance()).isEqualTo("a");
    assertThat(health.probed).containsExactlyInAnyOrder("dead", "a");
  }

  @Test
  void tellsEverythingThatIsWrongWithARequest() {
    assertThatThrownBy(() ->
            selector.select(
                new StandingQuery(
                    List.of("a", "a", "x"),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of("exact-mtch"))))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e ->
                assertThat(e.problems())
                    .extracting(ServiceException.Problem::pointer)
                    .containsExactly("/providers", "/providers/2", "/metric"));
    assertThatThrownBy(() -> chosen(List.of())).isInstanceOf(ServiceException.class);
  }
}
