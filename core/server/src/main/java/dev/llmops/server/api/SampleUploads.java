package dev.llmops.server.api;

import dev.llmops.server.http.Exchange;
import dev.llmops.server.http.JsonArrayReader;
import dev.llmops.server.http.NdjsonReader;
import dev.llmops.server.http.WireJson;
import dev.llmops.service.dataset.SampleSource;
import java.io.IOException;
import java.util.Set;

/** The formats in which samples may come. */
final class SampleUploads {

  static final String NDJSON = "application/x-ndjson";
  static final String CSV = "text/csv";
  private static final String JSON_LINES = "application/jsonl";
  private static final String JSON = "application/json";
  private static final int MAX_SAMPLE = NdjsonReader.DEFAULT_MAX_LINE;

  private SampleUploads() {}

  /**
   * The samples in a body, as they arrive.
   *
   * @throws dev.llmops.server.http.HttpProblem when the content type is none of the formats
   */
  static SampleSource of(Exchange exchange, WireJson json) throws IOException {
    return switch (exchange.requireContentType(Set.of(NDJSON, JSON_LINES, JSON, CSV))) {
      case CSV -> new CsvSamples(exchange.stream(), MAX_SAMPLE, json);
      case JSON -> {
        JsonArrayReader array = new JsonArrayReader(json, exchange.stream(), "samples", MAX_SAMPLE);
        yield () ->
            array
                .next()
                .map(element ->
                    new SampleSource.Entry("sample " + element.number(), element.value()));
      }
      default -> {
        NdjsonReader lines = exchange.ndjson();
        yield () ->
            lines.next().map(line -> new SampleSource.Entry("line " + line.number(), line.value()));
      }
    };
  }
}
