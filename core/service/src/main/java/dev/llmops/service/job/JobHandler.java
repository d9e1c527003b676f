package dev.llmops.service.job;

import dev.llmops.model.job.Job;
import java.time.Instant;
import java.util.Optional;

/** Does the work of one kind of job. */
public interface JobHandler {

  /** The kind of job it does. */
  String kind();

  /** The most jobs of this kind that this server works on at a time, at least 1. */
  int concurrency();

  /**
   * Does the work. It may have been begun before, by this server or another, and must go on from
   * there.
   *
   * @return when to try again; empty when the job is done
   * @throws InterruptedException when the server stops; the job is tried again
   */
  Optional<Instant> work(Job job) throws InterruptedException;
}
