package dev.llmops.host.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.model.json.Json;
import dev.llmops.spi.config.Default;
import dev.llmops.spi.config.Doc;
import dev.llmops.spi.config.Secret;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigBinderTest {

  enum Mode {
    READ_ONLY,
    FULL
  }

  record Inner(@Default("2s") Duration pause, Optional<Secret> token) {}

  record Everything(
      String text,
      boolean flag,
      int number,
      long big,
      double ratio,
      Mode mode,
      Duration time,
      Path path,
      URI url,
      Secret secret,
      Optional<String> maybe,
      OptionalInt maybeInt,
      OptionalLong maybeLong,
      OptionalDouble maybeDouble,
      List<String> names,
      Map<String, Integer> counts,
      Inner inner,
      Json anything,
      ConfigNode raw) {}

  record Secrets(String name, Secret key, Inner inner, List<Secret> keys) {}

  record Defaulted(
      @Doc("Most words") @Default("100") int maxWords,
      @Default("[a, b]") List<String> names,
      @Default("{ x: 1 }") Map<String, Double> prices,
      Inner inner) {}

  private static ConfigNode.Section parse(String yaml, Map<String, String> environment) {
    ConfigDocument document = ConfigDocument.parse(yaml, "c.yaml", Path.of("."), environment);
    assertThat(document.problems()).isEmpty();
    return document.root();
  }

  private static <T extends Record> T bind(Class<T> type, String yaml) throws Exception {
    return ConfigBinder.bind(type, parse(yaml, Map.of("E", "from-env"))).orThrow();
  }

  @Test
  void bindsEveryKindOfSetting() throws Exception {
    Everything bound =
        bind(
            Everything.class,
            """
            text: 1.10
            flag: true
            number: 1_000
            big: 5000000000
            ratio: 1e-3
            mode: read-only
            time: 250ms
            path: data/x.db
            url: http://localhost:1/x
            secret: "${env:E}"
            maybe: "a ${env:E} b"
            maybe-int: 4
            maybe-long: 5
            maybe-double: 6
            names: [a, b]
            counts: { one: 1, two: 2 }
            inner: { pause: PT1M }
            anything: { a: [1, 2.5, null, true, "1"] }
            raw: { use: x }
            """);

    assertThat(bound.text()).isEqualTo("1.10");
    assertThat(bound.flag()).isTrue();
    assertThat(bound.number()).isEqualTo(1000);
    assertThat(bound.big()).isEqualTo(5_000_000_000L);
    assertThat(bound.ratio()).isEqualTo(0.001);
    assertThat(bound.mode()).isEqualTo(Mode.READ_ONLY);
    assertThat(bound.time()).isEqualTo(Duration.ofMillis(250));
    assertThat(bound.path()).isEqualTo(Path.of("data/x.db"));
    assertThat(bound.url()).isEqualTo(URI.create("http://localhost:1/x"));
    assertThat(bound.secret().reveal()).isEqualTo("from-env");
    assertThat(bound.maybe()).contains("a from-env b");
    assertThat(bound.maybeInt()).hasValue(4);
    assertThat(bound.maybeLong()).hasValue(5);
    assertThat(bound.maybeDouble()).hasValue(6);
    assertThat(bound.names()).containsExactly("a", "b");
    assertThat(bound.counts()).containsExactly(Map.entry("one", 1), Map.entry("two", 2));
    assertThat(bound.inner()).isEqualTo(new Inner(Duration.ofMinutes(1), Optional.empty()));
    assertThat(bound.anything()).hasToString("{\"a\":[1,2.5,null,true,\"1\"]}");
    assertThat(((ConfigNode.Section) bound.raw()).get("use")).isPresent();
  }

  @Test
  void takesDefaultsWhereNothingIsGiven() throws Exception {
    assertThat(bind(Defaulted.class, ""))
        .isEqualTo(
            new Defaulted(
                100,
                List.of("a", "b"),
                Map.of("x", 1.0),
                new Inner(Duration.ofSeconds(2), Optional.empty())));
    assertThat(ConfigBinder.bindsFromNothing(Defaulted.class)).isTrue();
    assertThat(ConfigBinder.bindsFromNothing(Everything.class)).isFalse();
  }

  @Test
  void readsAReferencedFileWithoutItsLastLineBreak(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("hook"), "https://hook\n\n");
    Files.writeString(folder.resolve("c.yaml"), "name: \"${file:hook}\"\nkey: \"$${env:X}\"\n");
    ConfigDocument document = ConfigDocument.parse(folder.resolve("c.yaml"), Map.of());

    Secrets bound = ConfigBinder.bind(Secrets.class, document.root()).orThrow();

    assertThat(bound.name()).isEqualTo("https://hook\n");
    assertThat(bound.key().reveal()).isEqualTo("${env:X}");
  }

  @Test
  void describesEveryKey() {
    assertThat(ConfigBinder.describe(Defaulted.class))
        .containsExactly(
            new ConfigKey("max-words", "integer", Optional.of("100"), false, "Most words"),
            new ConfigKey("names", "list of text", Optional.of("[a, b]"), false, ""),
            new ConfigKey("prices", "map to number", Optional.of("{ x: 1 }"), false, ""),
            new ConfigKey("inner.pause", "duration", Optional.of("2s"), false, ""),
            new ConfigKey("inner.token", "secret", Optional.empty(), false, ""));
  }

  @Test
  void hashesSettingsByValueAndWithoutSecrets() throws Exception {
    String one = ConfigHash.of(bind(Secrets.class, "{ name: a, key: k1, keys: [x] }"));
    String otherKey = ConfigHash.of(bind(Secrets.class, "{ key: k2, name: a, keys: [y] }"));
    String otherName = ConfigHash.of(bind(Secrets.class, "{ name: b, key: k1, keys: [x] }"));

    assertThat(one).matches("[0-9a-f]{64}").isEqualTo(otherKey).isNotEqualTo(otherName);
  }

  @Test
  void hidesSecretsWhereverTheyStand() {
    ConfigNode.Section section =
        parse(
            "{ name: \"${env:E}\", key: k1, inner: { token: t1, pause: 5s }, keys: [x1] }",
            Map.of("E", "e1"));

    assertThat(Redaction.of(Secrets.class, section))
        .hasToString(
            "{\"name\":\"***\",\"key\":\"***\",\"inner\":{\"pause\":\"5s\",\"token\":\"***\"},"
                + "\"keys\":[\"***\"]}");
    assertThat(section.fields().get("name").toString()).doesNotContain("e1");
  }
}
