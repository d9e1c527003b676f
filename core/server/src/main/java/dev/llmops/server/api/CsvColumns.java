package dev.llmops.server.api;

import dev.llmops.model.json.Json;
import dev.llmops.service.dataset.BrokenSample;
import dev.llmops.service.error.ServiceException.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the columns of a CSV file are: {@code id}, {@code expected}, {@code context}, {@code
 * metadata.NAME}, and any other is the variable of its name, or of NAME when it is {@code
 * input.NAME}. Immutable.
 */
final class CsvColumns {

  private static final String INPUT = "input";
  private static final String METADATA = "metadata";
  private static final Set<String> OWN = Set.of("id", "expected", "context");

  /**
   * A column.
   *
   * @param group the field of a sample that it is part of; empty when it is a field itself
   */
  private record Column(String group, String name) {

    static Column of(String header) {
      for (String group : List.of(INPUT, METADATA)) {
        if (header.startsWith(group + ".")) {
          return new Column(group, header.substring(group.length() + 1));
        }
      }
      return OWN.contains(header) ? new Column("", header) : new Column(INPUT, header);
    }
  }

  private final List<Column> columns;

  private CsvColumns(List<Column> columns) {
    this.columns = columns;
  }

  /**
   * Reads the header.
   *
   * @throws dev.llmops.service.error.ServiceException with everything that is wrong with it
   */
  static CsvColumns of(List<String> header, String place) {
    List<Problem> problems = new ArrayList<>();
    List<Column> columns = new ArrayList<>();
    Set<Column> seen = new HashSet<>();
    for (int i = 0; i < header.size(); i++) {
      String name = header.get(i).strip();
      Column column = Column.of(name);
      String pointer = "/" + i;
      if (column.name().isBlank()) {
        problems.add(new Problem(pointer, "column %d has no name".formatted(i + 1)));
      } else if (name.equals(METADATA)) {
        problems.add(
            new Problem(pointer, "call the column \"metadata.NAME\" instead of \"metadata\""));
      } else if (!seen.add(column)) {
        problems.add(new Problem(pointer, "there are two columns \"" + name + "\""));
      }
      columns.add(column);
    }
    if (columns.stream().noneMatch(column -> column.group().equals(INPUT))) {
      problems.add(
          new Problem("", "at least one column is required that is a variable of the prompt"));
    }
    if (!problems.isEmpty()) {
      throw BrokenSample.at(place, problems);
    }
    return new CsvColumns(List.copyOf(columns));
  }

  int count() {
    return columns.size();
  }

  /** The record of a sample; an empty cell is an empty variable, and nothing elsewhere. */
  Json record(List<String> cells) {
    Map<String, Json> fields = new LinkedHashMap<>();
    Map<String, Json> input = new LinkedHashMap<>();
    Map<String, Json> metadata = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      String cell = cells.get(i);
      if (column.group().equals(INPUT)) {
        input.put(column.name(), Json.of(cell));
      } else if (!cell.isEmpty()) {
        (column.group().isEmpty() ? fields : metadata).put(column.name(), Json.of(cell));
      }
    }
    fields.put(INPUT, Json.object(input));
    fields.put(METADATA, Json.object(metadata));
    return Json.object(fields);
  }
}
