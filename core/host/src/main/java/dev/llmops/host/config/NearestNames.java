package dev.llmops.host.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Finds the names that someone may have meant. */
public final class NearestNames {

  private static final int MOST = 3;

  private NearestNames() {}

  /** At most three names that differ from the given one by few letters, nearest first. */
  public static List<String> of(String name, Collection<String> candidates) {
    String wanted = name.toLowerCase(Locale.ROOT);
    int bound = Math.max(1, Math.min(3, (name.length() + 1) / 3));
    record Candidate(String name, int distance) {}
    return candidates.stream()
        .distinct()
        .map(candidate -> new Candidate(candidate, distance(wanted, candidate)))
        .filter(candidate -> candidate.distance <= bound)
        .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
        .limit(MOST)
        .map(Candidate::name)
        .toList();
  }

  /** {@code did you mean "a" or "b"?}, or the whole list of names when none is near. */
  public static String suggest(String name, Collection<String> candidates) {
    List<String> near = of(name, candidates);
    if (!near.isEmpty()) {
      return "did you mean " + quoted(near, " or ") + "?";
    }
    return candidates.isEmpty()
        ? "there are none"
        : "there are " + quoted(candidates.stream().sorted().toList(), ", ");
  }

  private static String quoted(List<String> names, String separator) {
    return names.stream().map(n -> '"' + n + '"').collect(Collectors.joining(separator));
  }

  /** Optimal string alignment: insert, delete, replace, swap neighbours. */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      d[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      d[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + cost);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
