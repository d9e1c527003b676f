package dev.llmops.server.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import dev.llmops.model.json.Json;
import dev.llmops.server.http.RecordBudget;
import dev.llmops.server.http.WireJson;
import dev.llmops.service.dataset.BrokenSample;
import dev.llmops.service.dataset.SampleSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Samples in CSV as RFC 4180 describes it: UTF-8, commas, double quotes, a header row. Holds one
 * row in memory. Not thread-safe.
 */
final class CsvSamples implements SampleSource {

  private static final int MAX_COLUMNS = 1_000;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final CsvFactory FACTORY = factory();

  private final RecordBudget budget;
  private final WireJson json;
  private final CsvParser parser;
  private CsvColumns columns;
  private long line = 1;

  /** Over a body; the JSON in cells is read as JSON in bodies is. */
  CsvSamples(InputStream source, int maximumRow, WireJson json) throws IOException {
    this.json = json;
    budget = new RecordBudget(source, maximumRow);
    budget.renew(place());
    parser = FACTORY.createParser(text(budget));
  }

  private static CsvFactory factory() {
    CsvFactory factory =
        CsvFactory.builder()
            .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
            .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(8 << 20).build())
            .build();
    return factory;
  }

  private static Reader text(InputStream bytes) throws IOException {
    PushbackInputStream start = new PushbackInputStream(bytes, BYTE_ORDER_MARK.length);
    byte[] first = start.readNBytes(BYTE_ORDER_MARK.length);
    if (!Arrays.equals(first, BYTE_ORDER_MARK)) {
      start.unread(first);
    }
    // A decoder that is given, unlike a charset, does not replace what it cannot read.
    return new InputStreamReader(start, StandardCharsets.UTF_8.newDecoder());
  }

  @Override
  public Optional<Entry> next() throws IOException {
    if (columns == null) {
      List<String> header =
          row(MAX_COLUMNS)
              .orElseThrow(
                  () -> BrokenSample.at("line 1", "a row with the column names is required"));
      columns = CsvColumns.of(header, place(), json);
    }
    Optional<List<String>> cells = row(columns.count());
    if (cells.isEmpty()) {
      return Optional.empty();
    }
    if (cells.get().size() < columns.count()) {
      throw BrokenSample.at(
          place(),
          "the row has %d cells, the header has %d columns"
              .formatted(cells.get().size(), columns.count()));
    }
    Json record = columns.record(cells.get(), place());
    return Optional.of(new Entry(place(), record));
  }

  private String place() {
    return "line " + line;
  }

  /** The cells of the next row; a cell too many is refused before it is kept. */
  private Optional<List<String>> row(int most) throws IOException {
    boolean located = columns == null;
    try {
      JsonToken token = parser.nextToken();
      if (token == null) {
        return Optional.empty();
      }
      List<String> cells = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (cells.isEmpty()) {
          line = parser.currentTokenLocation().getLineNr();
          budget.renew(place());
          located = true;
        }
        if (cells.size() == most) {
          throw BrokenSample.at(place(), "the row has more than " + most + " cells");
        }
        cells.add(parser.getText());
      }
      return Optional.of(cells);
    } catch (CharacterCodingException e) {
      throw BrokenSample.at("behind " + place(), "the text is not UTF-8");
    } catch (JsonProcessingException e) {
      // It knows where it stopped, which for an open quote is the end of the text.
      throw BrokenSample.at(
          located ? place() : "behind " + place(), "not CSV: " + e.getOriginalMessage());
    }
  }
}
