package dev.llmops.service.dataset;

import dev.llmops.model.evaluation.Run;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.spi.storage.RunStore;
import dev.llmops.spi.storage.Stores;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Evaluation runs need the version that they are about for as long as they exist. */
public final class RunUsage implements DatasetUsage {

  @Override
  public List<String> users(Stores stores, String dataset) {
    return users(stores, dataset, run -> true);
  }

  @Override
  public List<String> users(Stores stores, String dataset, int version) {
    return users(stores, dataset, run -> run.spec().datasetVersion() == version);
  }

  private static List<String> users(Stores stores, String dataset, Predicate<Run> needs) {
    RunStore.Filter ofDataset =
        new RunStore.Filter(
            Optional.empty(),
            Optional.of(dataset),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    List<String> found = new ArrayList<>();
    PageRequest request = PageRequest.first(PageRequest.MAX_LIMIT);
    while (found.size() <= MOST_TOLD) {
      Page<Run> page = stores.runs().list(ofDataset, request);
      page.items().stream()
          .filter(needs)
          .map(run -> "run " + run.id())
          .limit(MOST_TOLD + 1 - found.size())
          .forEach(found::add);
      if (page.nextCursor().isEmpty()) {
        break;
      }
      request = new PageRequest(PageRequest.MAX_LIMIT, page.nextCursor());
    }
    return found;
  }
}
