package dev.llmops.service.dataset;

import dev.llmops.model.evaluation.Sample;
import dev.llmops.model.json.Json;
import dev.llmops.service.error.Names;
import dev.llmops.service.error.ServiceException.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a record of an upload looks like. */
final class SampleFormat {

  private static final int MAX_ID_LENGTH = 200;
  private static final List<String> FIELDS =
      List.of("id", "input", "expected", "context", "metadata");

  private SampleFormat() {}

  /**
   * Reads a record.
   *
   * @param position its place in the upload, from 0, which makes its id where it has none
   * @throws dev.llmops.service.error.ServiceException with everything that is wrong with it
   */
  static Sample read(SampleSource.Entry entry, long position) {
    Json record = entry.record();
    if (!record.isObject()) {
      throw BrokenSample.at(
          entry.place(), "a sample is a JSON object with the fields " + String.join(", ", FIELDS));
    }
    List<Problem> problems = new ArrayList<>();
    for (String field : record.fields().keySet()) {
      if (!FIELDS.contains(field)) {
        problems.add(
            new Problem(
                "/" + field, "unknown field \"" + field + "\"" + Names.hint(field, FIELDS)));
      }
    }
    String id = id(record, position, problems);
    Json input = input(record, problems);
    Optional<String> expected = expected(record, problems);
    Json metadata = metadata(record, problems);
    if (!problems.isEmpty()) {
      throw BrokenSample.at(entry.place(), problems);
    }
    Optional<Json> context = record.get("context").filter(value -> !value.isNull());
    return new Sample(id, input, expected, context, metadata);
  }

  private static String id(Json record, long position, List<Problem> problems) {
    Json id = record.get("id").orElse(Json.NULL);
    if (id.isNull()) {
      return "sample-" + (position + 1);
    }
    if (!id.isString() || id.asString().isBlank() || id.asString().length() > MAX_ID_LENGTH) {
      problems.add(new Problem("/id", "an id is a text of 1 to " + MAX_ID_LENGTH + " characters"));
      return "";
    }
    return id.asString();
  }

  private static Json input(Json record, List<Problem> problems) {
    Json input = record.get("input").orElse(Json.NULL);
    if (input.isString()) {
      return Json.object(Map.of("input", input));
    }
    if (!input.isObject()) {
      problems.add(
          new Problem(
              "/input", "\"input\" is required: a text, or an object of the prompt's variables"));
    }
    return input;
  }

  private static Optional<String> expected(Json record, List<Problem> problems) {
    Json expected = record.get("expected").orElse(Json.NULL);
    if (expected.isNull()) {
      return Optional.empty();
    }
    if (!expected.isString()) {
      problems.add(new Problem("/expected", "\"expected\" is a text"));
      return Optional.empty();
    }
    return Optional.of(expected.asString());
  }

  private static Json metadata(Json record, List<Problem> problems) {
    Json metadata = record.get("metadata").orElse(Json.NULL);
    if (metadata.isNull()) {
      return Json.EMPTY_OBJECT;
    }
    if (!metadata.isObject()) {
      problems.add(new Problem("/metadata", "\"metadata\" is an object"));
    }
    return metadata;
  }

  /** The record as it counts for the content hash of a version. */
  static String canonical(Sample sample) {
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("id", Json.of(sample.id()));
    fields.put("input", sample.input());
    sample.expected().ifPresent(text -> fields.put("expected", Json.of(text)));
    sample.context().ifPresent(value -> fields.put("context", value));
    fields.put("metadata", sample.metadata());
    return Json.object(fields).toString();
  }
}
