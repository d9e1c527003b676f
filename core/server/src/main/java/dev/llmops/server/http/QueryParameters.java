package dev.llmops.server.http;

import dev.llmops.service.error.Names;
import dev.llmops.service.error.ServiceException.Problem;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The query of a request. Immutable. */
public final class QueryParameters {

  private final Map<String, List<String>> values;

  private QueryParameters(Map<String, List<String>> values) {
    this.values = values;
  }

  /**
   * Reads a raw query; empty for none.
   *
   * @throws HttpProblem when it is not percent-encoded
   */
  static QueryParameters parse(String query) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String part : query.split("&")) {
      if (!part.isEmpty()) {
        int equals = part.indexOf('=');
        String name = decode(equals < 0 ? part : part.substring(0, equals));
        String value = equals < 0 ? "" : decode(part.substring(equals + 1));
        values.computeIfAbsent(name, ignored -> new ArrayList<>()).add(value);
      }
    }
    return new QueryParameters(values);
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new HttpProblem(
          HttpError.MALFORMED_REQUEST, "the query is not percent-encoded; encode '%' as %25");
    }
  }

  /**
   * Refuses every parameter that the route does not know.
   *
   * @throws HttpProblem naming all of them, and the nearest known names
   */
  void allow(Set<String> known) {
    List<Problem> problems =
        values.keySet().stream()
            .filter(name -> !known.contains(name))
            .map(name ->
                new Problem(
                    "?" + name,
                    "unknown query parameter \"" + name + "\"" + Names.hint(name, known)))
            .toList();
    if (!problems.isEmpty()) {
      throw invalid(problems);
    }
  }

  /**
   * The value of a parameter that may stand once.
   *
   * @throws HttpProblem when it stands more than once
   */
  public Optional<String> text(String name) {
    List<String> found = all(name);
    if (found.size() > 1) {
      throw invalid(name, "may stand once, was given " + found.size() + " times");
    }
    return found.stream().findFirst();
  }

  /** Every value of a parameter, in their order. */
  public List<String> all(String name) {
    return List.copyOf(values.getOrDefault(name, List.of()));
  }

  /**
   * The value of a parameter that must be there.
   *
   * @throws HttpProblem when it is not
   */
  public String required(String name) {
    return text(name)
        .filter(value -> !value.isBlank())
        .orElseThrow(() -> invalid(name, "is required"));
  }

  /**
   * A whole number within bounds.
   *
   * @throws HttpProblem when it is anything else
   */
  public OptionalInt integer(String name, int least, int most) {
    Optional<String> found = text(name);
    if (found.isEmpty()) {
      return OptionalInt.empty();
    }
    try {
      int value = Integer.parseInt(found.get());
      if (value >= least && value <= most) {
        return OptionalInt.of(value);
      }
    } catch (NumberFormatException e) {
      // Reported below, in the same words as a number out of bounds.
    }
    throw invalid(name, "must be a whole number from " + least + " to " + most);
  }

  /**
   * {@code true} or {@code false}.
   *
   * @throws HttpProblem when it is anything else
   */
  public Optional<Boolean> flag(String name) {
    return text(name)
        .map(value ->
            switch (value) {
              case "true" -> true;
              case "false" -> false;
              default -> throw invalid(name, "must be true or false");
            });
  }

  /**
   * A time in RFC 3339.
   *
   * @throws HttpProblem when it is anything else
   */
  public Optional<Instant> time(String name) {
    return text(name)
        .map(value -> {
          try {
            // A '+' of an offset that was not encoded arrives as a blank.
            return OffsetDateTime.parse(value.replace(' ', '+')).toInstant();
          } catch (DateTimeException e) {
            throw invalid(name, "must be a time such as 2026-01-31T12:00:00Z");
          }
        });
  }

  /**
   * One of several values, by the names they have on the wire.
   *
   * @throws HttpProblem listing them when it is none
   */
  public <T> Optional<T> oneOf(String name, T[] choices, Function<T, String> wireName) {
    return text(name).map(value -> choice(name, value, choices, wireName));
  }

  /**
   * Any of several values, by the names they have on the wire; the parameter may stand more than
   * once. Empty when it is not there.
   *
   * @throws HttpProblem listing them when one is none
   */
  public <T> Set<T> anyOf(String name, T[] choices, Function<T, String> wireName) {
    return all(name).stream()
        .map(value -> choice(name, value, choices, wireName))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static <T> T choice(
      String name, String value, T[] choices, Function<T, String> wireName) {
    return Arrays.stream(choices)
        .filter(choice -> wireName.apply(choice).equals(value))
        .findFirst()
        .orElseThrow(() ->
            invalid(
                name,
                Arrays.stream(choices)
                    .map(wireName)
                    .collect(Collectors.joining(", ", "must be one of ", ""))));
  }

  /** Everything but the place in the list: what a cursor belongs to. */
  String filters() {
    Map<String, List<String>> sorted = new TreeMap<>(values);
    sorted.remove("limit");
    sorted.remove("cursor");
    return sorted.toString();
  }

  private static HttpProblem invalid(String name, String message) {
    return invalid(List.of(new Problem("?" + name, message)));
  }

  private static HttpProblem invalid(List<Problem> problems) {
    String detail =
        problems.stream()
            .map(problem -> problem.pointer().substring(1) + ": " + problem.message())
            .collect(Collectors.joining("; "));
    return new HttpProblem(HttpError.INVALID_QUERY, detail, problems);
  }
}
