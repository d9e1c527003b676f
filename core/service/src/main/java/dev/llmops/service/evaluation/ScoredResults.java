package dev.llmops.service.evaluation;

import dev.llmops.model.evaluation.SampleOutcome;
import dev.llmops.model.evaluation.SampleResult;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.spi.storage.StorageBackend;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

/** Walks over the scored results of a final run in dataset order, a page in memory at a time. */
final class ScoredResults implements Iterator<SampleResult> {

  private static final Set<SampleOutcome> SCORED =
      Set.of(SampleOutcome.PASSED, SampleOutcome.NOT_PASSED);

  private final StorageBackend storage;
  private final String runId;
  private Iterator<SampleResult> page = List.<SampleResult>of().iterator();
  private Optional<PageRequest> nextPage = Optional.of(PageRequest.first(PageRequest.MAX_LIMIT));

  ScoredResults(StorageBackend storage, String runId) {
    this.storage = storage;
    this.runId = runId;
  }

  @Override
  public boolean hasNext() {
    while (!page.hasNext() && nextPage.isPresent()) {
      PageRequest wanted = nextPage.get();
      Page<SampleResult> read =
          storage.read(stores -> stores.runs().results(runId, SCORED, wanted));
      page = read.items().iterator();
      nextPage =
          read.nextCursor()
              .map(cursor -> new PageRequest(PageRequest.MAX_LIMIT, Optional.of(cursor)));
    }
    return page.hasNext();
  }

  @Override
  public SampleResult next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no more results of run " + runId);
    }
    return page.next();
  }

  /** The next result, or empty after the last. */
  Optional<SampleResult> advance() {
    return hasNext() ? Optional.of(next()) : Optional.empty();
  }
}
