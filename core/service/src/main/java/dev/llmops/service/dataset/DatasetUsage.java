package dev.llmops.service.dataset;

import dev.llmops.spi.storage.Stores;
import java.util.List;
import java.util.OptionalInt;

/** Knows of things that need datasets, so that none is deleted under them. Thread-safe. */
@FunctionalInterface
public interface DatasetUsage {

  /** How many users are told at most. */
  int MOST_TOLD = 5;

  /**
   * Tells what needs a dataset.
   *
   * @param stores those of the transaction that wants to delete
   * @param version only what needs this version; what needs any version or the dataset itself when
   *     empty
   * @return each as people call it, such as {@code run 0198…}; a few of them when there are many
   */
  List<String> users(Stores stores, String dataset, OptionalInt version);
}
