package dev.llmops.host.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which versions of the API a plugin works with: comparisons joined by {@code &}, such as {@code
 * >=1.2.0 & <2.0.0}. A comparison is {@code >=}, {@code >}, {@code <=}, {@code <}, {@code =},
 * {@code ^} (same major) or {@code ~} (same minor) before a full version, or {@code *} alone. A
 * bare version is refused: it is too easily read in two ways. Immutable.
 */
public final class ApiRange {

  private static final Pattern TERM = Pattern.compile("(>=|<=|>|<|=|\\^|~)\\s*(\\S+)");

  private final List<Predicate<SemanticVersion>> terms;

  private ApiRange(List<Predicate<SemanticVersion>> terms) {
    this.terms = List.copyOf(terms);
  }

  /** The range, or empty when the text is none. */
  public static Optional<ApiRange> parse(String text) {
    if (text.strip().equals("*")) {
      return Optional.of(new ApiRange(List.of()));
    }
    List<Predicate<SemanticVersion>> terms = new ArrayList<>();
    for (String part : text.split("&", -1)) {
      Matcher matcher = TERM.matcher(part.strip());
      if (!matcher.matches()) {
        return Optional.empty();
      }
      Optional<SemanticVersion> version = SemanticVersion.parse(matcher.group(2));
      if (version.isEmpty()) {
        return Optional.empty();
      }
      terms.add(term(matcher.group(1), version.get()));
    }
    return Optional.of(new ApiRange(terms));
  }

  private static Predicate<SemanticVersion> term(String operator, SemanticVersion bound) {
    return switch (operator) {
      case ">=" -> version -> version.compareTo(bound) >= 0;
      case ">" -> version -> version.compareTo(bound) > 0;
      case "<=" -> version -> version.compareTo(bound) <= 0;
      case "<" -> version -> version.compareTo(bound) < 0;
      case "=" -> version -> version.compareTo(bound) == 0;
      case "^" -> version -> version.compareTo(bound) >= 0 && version.major() == bound.major();
      default ->
          version ->
              version.compareTo(bound) >= 0
                  && version.major() == bound.major()
                  && version.minor() == bound.minor();
    };
  }

  /** Whether the range holds a version; the version's qualifier does not count. */
  public boolean contains(SemanticVersion version) {
    SemanticVersion release = version.withoutQualifier();
    return terms.stream().allMatch(term -> term.test(release));
  }
}
