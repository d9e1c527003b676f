package dev.llmops.server.api;

import dev.llmops.model.json.Json;
import dev.llmops.server.http.WireJson;
import dev.llmops.service.dataset.BrokenSample;
import dev.llmops.service.error.Names;
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
 * input.NAME}. Behind a colon stands the type of the cells, as in {@code count:integer}. Immutable.
 */
final class CsvColumns {

  private static final String INPUT = "input";
  private static final String METADATA = "metadata";
  private static final String CONTEXT = "context";
  private static final Set<String> TEXTS = Set.of("id", "expected");

  /**
   * A column.
   *
   * @param header as it stands in the file
   * @param group the field of a sample that it is part of; empty when it is a field itself
   */
  private record Column(String header, String group, String name, CsvType type) {

    static Column of(String header, String path, CsvType type) {
      for (String group : List.of(INPUT, METADATA)) {
        if (path.startsWith(group + ".")) {
          return new Column(header, group, path.substring(group.length() + 1), type);
        }
      }
      boolean own = path.equals(CONTEXT) || TEXTS.contains(path);
      return new Column(header, own ? "" : INPUT, path, type);
    }

    /** Where in a sample its values stand. */
    String pointer() {
      String field = "/" + name.replace("~", "~0").replace("/", "~1");
      return group.isEmpty() ? field : "/" + group + field;
    }

    /** A variable may be an empty text; elsewhere an empty cell says that there is nothing. */
    boolean has(String cell) {
      return type == CsvType.STRING ? group.equals(INPUT) || !cell.isEmpty() : !cell.isBlank();
    }
  }

  private final List<Column> columns;
  private final WireJson json;

  private CsvColumns(List<Column> columns, WireJson json) {
    this.columns = columns;
    this.json = json;
  }

  /**
   * Reads the header.
   *
   * @throws dev.llmops.service.error.ServiceException with everything that is wrong with it
   */
  static CsvColumns of(List<String> header, String place, WireJson json) {
    List<Problem> problems = new ArrayList<>();
    List<Column> columns = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < header.size(); i++) {
      String pointer = "/" + i;
      Column column = column(header.get(i).strip(), pointer, problems);
      if (column.name().isBlank()) {
        problems.add(new Problem(pointer, "column %d has no name".formatted(i + 1)));
      } else if (column.group().equals(INPUT) && column.name().equals(METADATA)) {
        problems.add(
            new Problem(pointer, "call the column \"metadata.NAME\" instead of \"metadata\""));
      } else if (!seen.add(column.pointer())) {
        problems.add(new Problem(pointer, "there are two columns \"" + column.name() + "\""));
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
    return new CsvColumns(List.copyOf(columns), json);
  }

  private static Column column(String header, String pointer, List<Problem> problems) {
    int colon = header.lastIndexOf(':');
    if (colon < 0) {
      return Column.of(header, header, CsvType.STRING);
    }
    String path = header.substring(0, colon).strip();
    String type = header.substring(colon + 1).strip();
    if (!CsvType.NAMES.contains(type)) {
      problems.add(
          new Problem(
              pointer,
              "column \"%s\": there is no type \"%s\"%s; the types are %s, and a name with a colon in it ends in \":string\""
                  .formatted(
                      header,
                      type,
                      Names.hint(type, CsvType.NAMES),
                      String.join(", ", CsvType.NAMES))));
      return Column.of(header, path, CsvType.STRING);
    }
    Column column = Column.of(header, path, CsvType.named(type));
    if (TEXTS.contains(path) && column.type() != CsvType.STRING) {
      problems.add(
          new Problem(
              pointer, "column \"%s\" is always a text: call it \"%s\"".formatted(header, path)));
    }
    return column;
  }

  int count() {
    return columns.size();
  }

  /**
   * The record of a sample.
   *
   * @throws dev.llmops.service.error.ServiceException with every cell that is not of its type
   */
  Json record(List<String> cells, String place) {
    Map<String, Json> fields = new LinkedHashMap<>();
    Map<String, Json> input = new LinkedHashMap<>();
    Map<String, Json> metadata = new LinkedHashMap<>();
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      String cell = cells.get(i);
      if (!column.has(cell)) {
        continue;
      }
      Map<String, Json> group =
          switch (column.group()) {
            case INPUT -> input;
            case METADATA -> metadata;
            default -> fields;
          };
      try {
        group.put(column.name(), column.type().read(cell, json));
      } catch (IllegalArgumentException e) {
        problems.add(
            new Problem(
                column.pointer(),
                "column %d \"%s\": %s".formatted(i + 1, column.header(), e.getMessage())));
      }
    }
    if (!problems.isEmpty()) {
      throw BrokenSample.at(place, problems);
    }
    fields.put(INPUT, Json.object(input));
    fields.put(METADATA, Json.object(metadata));
    return Json.object(fields);
  }
}
