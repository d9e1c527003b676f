package dev.llmops.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * The OpenAPI document. It is written by hand in several files: {@code openapi.json} names in
 * {@code x-parts} the files beside it in {@code openapi/}, each of which adds paths, components and
 * tags. Immutable.
 */
public final class OpenApiDocument {

  private static final String FOLDER = "/dev/llmops/server/";
  private static final String PARTS = "x-parts";

  private final byte[] bytes;

  private OpenApiDocument(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Loads and joins the files.
   *
   * @throws IllegalStateException when one is missing or broken, or two define the same thing
   */
  public static OpenApiDocument load(WireJson json) {
    ObjectNode document = read(json, "openapi.json");
    JsonNode parts = document.remove(PARTS);
    if (parts != null) {
      parts.forEach(part -> add(document, read(json, "openapi/" + part.asText()), part.asText()));
    }
    return new OpenApiDocument(json.write(document));
  }

  private static void add(ObjectNode document, ObjectNode part, String name) {
    merge(document, part, "paths", name);
    if (part.get("components") instanceof ObjectNode components) {
      ObjectNode target = document.withObjectProperty("components");
      components.fieldNames().forEachRemaining(kind -> merge(target, components, kind, name));
    }
    if (part.get("tags") instanceof ArrayNode tags) {
      document.withArrayProperty("tags").addAll(tags);
    }
  }

  private static void merge(ObjectNode target, ObjectNode source, String section, String part) {
    if (!(source.get(section) instanceof ObjectNode additions)) {
      return;
    }
    ObjectNode existing = target.withObjectProperty(section);
    additions
        .properties()
        .forEach(field -> {
          if (existing.has(field.getKey())) {
            throw new IllegalStateException(
                "openapi/" + part + " defines " + field.getKey() + " again");
          }
          existing.set(field.getKey(), field.getValue());
        });
  }

  private static ObjectNode read(WireJson json, String file) {
    try (InputStream in =
        Objects.requireNonNull(
            OpenApiDocument.class.getResourceAsStream(FOLDER + file), "no resource " + file)) {
      return (ObjectNode) json.mapper().readTree(in);
    } catch (IOException e) {
      throw new IllegalStateException("the resource " + file + " is broken", e);
    }
  }

  /** The document as JSON text in UTF-8. */
  public byte[] bytes() {
    return bytes.clone();
  }
}
