package dev.llmops.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.model.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NdjsonReaderTest {

  private static final WireJson JSON = new WireJson();

  record Row(String input, int count) {}

  private static NdjsonReader reader(String text) {
    return reader(text.getBytes(StandardCharsets.UTF_8));
  }

  private static NdjsonReader reader(byte[] bytes) {
    return new NdjsonReader(JSON, new ByteArrayInputStream(bytes), 100);
  }

  private static List<String> all(NdjsonReader reader) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Optional<NdjsonReader.Line<Json>> line = reader.next();
        line.isPresent();
        line = reader.next()) {
      lines.add(line.get().number() + ":" + line.get().value());
    }
    return lines;
  }

  @Test
  void linesAreNumberedAndBlankOnesSkipped() throws Exception {
    assertThat(all(reader("{\"a\":1}\n\n  \r\n[2]\r\n\"grüße\"")))
        .containsExactly("1:{\"a\":1}", "4:[2]", "5:\"grüße\"");
  }

  @Test
  void nothingHasNoLines() throws Exception {
    assertThat(all(reader(""))).isEmpty();
    assertThat(all(reader("\n\n"))).isEmpty();
  }

  @Test
  void aByteOrderMarkIsSkipped() throws Exception {
    assertThat(all(reader("\uFEFF{}"))).containsExactly("1:{}");
  }

  @Test
  void aBrokenLineIsNamed() throws Exception {
    NdjsonReader reader = reader("{}\n".repeat(49_999) + "{\"a\":\n{}\n");
    for (int i = 0; i < 49_999; i++) {
      reader.next();
    }

    assertThatThrownBy(reader::next)
        .isInstanceOf(HttpProblem.class)
        .hasMessageStartingWith("line 50000: not JSON");
  }

  @Test
  void aLineThatDoesNotFitItsTypeIsNamed() throws Exception {
    NdjsonReader reader =
        reader("{\"input\":\"a\",\"count\":1}\n{\"inptu\":\"a\",\"count\":1}\n");

    assertThat(reader.next(Row.class).orElseThrow().value()).isEqualTo(new Row("a", 1));
    assertThatThrownBy(() -> reader.next(Row.class))
        .hasMessageContaining("line 2: /inptu: unknown field \"inptu\"; did you mean \"input\"?");
  }

  @Test
  void aLineThatIsNotUtf8IsNamed() {
    NdjsonReader reader = reader(new byte[] {'"', (byte) 0xC3, '(', '"', '\n'});

    assertThatThrownBy(reader::next).hasMessage("line 1: not UTF-8");
  }

  @Test
  void anOverlongLineIsRefusedWithoutBeingHeld() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }
        };

    assertThatThrownBy(() -> new NdjsonReader(JSON, endless, 100_000).next())
        .hasMessage("line 1 is longer than 100000 bytes");
  }

  @Test
  void linesAcrossBuffersStayWhole() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 5_000; i++) {
      text.append("{\"i\":").append(i).append(",\"t\":\"").append("y".repeat(i % 60)).append("\"}\n");
    }
    List<String> lines = all(reader(text.toString()));

    assertThat(lines).hasSize(5_000);
    assertThat(lines.get(4_999)).startsWith("5000:{\"i\":4999,");
  }
}
