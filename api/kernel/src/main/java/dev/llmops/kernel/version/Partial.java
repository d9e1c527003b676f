package dev.llmops.kernel.version;

/**
 * A version of which trailing parts may be left open, as in {@code 1.x} or {@code 1.2}.
 *
 * @param known how many of the three numbers are given, 0 to 3
 * @param lowest the lowest version it can stand for, without build metadata; itself when all three
 *     numbers are given
 */
record Partial(int known, SemanticVersion lowest) {

  private static final String ANY = ">=0.0.0";
  private static final String NONE = "<0.0.0-0";

  /**
   * The plain comparators that this stands for behind an operator: node-semver's rules, {@code
   * classes/range.js}.
   */
  String comparators(String operator) {
    return switch (operator) {
      case "", "=" ->
          known == 0 ? ANY : known == 3 ? "=" + lowest : ">=" + lowest + " " + below(known);
      case "~" -> known == 0 ? ANY : ">=" + lowest + " " + below(Math.min(known, 2));
      case "^" -> known == 0 ? ANY : ">=" + lowest + " " + below(firstSignificant());
      case ">" -> known == 0 ? NONE : known == 3 ? ">" + lowest : ">=" + next(known);
      case ">=" -> known == 0 ? ANY : ">=" + lowest;
      case "<" -> known == 0 ? NONE : "<" + lowest + (known == 3 ? "" : "-0");
      case "<=" -> known == 0 ? ANY : known == 3 ? "<=" + lowest : below(known);
      default -> throw new IllegalArgumentException("no operator: " + operator);
    };
  }

  /** The number that a caret keeps: the first that is not zero, or the last one given. */
  private int firstSignificant() {
    if (lowest.major() > 0 || known == 1) {
      return 1;
    }
    return lowest.minor() > 0 || known == 2 ? 2 : 3;
  }

  /**
   * Below the next version; {@code -0}, the lowest pre-release, keeps that version's pre-releases
   * out.
   */
  private String below(int position) {
    return "<" + next(position) + "-0";
  }

  private String next(int position) {
    return switch (position) {
      case 1 -> (lowest.major() + 1) + ".0.0";
      case 2 -> lowest.major() + "." + (lowest.minor() + 1) + ".0";
      default -> lowest.major() + "." + lowest.minor() + "." + (lowest.patch() + 1);
    };
  }
}
