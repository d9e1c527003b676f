package dev.llmops.model.json;

/** Writes a {@link Json} as RFC 8259 text. */
final class JsonText {

  private JsonText() {}

  static void write(Json json, StringBuilder out) {
    switch (json.kind()) {
      case NULL -> out.append("null");
      case BOOLEAN, NUMBER -> out.append(json.toJava());
      case STRING -> writeString(json.asString(), out);
      case ARRAY -> {
        out.append('[');
        String separator = "";
        for (Json element : json.elements()) {
          out.append(separator);
          write(element, out);
          separator = ",";
        }
        out.append(']');
      }
      case OBJECT -> {
        out.append('{');
        String[] separator = {""};
        json.fields()
            .forEach((name, field) -> {
              out.append(separator[0]);
              writeString(name, out);
              out.append(':');
              write(field, out);
              separator[0] = ",";
            });
        out.append('}');
      }
    }
  }

  private static void writeString(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
