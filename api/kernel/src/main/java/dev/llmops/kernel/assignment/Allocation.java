package dev.llmops.kernel.assignment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * How the units of an experiment are divided among its variants. The variants own contiguous ranges
 * [lower, upper) of the unit interval in their given order; the first starts at 0, the last one
 * with a share ends at exactly 1, and a variant with share zero owns an empty range, so it is never
 * chosen.
 *
 * <p>For ports to other languages: share<sub>i</sub> = weight<sub>i</sub> / (sum of the weights,
 * added in order), and upper<sub>i</sub> = min(1, upper<sub>i-1</sub> + share<sub>i</sub>) in IEEE
 * double arithmetic, but 1 from the last variant with a share on. See {@link Bucketing} for the
 * point of a unit.
 *
 * <p>Immutable and thread-safe.
 */
public final class Allocation {

  /** What rounding of shares to two or three digits may add or take away. */
  private static final double SUM_TOLERANCE = 0.01;

  private final List<String> names;
  private final double[] shares;
  private final double[] uppers;

  private Allocation(List<String> names, double[] weights) {
    this.names = List.copyOf(names);
    this.shares = normalised(weights);
    this.uppers = uppers(shares);
  }

  /**
   * Gives each variant the same share.
   *
   * @throws AllocationException when there is no name, or one is blank or given twice
   */
  public static Allocation equalShares(List<String> names) {
    requireSound(nameProblems(names));
    double[] weights = new double[names.size()];
    Arrays.fill(weights, 1);
    return new Allocation(names, weights);
  }

  /**
   * Gives each variant a share in proportion to its weight.
   *
   * @param weights for each of the names a finite number of at least 0, at least one above 0
   * @throws AllocationException with every problem of the names and weights
   */
  public static Allocation ofWeights(List<String> names, Map<String, Double> weights) {
    List<String> problems = nameProblems(names);
    problems.addAll(valueProblems("weight", names, weights));
    if (problems.isEmpty() && weights.values().stream().noneMatch(weight -> weight > 0)) {
      problems.add("at least one weight must be above 0");
    }
    requireSound(problems);
    return new Allocation(names, inOrder(names, weights));
  }

  /**
   * Gives each variant its share.
   *
   * @param shares for each of the names a number from 0 to 1, together 1 ± 0.01; they are made to
   *     sum to 1 in proportion
   * @throws AllocationException with every problem of the names and shares
   */
  public static Allocation ofShares(List<String> names, Map<String, Double> shares) {
    List<String> problems = nameProblems(names);
    problems.addAll(valueProblems("share", names, shares));
    if (problems.isEmpty()) {
      double sum = Arrays.stream(inOrder(names, shares)).sum();
      if (Math.abs(sum - 1) > SUM_TOLERANCE) {
        problems.add("the shares must sum to 1, their sum is " + sum);
      }
    }
    requireSound(problems);
    return new Allocation(names, inOrder(names, shares));
  }

  /** The names of the variants in their order, at least one. */
  public List<String> names() {
    return names;
  }

  /**
   * The share of a variant, from 0 to 1. All shares sum to 1 but for rounding; the ranges tile [0,
   * 1) exactly.
   *
   * @throws IndexOutOfBoundsException when there is no such variant
   */
  public double share(int variant) {
    return shares[variant];
  }

  /**
   * The point at which the range of a variant begins, inclusive.
   *
   * @throws IndexOutOfBoundsException when there is no such variant
   */
  public double lower(int variant) {
    return Objects.checkIndex(variant, uppers.length) == 0 ? 0 : uppers[variant - 1];
  }

  /**
   * The point at which the range of a variant ends, exclusive.
   *
   * @throws IndexOutOfBoundsException when there is no such variant
   */
  public double upper(int variant) {
    return uppers[variant];
  }

  /**
   * The variant of a unit: always the same one for the same salt, unit and shares.
   *
   * @return an index of {@link #names()}
   */
  public int assign(String salt, String unit) {
    return variantAt(Bucketing.point(salt, unit));
  }

  /**
   * The variant whose range contains the point.
   *
   * @return an index of {@link #names()}
   * @throws IllegalArgumentException when the point is not in [0, 1)
   */
  public int variantAt(double point) {
    if (!(point >= 0 && point < 1)) {
      throw new IllegalArgumentException("a point must be in [0, 1), was " + point);
    }
    int variant = 0;
    while (point >= uppers[variant]) {
      variant++;
    }
    return variant;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Allocation allocation
        && names.equals(allocation.names)
        && Arrays.equals(uppers, allocation.uppers);
  }

  @Override
  public int hashCode() {
    return 31 * names.hashCode() + Arrays.hashCode(uppers);
  }

  /** The names with their shares, such as {@code a=0.5, b=0.5}. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < shares.length; i++) {
      parts.add(names.get(i) + "=" + shares[i]);
    }
    return String.join(", ", parts);
  }

  private static double[] normalised(double[] weights) {
    double[] scaled = weights.clone();
    double sum = sum(scaled);
    if (Double.isInfinite(sum)) {
      // A power of two changes no digit, so that weights near the largest double keep their
      // proportions.
      Arrays.setAll(scaled, i -> Math.scalb(weights[i], -Integer.SIZE));
      sum = sum(scaled);
    }
    double total = sum;
    double[] shares = new double[scaled.length];
    Arrays.setAll(shares, i -> scaled[i] / total);
    return shares;
  }

  private static double sum(double[] numbers) {
    double sum = 0;
    for (double number : numbers) {
      sum += number;
    }
    return sum;
  }

  private static double[] uppers(double[] shares) {
    int last = shares.length - 1;
    while (shares[last] == 0) {
      last--;
    }
    double[] uppers = new double[shares.length];
    double upper = 0;
    for (int i = 0; i < shares.length; i++) {
      upper = i >= last ? 1 : Math.min(1, upper + shares[i]);
      uppers[i] = upper;
    }
    return uppers;
  }

  private static double[] inOrder(List<String> names, Map<String, Double> values) {
    return names.stream().mapToDouble(values::get).toArray();
  }

  private static List<String> nameProblems(List<String> names) {
    List<String> problems = new ArrayList<>();
    if (names.isEmpty()) {
      problems.add("there must be at least one variant");
    }
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (name == null || name.isBlank()) {
        problems.add("a variant name is blank");
      } else if (!seen.add(name)) {
        problems.add("variant " + name + " is given twice");
      }
    }
    return problems;
  }

  private static List<String> valueProblems(
      String what, List<String> names, Map<String, Double> values) {
    List<String> problems = new ArrayList<>();
    Map<String, Double> unknown = new HashMap<>(values);
    unknown.keySet().removeAll(new HashSet<>(names));
    unknown.keySet().stream()
        .map(String::valueOf)
        .sorted()
        .forEach(name ->
            problems.add(
                "the " + what + " of " + name + " belongs to no variant; variants are " + names));
    for (String name : new LinkedHashSet<>(names)) {
      Double value = values.get(name);
      if (value == null) {
        problems.add("variant " + name + " has no " + what);
      } else if (!(value >= 0) || value.isInfinite()) {
        problems.add(
            "the "
                + what
                + " of variant "
                + name
                + " must be a finite number of at least 0, was "
                + value);
      }
    }
    return problems;
  }

  private static void requireSound(List<String> problems) {
    if (!problems.isEmpty()) {
      throw new AllocationException(problems);
    }
  }
}
