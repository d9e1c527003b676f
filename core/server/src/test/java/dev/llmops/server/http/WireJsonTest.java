package dev.llmops.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.llmops.model.json.Json;
import dev.llmops.service.error.ServiceException.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireJsonTest {

  private final WireJson json = new WireJson();

  enum Color {
    @JsonProperty("red")
    RED,
    @JsonProperty("dark-green")
    DARK_GREEN
  }

  record Inner(String label, int count) {}

  record Sheet(
      String name,
      int size,
      double share,
      boolean active,
      Color color,
      Instant at,
      Duration every,
      List<Inner> parts,
      Map<String, Double> weights,
      Json extra,
      Optional<String> note,
      OptionalInt rank,
      OptionalDouble score) {}

  record Required(String name, int count) {
    Required {
      Objects.requireNonNull(name, "name is null");
      if (count < 1) {
        throw new IllegalArgumentException("count must be at least 1");
      }
    }
  }

  record Holder(Required first, List<Required> all) {}

  private <T> T read(String text, Class<T> type) {
    return json.read(text.getBytes(StandardCharsets.UTF_8), type, "");
  }

  private HttpProblem refused(String text, Class<?> type) {
    HttpProblem problem = catchThrowableOfType(HttpProblem.class, () -> read(text, type));
    assertThat(problem).as("reading %s", text).isNotNull();
    return problem;
  }

  private String written(Object value) {
    return new String(json.write(value), StandardCharsets.UTF_8);
  }

  @Test
  void everythingSurvivesTheWayThere() {
    Sheet sheet =
        new Sheet(
            "n",
            3,
            0.25,
            true,
            Color.DARK_GREEN,
            Instant.parse("2026-01-31T12:00:00.5Z"),
            Duration.ofSeconds(90),
            List.of(new Inner("a", 1)),
            Map.of("b", 2.0, "a", 1.0),
            Json.object(Map.of("k", Json.array(List.of(Json.of(1L), Json.NULL)))),
            Optional.empty(),
            OptionalInt.of(4),
            OptionalDouble.empty());
    String text = written(sheet);

    assertThat(text)
        .isEqualTo(
            "{\"name\":\"n\",\"size\":3,\"share\":0.25,\"active\":true,\"color\":\"dark-green\","
                + "\"at\":\"2026-01-31T12:00:00.500Z\",\"every\":\"PT1M30S\","
                + "\"parts\":[{\"label\":\"a\",\"count\":1}],\"weights\":{\"a\":1.0,\"b\":2.0},"
                + "\"extra\":{\"k\":[1,null]},\"note\":null,\"rank\":4,\"score\":null}");
    assertThat(read(text, Sheet.class)).isEqualTo(sheet);
  }

  @Test
  void fieldsOfJsonKeepTheirOrder() {
    String text =
        "{\"z\":1,\"a\":{\"y\":[1.5,true,null,\"x\"],\"b\":123456789012345678901234567890}}";

    assertThat(written(read(text, Json.class))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void numbersThatAreNoneAreNeverWritten(double value) {
    assertThatThrownBy(() -> json.write(Map.of("x", value)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> json.write(Map.of("x", (float) value)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> json.write(new double[] {1, value}))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> json.write(OptionalDouble.of(value)))
        .isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"x\":NaN}",
        "{\"x\":1,}",
        "{x:1}",
        "{'x':1}",
        "{\"x\":1} {}",
        "{\"x\":1",
        "[1,2",
        "{\"x\":1,\"x\":2}",
        "// no\n{}",
        "{\"x\":01}",
        "nul"
      })
  void textThatIsNotJsonIs400WithItsPlace(String text) {
    HttpProblem problem = refused(text, Json.class);

    assertThat(problem.error()).isEqualTo(HttpError.MALFORMED_JSON);
    assertThat(problem.getMessage()).contains("line ", "column ").doesNotContain("Jackson", "`");
  }

  @Test
  void malformedJsonIs400WhereverTheFirstMismatchStands() {
    assertThat(refused("{\"name\":5,\"count\":", Required.class).error())
        .isEqualTo(HttpError.MALFORMED_JSON);
  }

  @Test
  void deepNestingIs400ForEveryType() {
    String deep = "[".repeat(10_000) + "]".repeat(10_000);

    assertThat(refused(deep, Json.class).getMessage()).contains("nested deeper than 500");
    assertThat(refused(deep, Required.class).getMessage()).contains("nested deeper than 500");
    assertThat(refused("{\"odd\":" + deep + "}", Required.class).getMessage())
        .contains("nested deeper than 500");
    assertThat(read("[".repeat(500) + "]".repeat(500), Json.class).isArray()).isTrue();
  }

  record Switches(boolean on, List<Inner> inner) {}

  @Test
  void aFlagThatIsNotThereIsFalseButNullIsNoFlag() {
    assertThat(read("{}", Switches.class).on()).isFalse();
    assertThat(read("{\"on\":true}", Switches.class).on()).isTrue();
    for (String value : List.of("null", "1", "\"true\"", "[]")) {
      assertThat(refused("{\"on\":" + value + "}", Switches.class).problems())
          .as(value)
          .extracting(problem -> problem.pointer())
          .containsExactly("/on");
    }
  }

  @Test
  void aNullInAListIsRefusedWithItsPlace() {
    assertThat(
            refused("{\"inner\":[{\"label\":\"a\",\"count\":1},null]}", Switches.class).problems())
        .containsExactly(new Problem("/inner/1", "must not be null"));
  }

  record Change(Optional<List<Inner>> parts, Optional<Json> extra) {}

  @Test
  void aNullInAnOptionalListIsRefusedWithItsPlace() {
    assertThat(refused("{\"parts\":[null]}", Change.class).problems())
        .containsExactly(new Problem("/parts/0", "must not be null"));
    Change absent = read("{\"parts\":null,\"extra\":{\"k\":[null],\"n\":null}}", Change.class);
    assertThat(absent.parts()).isEmpty();
    assertThat(written(absent.extra())).isEqualTo("{\"k\":[null],\"n\":null}");
  }

  @Test
  void overlongNumbersAre400() {
    assertThat(refused("[" + "1".repeat(1_000) + "]", Json.class).getMessage())
        .contains("too long");
  }

  @Test
  void numbersBeyondADoubleAre422() {
    assertThat(refused("1e999", Json.class).error()).isEqualTo(HttpError.INVALID_BODY);
    assertThat(refused("{\"share\":1e999}", Sheet.class).problems())
        .containsExactly(new Problem("/share", "expected a finite number, got Infinity"));
    assertThat(refused("{\"weights\":{\"a\":1e999}}", Sheet.class).problems())
        .containsExactly(new Problem("/weights/a", "expected a finite number, got Infinity"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"name\":5} | /name | expected a string",
        "{\"size\":\"5\"} | /size | expected an integer in range, got \"5\"",
        "{\"size\":5.5} | /size | expected an integer in range, got 5.5",
        "{\"size\":99999999999} | /size | expected an integer in range",
        "{\"size\":null} | /size | expected an integer in range",
        "{\"share\":\"0.5\"} | /share | expected a finite number",
        "{\"active\":1} | /active | expected true or false",
        "{\"active\":\"true\"} | /active | expected true or false",
        "{\"color\":\"blue\"} | /color | expected one of \"red\", \"dark-green\", got \"blue\"",
        "{\"color\":0} | /color | expected one of \"red\", \"dark-green\"",
        "{\"at\":1700000000} | /at | expected a time such as \"2026-01-31T12:00:00Z\"",
        "{\"at\":\"2026-01-31\"} | /at | expected a time such as \"2026-01-31T12:00:00Z\"",
        "{\"every\":\"soon\"} | /every | expected a duration such as \"30s\" or \"PT30S\"",
        "{\"parts\":{}} | /parts | expected an array",
        "{\"parts\":[{\"label\":\"a\",\"count\":1},7]} | /parts/1 | expected an object",
        "{\"weights\":[]} | /weights | expected an object",
        "[] | `` | expected an object",
        "null | `` | expected an object",
      })
  void valuesOfAnotherKindAre422WithTheirPlace(String text, String pointer, String message) {
    HttpProblem problem = refused(text, Sheet.class);

    assertThat(problem.error()).isEqualTo(HttpError.INVALID_BODY);
    assertThat(problem.problems()).hasSize(1);
    assertThat(problem.problems().get(0).pointer()).isEqualTo(pointer == null ? "" : pointer);
    assertThat(problem.problems().get(0).message()).startsWith(message).doesNotContain("java.");
  }

  @Test
  void allUnknownFieldsAreReportedTogether() {
    HttpProblem problem =
        refused(
            "{\"nmae\":1,\"parts\":[{\"lable\":\"x\",\"count\":1}],\"zzzzzzz\":[{}]}", Sheet.class);

    assertThat(problem.problems())
        .startsWith(
            new Problem("/nmae", "unknown field \"nmae\"; did you mean \"name\"?"),
            new Problem("/parts/0/lable", "unknown field \"lable\"; did you mean \"label\"?"),
            new Problem("/zzzzzzz", "unknown field \"zzzzzzz\""));
  }

  @Test
  void whatARecordRefusesIs422WithItsReason() {
    assertThat(refused("{\"name\":\"a\",\"count\":0}", Required.class).problems())
        .containsExactly(new Problem("", "count must be at least 1"));
    assertThat(refused("{\"first\":{\"count\":1}}", Holder.class).problems())
        .containsExactly(new Problem("/first/name", "is required"));
    assertThat(
            refused(
                    "{\"all\":[{\"name\":\"a\",\"count\":1},{\"name\":\"b\",\"count\":-1}]}",
                    Holder.class)
                .problems())
        .containsExactly(new Problem("/all/1", "count must be at least 1"));
  }

  @Test
  void absentOptionalsAreEmpty() {
    Sheet sheet = read("{\"size\":1,\"share\":1,\"active\":true}", Sheet.class);

    assertThat(sheet.note()).isEmpty();
    assertThat(sheet.rank()).isEmpty();
    assertThat(sheet.score()).isEmpty();
  }

  @Test
  void aMissingNumberIs422() {
    assertThat(refused("{\"name\":\"a\"}", Required.class).problems())
        .containsExactly(new Problem("/count", "is required"));
  }

  @ParameterizedTest
  @CsvSource({"30s,PT30S", "250ms,PT0.25S", "5m,PT5M", "24h,PT24H", "7d,PT168H", "PT1M30S,PT1M30S"})
  void durationsAreReadAsPeopleWriteThem(String text, String iso) {
    assertThat(read("\"" + text + "\"", Duration.class)).isEqualTo(Duration.parse(iso));
  }

  @Test
  void timesWithAnOffsetBecomeUtc() {
    assertThat(read("\"2026-01-31T12:00:00+02:00\"", Instant.class))
        .isEqualTo(Instant.parse("2026-01-31T10:00:00Z"));
  }
}
