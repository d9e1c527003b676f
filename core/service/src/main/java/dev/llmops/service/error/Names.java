package dev.llmops.service.error;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** What names may look like, and which known name a wrong one was probably meant to be. */
public final class Names {

  /** The most characters a name may have. */
  public static final int MAX_LENGTH = 128;

  // Every part of the expression consumes a different character, so matching is linear.
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*");

  private Names() {}

  /**
   * Adds a problem unless the name is well formed: letters, digits, {@code . _ -}, and {@code /}
   * for folders.
   */
  public static void check(String name, String pointer, Problems problems) {
    if (name == null || name.isBlank()) {
      problems.add(pointer, "a name is required");
    } else if (name.length() > MAX_LENGTH) {
      problems.add(
          pointer,
          "a name has at most " + MAX_LENGTH + " characters, this one has " + name.length());
    } else if (!NAME.matcher(name).matches()) {
      problems.add(
          pointer,
          "a name consists of letters, digits, '.', '_' and '-', starts with a letter or digit, and may have '/' between"
              + " folders");
    }
  }

  /** Up to three known names that resemble the given one, nearest first. */
  public static List<String> near(String name, Collection<String> known) {
    int reach = Math.max(1, name.length() / 3);
    return known.stream()
        .filter(candidate -> Math.abs(candidate.length() - name.length()) <= reach)
        .map(candidate -> new Candidate(candidate, distance(name, candidate)))
        .filter(candidate -> candidate.distance() <= reach)
        .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
        .limit(3)
        .map(Candidate::name)
        .toList();
  }

  /** A half sentence such as {@code ; did you mean "greet"?}, or nothing. */
  public static String hint(String name, Collection<String> known) {
    List<String> near = near(name, known);
    return near.isEmpty() ? "" : "; did you mean \"" + String.join("\" or \"", near) + "\"?";
  }

  private record Candidate(String name, int distance) {}

  /**
   * How many letters have to be added, left out, replaced or swapped with their neighbour, letter
   * case ignored (optimal string alignment).
   */
  private static int distance(String a, String b) {
    int[] beforePrevious = new int[b.length() + 1];
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      char left = Character.toLowerCase(a.charAt(i - 1));
      for (int j = 1; j <= b.length(); j++) {
        int replace = previous[j - 1] + (left == Character.toLowerCase(b.charAt(j - 1)) ? 0 : 1);
        current[j] = Math.min(replace, Math.min(previous[j], current[j - 1]) + 1);
        if (i > 1 && j > 1 && swapped(a, i, b, j)) {
          current[j] = Math.min(current[j], beforePrevious[j - 2] + 1);
        }
      }
      beforePrevious = previous;
      previous = current;
    }
    return previous[b.length()];
  }

  /** Whether the two letters that end at these lengths are the same ones in turned order. */
  private static boolean swapped(String a, int i, String b, int j) {
    return Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 2))
        && Character.toLowerCase(a.charAt(i - 2)) == Character.toLowerCase(b.charAt(j - 1));
  }
}
