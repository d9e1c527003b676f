package dev.llmops.service.alert;

import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.RunStatus;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.service.evaluation.Comparability;
import dev.llmops.spi.storage.RunStore;
import dev.llmops.spi.storage.StorageBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the earlier runs whose numbers mean the same as those of a run. Thread-safe. */
final class RunHistory {

  private static final int PAGE = 50;
  // A prompt may have been evaluated with many other settings since.
  private static final int MOST_PAGES = 20;

  private final StorageBackend storage;

  RunHistory(StorageBackend storage) {
    this.storage = storage;
  }

  /** The comparable runs created before a run, newest first. */
  List<Run> before(Run run, int most) {
    RunStore.Filter earlier =
        new RunStore.Filter(
            Optional.of(run.spec().prompt()),
            Optional.of(run.spec().dataset()),
            run.spec().model(),
            Optional.of(RunStatus.COMPLETED),
            Optional.empty(),
            // Up to the run itself: several may have been created in its millisecond.
            Optional.of(run.createdAt().plusMillis(1)));
    List<Run> found = new ArrayList<>();
    Optional<PageRequest> wanted = Optional.of(PageRequest.first(PAGE));
    for (int pages = 0; wanted.isPresent() && pages < MOST_PAGES; pages++) {
      PageRequest request = wanted.get();
      Page<Run> page = storage.read(stores -> stores.runs().list(earlier, request));
      page.items().stream()
          // Ids are ordered by creation.
          .filter(other -> other.id().compareTo(run.id()) < 0)
          .filter(other ->
              Comparability.wellScored(other)
                  && Comparability.sameButForVersion(other.spec(), run.spec()))
          .forEach(found::add);
      if (found.size() >= most) {
        return List.copyOf(found.subList(0, most));
      }
      wanted = page.nextCursor().map(cursor -> new PageRequest(PAGE, Optional.of(cursor)));
    }
    return List.copyOf(found);
  }

  /** One run by its id. */
  Optional<Run> find(String id) {
    return storage.read(stores -> stores.runs().find(id));
  }
}
