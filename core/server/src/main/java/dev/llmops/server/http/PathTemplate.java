package dev.llmops.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A path with parameters, such as {@code /api/v1/prompts/{name}}. Segments are decoded after the
 * path is split, so that {@code team%2Fgreet} is one segment. Immutable.
 */
public final class PathTemplate {

  private static final Pattern PARAMETER = Pattern.compile("\\{[A-Za-z][A-Za-z0-9]*}");
  private static final Pattern LITERAL = Pattern.compile("[A-Za-z0-9._~:-]+");
  private static final String UNRESERVED = "-._~:@";

  private final String text;
  private final List<String> segments;
  private final List<String> parameters;

  /**
   * Reads a template.
   *
   * @throws IllegalArgumentException unless it starts with {@code /} and each segment is a literal
   *     or a parameter of its own name
   */
  public PathTemplate(String text) {
    this.text = text;
    if (!text.startsWith("/")) {
      throw new IllegalArgumentException("a path template starts with '/', was " + text);
    }
    segments = split(text);
    List<String> names = new ArrayList<>();
    for (String segment : segments) {
      if (PARAMETER.matcher(segment).matches()) {
        names.add(segment.substring(1, segment.length() - 1));
      } else if (!LITERAL.matcher(segment).matches()) {
        throw new IllegalArgumentException(
            "not a segment of a path template: " + segment + " in " + text);
      }
    }
    if (new HashSet<>(names).size() != names.size()) {
      throw new IllegalArgumentException("a parameter stands twice in " + text);
    }
    parameters = List.copyOf(names);
  }

  /** The segments, parameters in braces. */
  List<String> segments() {
    return segments;
  }

  /** The names of the parameters, in their order. */
  List<String> parameters() {
    return parameters;
  }

  /**
   * The path with values for its parameters, percent-encoded.
   *
   * @throws IllegalArgumentException when there are not as many values as parameters
   */
  public static String expand(String template, String... values) {
    PathTemplate parsed = new PathTemplate(template);
    if (values.length != parsed.parameters.size()) {
      throw new IllegalArgumentException(
          template + " has " + parsed.parameters.size() + " parameters, got " + values.length);
    }
    StringBuilder path = new StringBuilder();
    int next = 0;
    for (String segment : parsed.segments) {
      path.append('/').append(isParameter(segment) ? encode(values[next++]) : segment);
    }
    return path.toString();
  }

  static boolean isParameter(String segment) {
    return segment.startsWith("{");
  }

  /** The segments of a path, still encoded; one that ends in a slash has an empty last one. */
  static List<String> split(String path) {
    return Arrays.asList(path.substring(1).split("/", -1));
  }

  /**
   * Decodes one segment.
   *
   * @throws HttpProblem when it is not percent-encoded UTF-8
   */
  static String decode(String segment) {
    if (segment.indexOf('%') < 0) {
      return segment;
    }
    byte[] source = segment.getBytes(StandardCharsets.UTF_8);
    ByteBuffer decoded = ByteBuffer.allocate(source.length);
    for (int i = 0; i < source.length; i++) {
      if (source[i] != '%') {
        decoded.put(source[i]);
        continue;
      }
      int high = i + 2 < source.length ? Character.digit(source[i + 1], 16) : -1;
      int low = i + 2 < source.length ? Character.digit(source[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw malformed();
      }
      decoded.put((byte) (high * 16 + low));
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
    } catch (CharacterCodingException e) {
      throw malformed();
    }
  }

  private static HttpProblem malformed() {
    return new HttpProblem(
        HttpError.MALFORMED_REQUEST, "the path is not percent-encoded UTF-8; encode '%' as %25");
  }

  private static String encode(String value) {
    StringBuilder out = new StringBuilder();
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      if (c < 128 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0)) {
        out.append(c);
      } else {
        out.append(String.format("%%%02X", (int) c));
      }
    }
    return out.toString();
  }

  @Override
  public String toString() {
    return text;
  }
}
