package dev.llmops.host.guard;

/**
 * How much of the server one instance may take.
 *
 * @param maxConcurrent calls at the same time; further ones wait until their deadline
 * @param maxAbandoned threads that did not end after their deadline; at this number the instance
 *     refuses calls until some of them end
 */
public record GuardLimits(int maxConcurrent, int maxAbandoned) {

  public GuardLimits {
    if (maxConcurrent < 1 || maxAbandoned < 1) {
      throw new IllegalArgumentException("limits must be at least 1");
    }
  }
}
