package dev.llmops.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.cli.client.ApiClient;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A run as JUnit XML: one suite, a test case for each sample in dataset order, written as the
 * samples come. A sample that did not pass is a failure, one whose provider or metric failed an
 * error, one that was not judged is skipped.
 */
final class JunitReport {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

  private final JsonNode run;
  private final List<String> gateFailures;
  private XMLStreamWriter xml;
  private long nextPosition;

  /**
   * Of a run that has ended.
   *
   * @param gateFailures each gate that it failed, in words
   */
  JunitReport(JsonNode run, List<String> gateFailures) {
    this.run = run;
    this.gateFailures = gateFailures;
  }

  /** Hands over the results of the run's samples in dataset order. */
  interface Results {
    void forEach(Consumer<JsonNode> consumer);
  }

  static Results of(ApiClient api, String run) {
    return consumer -> api.forEach(ApiClient.path("runs", run, "samples"), Map.of(), consumer);
  }

  void write(Path file, Results results) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out, "UTF-8");
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeStartElement("testsuites");
      suite(results);
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IOException("cannot write " + file, e);
    }
  }

  private void suite(Results results) throws XMLStreamException {
    JsonNode summary = run.path("summary");
    long total = summary.path("total").asLong(run.path("totalSamples").asLong());
    long scored = summary.path("scored").asLong();
    String name = run.path("name").asText();
    xml.writeStartElement("testsuite");
    attribute("name", name.isBlank() ? suiteName() : name);
    attribute("package", "llmops");
    attribute("id", "0");
    attribute("hostname", "localhost");
    attribute("timestamp", TIME.format(started()));
    attribute("time", seconds(Duration.between(started(), time("endedAt")).toMillis()));
    attribute("tests", Long.toString(total));
    attribute("failures", Long.toString(scored - summary.path("passed").asLong()));
    attribute("errors", Long.toString(summary.path("failed").asLong()));
    attribute("skipped", Long.toString(total - scored - summary.path("failed").asLong()));
    properties(summary);
    results.forEach(this::result);
    missing(total);
    element("system-out", String.join("\n", gateFailures));
    element("system-err", Output.text(run.path("failure")));
    xml.writeEndElement();
  }

  private String suiteName() {
    JsonNode spec = run.path("spec");
    return "%s@%s on %s version %d"
        .formatted(
            spec.path("prompt").asText(),
            spec.path("promptVersion").asText(),
            spec.path("dataset").asText(),
            spec.path("datasetVersion").asInt());
  }

  private Instant started() {
    return run.path("startedAt").isTextual() ? time("startedAt") : time("createdAt");
  }

  private Instant time(String field) {
    return run.path(field).isTextual() ? Instant.parse(run.path(field).asText()) : Instant.EPOCH;
  }

  private void properties(JsonNode summary) throws XMLStreamException {
    Map<String, String> values = new LinkedHashMap<>();
    JsonNode spec = run.path("spec");
    values.put("run", run.path("id").asText());
    values.put("status", run.path("status").asText());
    values.put("dataset", spec.path("dataset").asText());
    values.put("dataset-version", spec.path("datasetVersion").asText());
    values.put("prompt", spec.path("prompt").asText());
    values.put("prompt-version", spec.path("promptVersion").asText());
    values.put("provider", spec.path("provider").path("instance").asText());
    values.put("pass-rate", summary.path("passRate").asText());
    values.put("latency-p99-ms", summary.path("latencyMillis").path("p99").asText());
    for (JsonNode metric : summary.path("metrics")) {
      values.put("mean." + metric.path("metric").asText(), metric.path("mean").asText());
    }
    values.put("gate", gateFailures.isEmpty() ? "passed" : "failed");
    xml.writeStartElement("properties");
    for (Map.Entry<String, String> value : values.entrySet()) {
      xml.writeStartElement("property");
      attribute("name", value.getKey());
      attribute("value", value.getValue());
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private void result(JsonNode sample) {
    try {
      missing(sample.path("position").asLong());
      nextPosition++;
      begin(sample.path("sampleId").asText(), sample.path("latencyMillis").asDouble());
      switch (sample.path("outcome").asText()) {
        case "not_passed" -> outcome("failure", "NotPassed", unmet(sample), answer(sample));
        case "failed" -> {
          JsonNode failure = sample.path("failure");
          outcome(
              "error",
              failure.path("code").asText(),
              failure.path("message").asText(),
              answer(sample));
        }
        case "skipped" -> xml.writeEmptyElement("skipped");
        default -> {}
      }
      xml.writeEndElement();
    } catch (XMLStreamException e) {
      throw new java.io.UncheckedIOException(new IOException(e));
    }
  }

  /** The samples that were not worked on stand nowhere but in the count. */
  private void missing(long position) throws XMLStreamException {
    for (; nextPosition < position; nextPosition++) {
      begin("sample at position " + nextPosition, 0);
      xml.writeEmptyElement("skipped");
      xml.writeEndElement();
    }
  }

  private void begin(String name, double latencyMillis) throws XMLStreamException {
    xml.writeStartElement("testcase");
    attribute("name", name);
    attribute("classname", "llmops." + run.path("spec").path("dataset").asText());
    attribute("time", seconds(latencyMillis));
  }

  private void outcome(String element, String type, String message, String text)
      throws XMLStreamException {
    xml.writeStartElement(element);
    attribute("type", type);
    attribute("message", message);
    xml.writeCharacters(writable(text));
    xml.writeEndElement();
  }

  private static String unmet(JsonNode sample) {
    return StreamSupport.stream(sample.path("scores").spliterator(), false)
        .filter(score -> score.path("passed").isBoolean() && !score.path("passed").asBoolean())
        .map(score ->
            "%s = %s %s"
                .formatted(
                    score.path("metric").asText(),
                    Output.number(score.path("value")),
                    score.path("reason").asText())
                .strip())
        .collect(Collectors.joining("; "));
  }

  private static String answer(JsonNode sample) {
    String answer = Output.text(sample.path("answer"));
    return answer.isEmpty() ? "" : "answer: " + answer;
  }

  private static String seconds(double millis) {
    return BigDecimal.valueOf(Math.max(0, millis) / 1000)
        .setScale(3, RoundingMode.HALF_UP)
        .toPlainString();
  }

  private void element(String name, String text) throws XMLStreamException {
    xml.writeStartElement(name);
    xml.writeCharacters(writable(text));
    xml.writeEndElement();
  }

  private void attribute(String name, String value) throws XMLStreamException {
    xml.writeAttribute(name, writable(value));
  }

  /** XML has no place for most control characters and for halves of surrogate pairs. */
  static String writable(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints().map(c -> isXml(c) ? c : 0xFFFD).forEach(clean::appendCodePoint);
    return clean.toString();
  }

  private static boolean isXml(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= 0x20 && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD)
        || c >= 0x10000;
  }
}
