package dev.llmops.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The fenced blocks of a document, in order.
 *
 * @param document the file they stand in
 */
record Snippets(Path document, List<Snippet> all) {

  private static final Pattern FENCE = Pattern.compile("(\\s*)(`{3,}|~{3,})\\s*([\\w-]*).*");
  private static final Pattern MARKER = Pattern.compile("\\s*<!--\\s*(\\w+)(?::\\s*(.*?))?\\s*-->\\s*");

  /**
   * One fenced block.
   *
   * @param language what the fence says, such as {@code bash}
   * @param marker what the comment right before the fence says, such as {@code run: background};
   *     empty when there is none
   * @param line where its text begins, from 1
   */
  record Snippet(String language, Optional<Marker> marker, String text, int line) {

    boolean is(String kind, String value) {
      return marker.filter(it -> it.kind().equals(kind) && it.value().startsWith(value)).isPresent();
    }
  }

  /** A comment such as {@code <!-- file: pom.xml -->}. */
  record Marker(String kind, String value) {}

  static Snippets of(Path document) {
    try {
      return parse(document, Files.readAllLines(document));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Snippets parse(Path document, List<String> lines) {
    List<Snippet> snippets = new ArrayList<>();
    Optional<Marker> marker = Optional.empty();
    for (int i = 0; i < lines.size(); i++) {
      Matcher fence = FENCE.matcher(lines.get(i));
      Matcher comment = MARKER.matcher(lines.get(i));
      if (fence.matches()) {
        int begin = i + 1;
        StringBuilder text = new StringBuilder();
        for (i++; i < lines.size() && !lines.get(i).strip().equals(fence.group(2)); i++) {
          text.append(unindented(lines.get(i), fence.group(1))).append('\n');
        }
        snippets.add(new Snippet(fence.group(3), marker, text.toString(), begin + 1));
        marker = Optional.empty();
      } else if (comment.matches()) {
        String value = comment.group(2) == null ? "" : comment.group(2);
        marker = Optional.of(new Marker(comment.group(1), value));
      } else if (!lines.get(i).isBlank()) {
        marker = Optional.empty();
      }
    }
    return new Snippets(document, snippets);
  }

  private static String unindented(String line, String indent) {
    return line.startsWith(indent) ? line.substring(indent.length()) : line.stripLeading();
  }

  /** Writes the blocks that are marked as files. */
  void writeFiles(Path folder) throws IOException {
    for (Snippet snippet : all) {
      if (snippet.is("file", "")) {
        Path file = folder.resolve(snippet.marker().orElseThrow().value());
        Files.createDirectories(file.getParent());
        Files.writeString(file, snippet.text());
      }
    }
  }
}
