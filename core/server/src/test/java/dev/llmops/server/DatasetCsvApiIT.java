package dev.llmops.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetCsvApiIT {

  private static final String DATASETS = "/api/v1/datasets";

  @TempDir static Path folder;

  private static ServerFixture server;

  @BeforeAll
  static void start() {
    server = ServerFixture.start(folder);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void samplesComeInCsv() {
    server.post(DATASETS, "{\"name\":\"csv\"}").expect(201);
    String csv =
        "\uFEFFid,question,input.lang,expected,context,metadata.source\r\n"
            + "q1,\"What, \"\"exactly\"\"?\",en,,a page,shop\r\n"
            + "\r\n"
            + ",\"two\nlines\",de,ja,,\r\n";

    server.upload("csv", "", "text/csv; charset=utf-8", csv).expect(201);

    Answer samples = server.get(DATASETS + "/csv/samples").expect(200);
    assertThat(samples.items("id")).containsExactly("q1", "sample-2");
    assertThat(samples.textAt("/items/0/input/question")).isEqualTo("What, \"exactly\"?");
    assertThat(samples.textAt("/items/0/input/lang")).isEqualTo("en");
    assertThat(samples.at("/items/0/expected").isNull()).isTrue();
    assertThat(samples.textAt("/items/0/context")).isEqualTo("a page");
    assertThat(samples.textAt("/items/0/metadata/source")).isEqualTo("shop");
    assertThat(samples.textAt("/items/1/input/question")).isEqualTo("two\nlines");
    assertThat(samples.textAt("/items/1/expected")).isEqualTo("ja");
    assertThat(samples.at("/items/1/context").isNull()).isTrue();
    assertThat(samples.at("/items/1/metadata").isEmpty()).isTrue();
  }

  @Test
  void whatIsWrongWithACsvIsToldByItsLine() {
    server.post(DATASETS, "{\"name\":\"bad-csv\"}").expect(201);
    for (Map.Entry<String, List<String>> wrong :
        Map.ofEntries(
                Map.entry("", List.of("line 1", "column names")),
                Map.entry("id,expected\n", List.of("line 1", "variable of the prompt")),
                Map.entry("a,,b\n", List.of("line 1", "column 2 has no name")),
                Map.entry("a,input.a\n", List.of("line 1", "two columns")),
                Map.entry("a,metadata\n", List.of("line 1", "metadata.NAME")),
                Map.entry("a\n", List.of("no samples")),
                Map.entry("a,b\n1,2\n\"x\ny\",2\n1\n", List.of("line 5", "1 cells")),
                Map.entry("a\n1\n2,3\n", List.of("line 3", "more than 1 cells")),
                Map.entry("id,a\nx,1\ny,2\nx,3\n", List.of("line 4", "\"x\"")),
                Map.entry("a\n1\n\"open\n", List.of("behind line 2", "not CSV")))
            .entrySet()) {
      Answer refused = server.upload("bad-csv", "", "text/csv", wrong.getKey()).expect(422);
      assertThat(refused.text().replace("\\\"", "\""))
          .as(wrong.getKey())
          .contains(wrong.getValue());
    }
    assertThat(server.get(DATASETS + "/bad-csv").at("/latestVersion").asInt()).isZero();
  }

  @Test
  void aBrokenRowFarDownLeavesNothing() {
    server.dataset("far", Reviews.samples(1));
    String rows =
        "text,expected\n" + "good,yes\n".repeat(49_998) + "bad\n" + "good,yes\n".repeat(9);

    assertThat(server.upload("far", "", "text/csv", rows).expect(422).detail())
        .startsWith("line 50000: ");

    assertThat(server.get(DATASETS + "/far").at("/latestVersion").asInt()).isEqualTo(1);
    assertThat(server.get(DATASETS + "/far/versions").items("version")).containsExactly("1");
  }

  @Test
  void bytesThatAreNoTextAreRefused() {
    server.post(DATASETS, "{\"name\":\"latin\"}").expect(201);

    Answer refused =
        server.uploadBytes(
            "latin", "text/csv", "a\nf\u00fcr\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(refused.expect(422).detail()).contains("not UTF-8");
  }

  @Test
  void theHeaderSaysWhatTypeTheCellsAre() {
    server.post(DATASETS, "{\"name\":\"typed\"}").expect(201);
    String csv =
        """
        question:string,count:integer,metadata.score:number,input.active:boolean,data:json,context:json,a:b:string
        007,42,-0.5,TRUE,"{""a"": [1, null]}","[""p1"", 2]",x
        ,3.0,1e3,false,null,,
        ,,, ,,,
        """;

    server.upload("typed", "", "text/csv", csv).expect(201);

    Answer samples = server.get(DATASETS + "/typed/samples").expect(200);
    assertThat(samples.at("/items/0/input").toString())
        .isEqualTo(
            "{\"question\":\"007\",\"count\":42,\"active\":true,\"data\":{\"a\":[1,null]},\"a:b\":\"x\"}");
    assertThat(samples.at("/items/0/metadata").toString()).isEqualTo("{\"score\":-0.5}");
    assertThat(samples.at("/items/0/context").toString()).isEqualTo("[\"p1\",2]");
    assertThat(samples.at("/items/1/input").toString())
        .isEqualTo("{\"question\":\"\",\"count\":3,\"active\":false,\"data\":null,\"a:b\":\"\"}");
    assertThat(samples.at("/items/1/metadata/score").asDouble()).isEqualTo(1000);
    assertThat(samples.at("/items/2/input").toString())
        .isEqualTo("{\"question\":\"\",\"a:b\":\"\"}");
    assertThat(samples.at("/items/2/metadata").isEmpty()).isTrue();
    assertThat(samples.at("/items/2/context").isNull()).isTrue();
  }

  @Test
  void typedCellsAreTheSameSamplesAsInJson() {
    server.post(DATASETS, "{\"name\":\"same\"}").expect(201);
    server
        .upload("same", "{\"id\":\"a\",\"input\":{\"n\":1},\"metadata\":{\"m\":0.25}}\n")
        .expect(201);

    Answer again =
        server.upload("same", "", "text/csv", "id,n:integer,metadata.m:number\na,1,0.25\n");

    assertThat(again.expect(200).at("/changed").asBoolean()).isFalse();
  }

  @Test
  void everyCellOfARowThatIsNotOfItsTypeIsTold() {
    server.post(DATASETS, "{\"name\":\"cells\"}").expect(201);
    String csv =
        """
        count:integer,metadata.score:number,active:boolean,data:json
        1,0.5,true,[]
        12x,high,yes,"{""a"": oops}"
        """;

    Answer refused = server.upload("cells", "", "text/csv", csv).expect(422);

    assertThat(refused.code()).isEqualTo("LLM-DAT-005");
    assertThat(refused.detail())
        .startsWith("line 3: column 1 \"count:integer\": \"12x\" is not a whole number such as 42")
        .contains("(and 3 more)");
    assertThat(refused.problems())
        .containsOnlyKeys("/input/count", "/metadata/score", "/input/active", "/input/data");
    assertThat(refused.problems().get("/metadata/score"))
        .contains("column 2", "\"high\"", "0.75", "leave \":number\" out");
    assertThat(refused.problems().get("/input/active")).contains("\"yes\"", "true or false");
    assertThat(refused.problems().get("/input/data")).contains("is not JSON such as", "oops");
    assertThat(server.get(DATASETS + "/cells").at("/latestVersion").asInt()).isZero();
  }

  @Test
  void numbersThatWouldChangeAreRefused() {
    server.post(DATASETS, "{\"name\":\"numbers\"}").expect(201);

    for (Map.Entry<String, String> cell :
        List.of(
            Map.entry("integer", "007"),
            Map.entry("integer", "1.5"),
            Map.entry("integer", "1e3"),
            Map.entry("integer", "9".repeat(500)),
            Map.entry("number", "NaN"),
            Map.entry("number", "1e999"),
            Map.entry("number", "1 2"),
            Map.entry("number", "true"),
            Map.entry("boolean", "1"),
            Map.entry("json", "[1] 2"),
            Map.entry("json", "{\"\"a\"\":1,\"\"a\"\":2}"))) {
      Answer refused =
          server.upload(
              "numbers",
              "",
              "text/csv",
              "n:%s,m\n\"%s\",x\n".formatted(cell.getKey(), cell.getValue()));
      assertThat(refused.status()).as(cell.toString()).isEqualTo(422);
      assertThat(refused.problems()).as(cell.toString()).containsOnlyKeys("/input/n");
    }
    String large = "12345678901234567890";
    server.upload("numbers", "", "text/csv", "n:integer\n" + large + "\n").expect(201);
    assertThat(server.get(DATASETS + "/numbers/samples").at("/items/0/input/n").asText())
        .isEqualTo(large);
  }

  @Test
  void whatIsWrongWithATypeInTheHeaderIsTold() {
    server.post(DATASETS, "{\"name\":\"header\"}").expect(201);
    for (Map.Entry<String, List<String>> header :
        List.of(
            Map.entry("n:intger", List.of("no type \"intger\"", "did you mean \"integer\"")),
            Map.entry("n:", List.of("string, integer, number, boolean, json", "\":string\"")),
            Map.entry(":integer", List.of("column 1 has no name")),
            Map.entry("n,n:integer", List.of("two columns \"n\"")),
            Map.entry("n,id:integer", List.of("always a text", "call it \"id\"")),
            Map.entry("n,expected:json", List.of("always a text", "call it \"expected\"")),
            Map.entry("n,metadata:json", List.of("metadata.NAME")))) {
      Answer refused =
          server.upload("header", "", "text/csv", header.getKey() + "\n1,2\n").expect(422);
      assertThat(refused.detail()).as(header.getKey()).startsWith("line 1: ");
      assertThat(refused.text().replace("\\\"", "\""))
          .as(header.getKey())
          .contains(header.getValue());
    }
  }
}
