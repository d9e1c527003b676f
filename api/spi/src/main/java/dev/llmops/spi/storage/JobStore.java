package dev.llmops.spi.storage;

import dev.llmops.model.job.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Work that survives the death of a server. It only keeps jobs and leases; when and how often to
 * try is decided by who claims them.
 *
 * @since 1.0
 */
public interface JobStore {

  /** Adds a job; false, and nothing happens, when one of the same kind and subject is there. */
  boolean enqueue(Job job);

  /**
   * Claims jobs of a kind that are due and not leased, oldest due first. The attempts of each are
   * counted up.
   *
   * @param owner who claims; only the owner can extend, reschedule or complete
   * @param lease for how long
   * @param limit how many at most
   */
  List<Job> claimDue(String kind, String owner, Instant now, Duration lease, int limit);

  /** Extends the lease of a job; false when the owner has lost it. */
  boolean extend(String jobId, String owner, Instant now, Duration lease);

  /** Gives a job back, due again at the given time; false when the owner has lost it. */
  boolean reschedule(String jobId, String owner, Instant dueAt);

  /** Removes a job that is done; false when the owner has lost it. */
  boolean complete(String jobId, String owner);

  /** Frees every lease of an owner, for a server that starts again under the same name. */
  void releaseAll(String owner);
}
