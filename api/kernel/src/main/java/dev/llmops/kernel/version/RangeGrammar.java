package dev.llmops.kernel.version;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The grammar of npm's ranges (<a
 * href="https://github.com/npm/node-semver/blob/main/range.bnf">range.bnf</a>), read strictly:
 * semver4j takes what it does not understand for "any version" or "none", and gets {@code ^0},
 * {@code ^0.0}, {@code ~*} and {@code 1.2.3 - x} wrong (6.0.0). So nothing but full versions behind
 * plain comparators reaches it. Stricter than npm on purpose: no empty alternative, no leading
 * {@code v}, no number after a wildcard.
 */
final class RangeGrammar {

  private static final List<String> OPERATORS = List.of("<=", ">=", "<", ">", "=", "~", "^");
  private static final Set<String> WILDCARDS = Set.of("x", "X", "*");

  private RangeGrammar() {}

  /**
   * A range that was understood.
   *
   * @param text the range as it was written, with single blanks and none behind an operator
   * @param comparators the same with {@code <}, {@code <=}, {@code =}, {@code >=} and {@code >} on
   *     full versions only
   */
  record Checked(String text, String comparators) {}

  /**
   * Reads a range.
   *
   * @throws VersionSyntaxException saying what is wrong
   */
  static Checked read(String text) {
    if (text.length() > SemanticVersion.MAX_LENGTH) {
      throw problem(text, "it is longer than " + SemanticVersion.MAX_LENGTH + " characters");
    }
    if (text.isBlank()) {
      throw problem(text, "it is empty; write * for any stable version");
    }
    List<Checked> alternatives =
        Arrays.stream(text.split("\\|\\|", -1))
            .map(alternative -> alternative(text, alternative))
            .toList();
    return new Checked(
        alternatives.stream().map(Checked::text).collect(Collectors.joining(" || ")),
        alternatives.stream().map(Checked::comparators).collect(Collectors.joining(" || ")));
  }

  /** Whether the text is a range. */
  static boolean isRange(String text) {
    try {
      read(text);
      return true;
    } catch (VersionSyntaxException e) {
      return false;
    }
  }

  private static Checked alternative(String text, String alternative) {
    List<String> words = words(text, alternative);
    if (words.isEmpty()) {
      throw problem(text, "an alternative beside || is empty");
    }
    if (words.contains("-")) {
      if (words.size() != 3 || !words.get(1).equals("-")) {
        throw problem(text, "a hyphen range must be two versions, as in 1.2.0 - 2.0.0");
      }
      String from = partial(text, words.get(0)).comparators(">=");
      String to = partial(text, words.get(2)).comparators("<=");
      return new Checked(String.join(" ", words), from + " " + to);
    }
    return new Checked(
        String.join(" ", words),
        words.stream()
            .map(word ->
                partial(text, word.substring(operator(word).length())).comparators(operator(word)))
            .collect(Collectors.joining(" ")));
  }

  /** Splits at blanks and puts an operator that stands alone before the word it belongs to. */
  private static List<String> words(String text, String alternative) {
    List<String> words = new ArrayList<>();
    String pending = "";
    for (String word : alternative.split(" ")) {
      if (word.isEmpty()) {
        continue;
      }
      if (OPERATORS.contains(word)) {
        if (!pending.isEmpty()) {
          throw problem(text, "no version follows " + pending);
        }
        pending = word;
      } else {
        words.add(pending + word);
        pending = "";
      }
    }
    if (!pending.isEmpty()) {
      throw problem(text, "no version follows " + pending);
    }
    return words;
  }

  private static String operator(String word) {
    return OPERATORS.stream().filter(word::startsWith).findFirst().orElse("");
  }

  private static Partial partial(String text, String partial) {
    String shown = "\"" + Identifiers.shortened(partial) + "\" ";
    int suffix = suffixStart(partial);
    String[] parts = partial.substring(0, suffix).split("\\.", -1);
    if (parts.length > 3) {
      throw problem(text, shown + "has more than three parts");
    }
    int[] numbers = new int[3];
    int known = 0;
    for (int i = 0; i < parts.length; i++) {
      if (WILDCARDS.contains(parts[i])) {
        continue;
      }
      if (known < i) {
        throw problem(text, shown + "has a part after a wildcard");
      }
      if (!Identifiers.isNumeric(parts[i])) {
        throw problem(text, shown + "is no version");
      }
      Identifiers.numberProblem(parts[i], "number").ifPresent(why -> fail(text, why));
      numbers[i] = Integer.parseInt(parts[i]);
      known++;
    }
    if (suffix == partial.length()) {
      return new Partial(known, SemanticVersion.of(numbers[0], numbers[1], numbers[2]));
    }
    if (known < 3) {
      throw problem(
          text,
          "only a full version may have a pre-release or build metadata, " + shown + "is none");
    }
    if (!SemanticVersion.isVersion(partial)) {
      throw problem(text, shown + "has a malformed pre-release or malformed build metadata");
    }
    return new Partial(known, withoutBuild(SemanticVersion.parse(partial)));
  }

  private static SemanticVersion withoutBuild(SemanticVersion version) {
    return new SemanticVersion(
        version.major(), version.minor(), version.patch(), version.preRelease(), "");
  }

  private static int suffixStart(String partial) {
    for (int i = 0; i < partial.length(); i++) {
      if (partial.charAt(i) == '-' || partial.charAt(i) == '+') {
        return i;
      }
    }
    return partial.length();
  }

  private static void fail(String text, String why) {
    throw problem(text, why);
  }

  private static VersionSyntaxException problem(String text, String why) {
    return new VersionSyntaxException(
        "\""
            + Identifiers.shortened(text)
            + "\" is no version range: "
            + why
            + "; write for example ^1.2.0, ~1.2, 1.x or >=1.0.0 <2.0.0");
  }
}
