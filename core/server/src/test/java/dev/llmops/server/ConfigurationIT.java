package dev.llmops.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.llmops.host.config.ConfigBinder;
import dev.llmops.host.config.ConfigKey;
import dev.llmops.host.config.ConfigurationException;
import dev.llmops.host.config.Problem;
import dev.llmops.server.config.Configuration;
import dev.llmops.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration file, as shipped, empty and broken. */
class ConfigurationIT {

  private static final Path SHIPPED =
      Path.of("../../distribution/archive/src/main/conf/llmops.yaml");

  private static final String BUNDLED = "required: [storage-sqlite]";

  @TempDir Path folder;

  private List<Problem> problemsOf(String text) throws IOException {
    return problemsOf(text, Map.of());
  }

  private List<Problem> problemsOf(String text, Map<String, String> environment)
      throws IOException {
    Path file = Files.writeString(folder.resolve("llmops.yaml"), text);
    Layout layout = new Layout(ServerFixture.HOME, folder.resolve("data"));
    ConfigurationException refused =
        catchThrowableOfType(
            ConfigurationException.class,
            () -> LlmopsServer.start(file, layout, environment).close());
    assertThat(refused).as("the configuration was accepted").isNotNull();
    assertThat(refused.getMessage().lines()).hasSameSizeAs(refused.problems());
    return refused.problems();
  }

  private static String shipped() throws IOException {
    String text = Files.readString(SHIPPED);
    assertThat(text).contains("\"127.0.0.1:8080\"");
    return text.replace("127.0.0.1:8080", "127.0.0.1:0");
  }

  @Test
  void theShippedFileStartsAServer() throws Exception {
    try (ServerFixture server = ServerFixture.startWith(folder, shipped())) {
      assertThat(server.get("/health/ready").expect(200).textAt("/status")).isEqualTo("ready");
    }
  }

  @Test
  void anEmptyFileMeansTheDefaults() throws Exception {
    Path file = Files.createFile(folder.resolve("empty.yaml"));

    Configuration configuration = Configuration.read(file, Map.of());

    assertThat(configuration.problems()).isEmpty();
    assertThat(configuration.server().server().listen()).isEqualTo("127.0.0.1:8080");
    assertThat(configuration.storage().use()).isEqualTo("sqlite");
    LlmopsServer.check(file, new Layout(ServerFixture.HOME, folder.resolve("data")), Map.of());
  }

  @Test
  void nearlyNothingStartsAServer() {
    try (ServerFixture server = ServerFixture.start(folder)) {
      server.get("/health/ready").expect(200);
    }
  }

  @Test
  void everyKeyStandsInTheShippedFileWithItsDefault() throws Exception {
    Path empty = Files.createFile(folder.resolve("empty.yaml"));
    String text = Files.readString(SHIPPED);
    assertThat(text).contains(BUNDLED);
    // What is shipped is required to serve; a server of other plugins need not have it.
    Path file =
        Files.writeString(folder.resolve("shipped.yaml"), text.replace(BUNDLED, "required: []"));
    ServerConfig shipped = Configuration.read(file, Map.of()).server();
    ServerConfig defaults = Configuration.read(empty, Map.of()).server();

    List<ConfigKey> keys = ConfigBinder.describe(ServerConfig.class);
    assertThat(keys).hasSizeGreaterThan(10);
    for (ConfigKey key : keys) {
      String section = key.key().substring(0, key.key().indexOf('.'));
      String name = key.key().substring(key.key().indexOf('.') + 1);
      int at = text.indexOf("\n" + section + ":\n");
      assertThat(at).as("section %s", section).isNotNegative();
      String body = text.substring(at + 1).split("\n(?=[a-z])", 2)[0];
      assertThat(body).as("section %s", section).contains("\n  " + name + ": ");
    }
    assertThat(shipped).isEqualTo(defaults);
  }

  @Test
  void protectedLabelsNeedPeopleThatCanBeToldApart() throws Exception {
    assertThat(problemsOf("prompts: { protected-labels: [production, Bad], approvals: 2 }\n"))
        .extracting(Problem::key, Problem::remedy)
        .containsExactly(
            tuple("prompts.protected-labels", "name labels such as production"),
            tuple(
                "prompts.protected-labels",
                "make at least 3 keys with \"llmops config key NAME\""));
  }

  @Test
  void everyMistakeIsToldAtOnceInTheOrderOfTheFileAndNothingIsStarted() throws Exception {
    List<Problem> problems =
        problemsOf(
            """
            server:
              lisetn: "127.0.0.1:0"
              max-upload-megabytes: many
            evaluation: { pass-mark: 1.5 }
            providers:
              main: { use: openai, timeout: soon }
              other: { use: opneai, model: m }
            metrics:
              brief: { use: word-limit, max: 0 }
              bad: { use: regex, pattern: "(" }
            """);

    assertThat(problems.stream().map(problem -> problem.line() + " " + problem.key()))
        .containsExactly(
            "2 server.lisetn",
            "3 server.max-upload-megabytes",
            "4 evaluation.pass-mark",
            "6 providers.main.model",
            "6 providers.main.timeout",
            "7 providers.other.use",
            "9 metrics.brief.max",
            "10 metrics.bad");
    assertThat(problems.get(0).toString())
        .startsWith(folder.resolve("llmops.yaml") + ":2:3 server.lisetn")
        .contains("listen");
    assertThat(problems.stream().map(Problem::toString))
        .allMatch(text -> text.matches("(?s).*llmops\\.yaml:\\d+:\\d+ .*"));
    assertThat(folder.resolve("data/llmops.db")).doesNotExist();
  }

  @Test
  void mistakesInPluginSettingsAloneAreToldTheSameWay() throws Exception {
    List<Problem> problems =
        problemsOf(
            """
            metrics:
              brief: { use: word-limit, mx: 3 }
            tests:
              mine: { use: wlech }
            """);

    assertThat(problems.stream().map(Problem::key))
        .containsExactly("metrics.brief.mx", "tests.mine.use");
    assertThat(problems.get(1).toString()).contains(":4:", "welch");
    assertThat(folder.resolve("data/llmops.db")).doesNotExist();
  }

  @Test
  void limitsOfWhatNoInstanceIsCalledAreToldWithAllTheOtherMistakes() throws Exception {
    List<Problem> problems =
        problemsOf(
            """
            evaluation:
              pass-mark: 2
              providers: { local: { concurrency: 4 }, mian: { concurrency: 4 } }
            thresholds:
              metrics: { exact-match: 0.9, brief: 0.5, exact-mach: 0.9 }
            providers: { main: { use: openai, model: m } }
            metrics: { brief: { use: word-limit, mx: 3 } }
            """);

    assertThat(problems)
        .extracting(Problem::line, Problem::column, Problem::key, Problem::code)
        .containsExactly(
            tuple(2, 14, "evaluation.pass-mark", "LLM-CFG-006"),
            tuple(3, 43, "evaluation.providers.mian", "LLM-CFG-013"),
            tuple(5, 44, "thresholds.metrics.exact-mach", "LLM-CFG-013"),
            tuple(7, 38, "metrics.brief.mx", "LLM-CFG-003"));
    assertThat(problems.get(1).remedy()).isEqualTo("did you mean \"main\"?");
    assertThat(problems.get(2).remedy()).isEqualTo("did you mean \"exact-match\"?");
  }

  @Test
  void aLimitOfNoMetricAloneKeepsAServerFromStarting() throws Exception {
    assertThat(problemsOf("thresholds: { metrics: { helpfull: 0.8 } }\n"))
        .extracting(Problem::key)
        .containsExactly("thresholds.metrics.helpfull");
    assertThat(folder.resolve("data/llmops.db")).doesNotExist();
  }

  @Test
  void durationsOutOfRangeAreToldWithTheirPlace() throws Exception {
    List<Problem> problems =
        problemsOf(
            """
            alerts: { cool-down: PT-10M }
            evaluation:
              run-timeout: 999999d
            """);

    assertThat(problems.stream().map(Problem::key))
        .containsExactlyInAnyOrder("alerts.cool-down", "evaluation.run-timeout");
    assertThat(problems.toString()).contains(":1:", ":3:", "366 days");
  }

  @Test
  void aFileThatIsNotYamlIsToldWithItsPlace() throws Exception {
    List<Problem> problems = problemsOf("server:\n  listen: \"127.0.0.1:0\n");

    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).code()).isEqualTo("LLM-CFG-002");
  }

  @Test
  void aMissingVariableIsToldAndASecretNeverShown() throws Exception {
    List<Problem> problems =
        problemsOf(
            """
            providers:
              main: { use: openai, model: m, api-key: "${env:NO_SUCH_KEY}" }
              other: { use: openai, model: m, api-key: "${env:A_KEY}", timeout: "${env:A_KEY}" }
            """,
            Map.of("A_KEY", "hush-hush"));

    assertThat(problems).hasSize(2);
    assertThat(problems.get(0).toString()).contains("NO_SUCH_KEY", ":2:");
    assertThat(problems.toString()).doesNotContain("hush-hush");
  }
}
