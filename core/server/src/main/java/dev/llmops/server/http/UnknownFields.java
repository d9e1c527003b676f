package dev.llmops.server.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import dev.llmops.service.error.Names;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/** Collects the fields that a type does not know, so that all of them are reported together. */
final class UnknownFields extends DeserializationProblemHandler {

  /** Where the problems of one read are collected. */
  static final Object PROBLEMS = new Object();

  @Override
  public boolean handleUnknownProperty(
      DeserializationContext context,
      JsonParser parser,
      JsonDeserializer<?> deserializer,
      Object beanOrClass,
      String name)
      throws IOException {
    if (!(context.getAttribute(PROBLEMS) instanceof JsonBinding.Collector problems)) {
      return false;
    }
    List<String> known =
        deserializer == null || deserializer.getKnownPropertyNames() == null
            ? List.of()
            : deserializer.getKnownPropertyNames().stream()
                .filter(Objects::nonNull)
                .map(Object::toString)
                .toList();
    problems.add(
        parser.getParsingContext().pathAsPointer().toString(),
        "unknown field \"" + name + "\"" + Names.hint(name, known));
    parser.skipChildren();
    return true;
  }
}
