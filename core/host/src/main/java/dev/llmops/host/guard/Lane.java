package dev.llmops.host.guard;

/** Where the calls into an instance run. */
public enum Lane {
  /** On the instance's own bounded platform threads: for code that computes. */
  COMPUTE,
  /** On a virtual thread of its own: for code that waits. */
  WAIT
}
