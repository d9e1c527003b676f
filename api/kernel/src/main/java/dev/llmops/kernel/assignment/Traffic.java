package dev.llmops.kernel.assignment;

/**
 * Which units take part in an experiment that only a share of them shall. Whoever takes part at a
 * share does so at every greater one, and which variant a unit gets has no influence on it: the
 * salt of this question is the salt of the experiment followed by {@code /traffic}. Pure and
 * thread-safe.
 */
public final class Traffic {

  private static final String QUESTION = "/traffic";

  private Traffic() {}

  /**
   * Whether the unit takes part.
   *
   * @param share 0 for nobody to 1 for all
   */
  public static boolean includes(String salt, String unit, double share) {
    return Bucketing.point(salt + QUESTION, unit) < share;
  }
}
