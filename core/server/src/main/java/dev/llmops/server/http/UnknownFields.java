package dev.llmops.server.http;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmops.service.error.Names;
import dev.llmops.service.error.ServiceException.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds every field in a JSON tree that the records it is meant for do not have. */
final class UnknownFields {

  private final JsonMapper mapper;
  private final List<Problem> found = new ArrayList<>();

  UnknownFields(JsonMapper mapper) {
    this.mapper = mapper;
  }

  /** All of them, with the nearest known name each. */
  List<Problem> find(JsonNode root, JavaType type) {
    visit(root, type, "");
    return List.copyOf(found);
  }

  private void visit(JsonNode node, JavaType type, String pointer) {
    if (type.isMapLikeType() || type.isReferenceType() || type.isCollectionLikeType() || type.isArrayType()) {
      visitContent(node, type, pointer);
    } else if (node.isObject() && isPlainRecord(type)) {
      Map<String, JavaType> known = new LinkedHashMap<>();
      for (BeanPropertyDefinition property :
          mapper.getDeserializationConfig().introspect(type).findProperties()) {
        known.put(property.getName(), property.getPrimaryType());
      }
      node.properties()
          .forEach(
              field -> {
                String place = pointer + "/" + JsonMismatch.escaped(field.getKey());
                JavaType wanted = known.get(field.getKey());
                if (wanted != null) {
                  visit(field.getValue(), wanted, place);
                } else {
                  found.add(
                      new Problem(
                          place,
                          "unknown field \""
                              + field.getKey()
                              + "\""
                              + Names.hint(field.getKey(), known.keySet())));
                }
              });
    }
  }

  private void visitContent(JsonNode node, JavaType type, String pointer) {
    JavaType content = type.getContentType();
    if (type.isReferenceType()) {
      visit(node, content, pointer);
    } else if (type.isMapLikeType() && node.isObject()) {
      node.properties()
          .forEach(
              field ->
                  visit(
                      field.getValue(),
                      content,
                      pointer + "/" + JsonMismatch.escaped(field.getKey())));
    } else if (!type.isMapLikeType() && node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        visit(node.get(i), content, pointer + "/" + i);
      }
    }
  }

  /** Others decide by themselves what they read. */
  private static boolean isPlainRecord(JavaType type) {
    return type.getRawClass().isRecord()
        && !type.getRawClass().isAnnotationPresent(JsonTypeInfo.class);
  }
}
