package dev.llmops.service.evaluation;

import static dev.llmops.service.rig.ScriptedProvider.answer;
import static dev.llmops.service.rig.Server.CLOCK;
import static dev.llmops.service.rig.Server.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.llmops.metrics.operational.Latency;
import dev.llmops.model.evaluation.Run;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.evaluation.RunComparison.MetricChange;
import dev.llmops.service.rig.ScriptedProvider;
import dev.llmops.service.rig.Server;
import dev.llmops.service.rig.TestPlugins;
import dev.llmops.service.rig.TestStorage;
import dev.llmops.spi.provider.ProviderException;
import dev.llmops.spi.stats.PairedTable;
import dev.llmops.storage.sqlite.SqliteStorage;
import java.nio.file.Path;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunComparisonTest {

  @TempDir Path folder;
  private final TestPlugins plugins = new TestPlugins();
  private SqliteStorage database;
  private Server server;

  @BeforeEach
  void open() {
    database = TestStorage.open(folder);
    plugins.provider("main", ScriptedProvider.echo());
    server = Server.started(database, plugins, CLOCK);
    server.prompt("1.0.0", "{{input}}");
    server.dataset("questions", 1_200);
  }

  @AfterEach
  void close() {
    server.close();
    database.close();
  }

  /** A run that is right where told, and takes 10 ms and a little. */
  private Run run(IntPredicate right, IntPredicate fails, int millis) {
    plugins.provider(
        "main",
        new ScriptedProvider(text -> {
          int i = Integer.parseInt(text.substring(1));
          if (fails.test(i)) {
            throw new ProviderException(ProviderException.Kind.UNAVAILABLE, "down");
          }
          return answer(right.test(i) ? text : "wrong", millis + i % 7);
        }));
    return server.run(request("questions", 16, "exact-match", "latency"));
  }

  @Test
  void findsWhatImprovedAndWhatGotWorse() {
    Run baseline = run(i -> i % 2 == 0, i -> false, 10);
    Run candidate = run(i -> i % 3 != 0, i -> i < 10, 20);

    RunComparison comparison = server.evaluator.compare(baseline.id(), candidate.id());

    assertThat(comparison.pairs()).isEqualTo(1_190);
    assertThat(comparison.onlyBaseline()).isEqualTo(10);
    assertThat(comparison.onlyCandidate()).isZero();
    // Of the numbers 10 to 1199: even and not a multiple of 3, even multiples of 3, and so on.
    assertThat(comparison.passing().table()).isEqualTo(new PairedTable(397, 198, 397, 198));
    assertThat(comparison.passing().verdict()).isEqualTo(Verdict.IMPROVED);
    assertThat(comparison.passing().change().getAsDouble()).isCloseTo(199 / 1190.0, within(1e-12));
    assertThat(comparison.metrics())
        .extracting(MetricChange::metric, MetricChange::verdict)
        .containsExactly(
            tuple("exact-match", Verdict.IMPROVED),
            // Ten milliseconds more in every pair have no spread to measure them by.
            tuple("latency", Verdict.UNDEFINED));
    assertThat(comparison.warnings()).anyMatch(text -> text.startsWith("10 samples are left out"));
    assertThat(comparison.summary())
        .startsWith(
            "The candidate passes 66.7 % of 1190 samples, the baseline 50.0 % (+16.7 points, 95 %"
                + " interval ")
        .contains("improved; exact-match: improved");
  }

  @Test
  void readsLowerLatencyAsBetter() {
    Run baseline = run(i -> true, i -> false, 20);
    plugins.provider(
        "main",
        new ScriptedProvider(text -> answer(text, 5 + Integer.parseInt(text.substring(1)) % 11)));
    Run candidate = server.run(request("questions", 16, "exact-match", "latency"));

    RunComparison comparison = server.evaluator.compare(baseline.id(), candidate.id());

    assertThat(comparison.metrics().get(1).verdict()).isEqualTo(Verdict.IMPROVED);
    assertThat(comparison.metrics().get(1).test().estimate().getAsDouble()).isNegative();
    assertThat(comparison.metrics().get(0).verdict()).isEqualTo(Verdict.NO_SIGNIFICANT_CHANGE);
    assertThat(comparison.passing().verdict()).isEqualTo(Verdict.NO_SIGNIFICANT_CHANGE);
    assertThat(server.evaluator.compare(candidate.id(), baseline.id()).metrics().get(1).verdict())
        .isEqualTo(Verdict.WORSE);
  }

  @Test
  void warnsWhenAMetricIsOfAnotherVersion() {
    Run baseline = run(i -> true, i -> false, 10);
    plugins.metric("latency", "2.0.0", new Latency());
    Run candidate = run(i -> true, i -> false, 10);

    assertThat(server.evaluator.compare(baseline.id(), candidate.id()).warnings())
        .anyMatch(text -> text.contains("\"latency\"") && text.contains("2.0.0"));
  }

  @Test
  void refusesRunsThatCannotBeCompared() {
    Run good = run(i -> true, i -> false, 10);
    Run hopeless = run(i -> true, i -> true, 10);
    server.dataset("others", 5);
    plugins.provider("main", ScriptedProvider.echo());
    Run elsewhere = server.run(request("others", 1, "exact-match"));

    assertRefused(good.id(), good.id(), Kind.INVALID, "itself");
    assertRefused(good.id(), hopeless.id(), Kind.CONFLICT, "no scored sample");
    assertRefused(good.id(), elsewhere.id(), Kind.INVALID, "same version of the same dataset");
    assertRefused("nope", good.id(), Kind.NOT_FOUND, "nope");
    plugins.removeTest("mcnemar");
    Run another = run(i -> true, i -> false, 10);
    assertRefused(good.id(), another.id(), Kind.UNAVAILABLE, "mcnemar");
  }

  private void assertRefused(String baseline, String candidate, Kind kind, String text) {
    assertThatThrownBy(() -> server.evaluator.compare(baseline, candidate))
        .isInstanceOfSatisfying(ServiceException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .hasMessageContaining(text);
  }
}
