package dev.llmops.host.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.llmops.host.config.ConfigNode.Field;
import dev.llmops.host.config.ConfigNode.Items;
import dev.llmops.host.config.ConfigNode.Scalar;
import dev.llmops.host.config.ConfigNode.Section;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Builds the located tree from the streaming parser's tokens. */
final class YamlReader {

  private static final int DEEPEST = 50;
  private static final YAMLFactory YAML =
      YAMLFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
          .build();

  private final String file;
  private final References references;
  private final List<Problem> problems = new ArrayList<>();

  YamlReader(String file, References references) {
    this.file = file;
    this.references = references;
  }

  ConfigDocument read(String text) {
    Section root = ConfigNode.emptySection(new Location(file, 1, 1), "");
    try (YAMLParser parser = YAML.createParser(text)) {
      JsonToken first = parser.nextToken();
      if (first != null) {
        root = rootOf(value(parser, ""), root);
        if (parser.nextToken() != null) {
          problem(place(parser), "", "LLM-CFG-002", "a second document begins here", "remove it");
        }
      }
    } catch (JsonProcessingException e) {
      problem(placeOf(e), "", "LLM-CFG-002", "not valid YAML: " + reasonOf(e), "correct the line");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ConfigDocument(root, problems);
  }

  private Section rootOf(ConfigNode value, Section empty) {
    if (value instanceof Section section) {
      return section;
    }
    if (!value.isAbsent()) {
      problem(
          value.location(),
          "",
          "LLM-CFG-002",
          "the file must hold keys and values",
          "write key: value");
    }
    return empty;
  }

  private ConfigNode value(YAMLParser parser, String path) throws IOException {
    Location place = place(parser);
    if (parser.isCurrentAlias()) {
      problem(place, path, "LLM-CFG-002", "YAML aliases are not supported", "repeat the value");
      return new Scalar(place, path, Scalar.Kind.UNRESOLVED, "", false);
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> section(parser, place, path);
      case START_ARRAY -> items(parser, place, path);
      case VALUE_TRUE, VALUE_FALSE ->
          new Scalar(place, path, Scalar.Kind.BOOLEAN, parser.getText(), false);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          new Scalar(place, path, Scalar.Kind.NUMBER, parser.getText(), false);
      case VALUE_NULL -> new Scalar(place, path, Scalar.Kind.NULL, "", false);
      default -> text(place, path, parser.getText());
    };
  }

  private Section section(YAMLParser parser, Location place, String path) throws IOException {
    Map<String, Field> fields = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      Location keyPlace = place(parser);
      String key = path.isEmpty() ? name : path + "." + name;
      parser.nextToken();
      Field field = new Field(keyPlace, value(parser, key));
      Field earlier = fields.putIfAbsent(name, field);
      if (earlier != null) {
        problem(
            keyPlace,
            key,
            "LLM-CFG-007",
            "the key is here a second time, first in line " + earlier.keyLocation().line(),
            "remove one of them");
      }
    }
    return new Section(place, path, fields);
  }

  private Items items(YAMLParser parser, Location place, String path) throws IOException {
    List<ConfigNode> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value(parser, path + "[" + elements.size() + "]"));
    }
    return new Items(place, path, elements);
  }

  private Scalar text(Location place, String path, String written) {
    References.Resolved resolved = references.resolve(written);
    resolved
        .failures()
        .forEach(
            failure -> problem(place, path, "LLM-CFG-008", failure.message(), failure.remedy()));
    if (!resolved.failures().isEmpty()) {
      return new Scalar(place, path, Scalar.Kind.UNRESOLVED, written, true);
    }
    return new Scalar(place, path, Scalar.Kind.TEXT, resolved.text(), resolved.confidential());
  }

  private Location place(JsonParser parser) {
    return place(parser.currentTokenLocation());
  }

  private Location place(JsonLocation location) {
    return new Location(
        file, Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
  }

  private Location placeOf(JsonProcessingException e) {
    return e.getLocation() == null ? new Location(file, 1, 1) : place(e.getLocation());
  }

  /** The parser's own message quotes the source, which may hold a secret. */
  private static String reasonOf(JsonProcessingException e) {
    if (e.getCause() instanceof MarkedYAMLException marked && marked.getProblem() != null) {
      return marked.getProblem();
    }
    return "nested too deeply or malformed";
  }

  private void problem(Location place, String key, String code, String message, String remedy) {
    problems.add(new Problem(place, key, code, message, remedy));
  }
}
