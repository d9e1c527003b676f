package dev.llmops.service.dataset;

import dev.llmops.model.evaluation.Sample;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.spi.storage.StorageBackend;
import dev.llmops.spi.storage.StorageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** One upload on its way into a staging area, never more than a chunk of it in memory. */
final class Upload {

  private static final int CHUNK = 1_000;

  private final StorageBackend storage;
  private final String id;
  private final long maxSamples;
  private final MessageDigest digest = sha256();
  private final List<Sample> chunk = new ArrayList<>(CHUNK);
  private final List<Long> lines = new ArrayList<>(CHUNK);
  private long staged;

  Upload(StorageBackend storage, String id, long maxSamples) {
    this.storage = storage;
    this.id = id;
    this.maxSamples = maxSamples;
  }

  /** Takes everything the source has. */
  void receive(SampleSource source) throws IOException {
    Optional<SampleSource.Line> next = source.next();
    while (next.isPresent()) {
      add(next.get());
      next = source.next();
    }
    stage();
    if (staged == 0) {
      throw new ServiceException(
          Kind.INVALID, "LLM-DAT-004", "the upload has no samples; send one JSON object a line");
    }
  }

  private void add(SampleSource.Line line) {
    long position = staged + chunk.size();
    if (position == maxSamples) {
      throw new ServiceException(
          Kind.TOO_LARGE,
          "LLM-DAT-006",
          "line %d: an upload has at most %d samples; nothing was uploaded"
              .formatted(line.number(), maxSamples));
    }
    Sample sample = SampleFormat.read(line, position);
    digest.update(SampleFormat.canonical(sample).getBytes(StandardCharsets.UTF_8));
    digest.update((byte) '\n');
    chunk.add(sample);
    lines.add(line.number());
    if (chunk.size() == CHUNK) {
      stage();
    }
  }

  private void stage() {
    if (chunk.isEmpty()) {
      return;
    }
    List<Sample> samples = List.copyOf(chunk);
    try {
      storage.inTransaction(stores -> {
        stores.datasets().stage(id, staged, samples);
        return samples.size();
      });
    } catch (StorageException e) {
      throw e.kind() == StorageException.Kind.DUPLICATE ? firstRepeat(samples, e) : e;
    }
    staged += samples.size();
    chunk.clear();
    lines.clear();
  }

  // The storage knows that an id repeats but not on which line; staging one by one finds it out.
  private RuntimeException firstRepeat(List<Sample> samples, StorageException cause) {
    return storage.inTransaction(stores -> {
      for (int i = 0; i < samples.size(); i++) {
        try {
          stores.datasets().stage(id, staged + i, samples.subList(i, i + 1));
        } catch (StorageException e) {
          String repeated = samples.get(i).id();
          return BrokenLine.of(
              lines.get(i), "the id \"" + repeated + "\" stands on an earlier line already");
        }
      }
      return cause;
    });
  }

  /** How many samples were staged. */
  long samples() {
    return staged;
  }

  /** SHA-256 over the samples in their order, in lower-case hex; asked for once, at the end. */
  String hash() {
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
