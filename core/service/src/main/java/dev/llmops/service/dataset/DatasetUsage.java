package dev.llmops.service.dataset;

import dev.llmops.spi.storage.Stores;
import java.util.List;

/** Knows of things that need datasets, so that none is deleted under them. Thread-safe. */
public interface DatasetUsage {

  /** How many users are told at most. */
  int MOST_TOLD = 5;

  /**
   * Tells what needs a dataset or any of its versions.
   *
   * @param stores those of the transaction that wants to delete
   * @return each as people call it, such as {@code run 0198…}; a few of them when there are many
   */
  List<String> users(Stores stores, String dataset);

  /** Tells what needs one version of a dataset, in the same way. */
  List<String> users(Stores stores, String dataset, int version);
}
