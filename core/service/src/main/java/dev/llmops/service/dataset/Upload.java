package dev.llmops.service.dataset;

import dev.llmops.model.evaluation.Sample;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.identity.Sha256;
import dev.llmops.spi.storage.StorageBackend;
import dev.llmops.spi.storage.StorageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** One upload on its way into a staging area, never more than a chunk of it in memory. */
final class Upload {

  private static final int CHUNK = 1_000;
  private static final int CHUNK_CHARACTERS = 4_000_000;
  private static final int COPIED_AT_ONCE = 500;

  private final StorageBackend storage;
  private final String id;
  private final long maxSamples;
  private final MessageDigest digest = Sha256.digest();
  private final List<Sample> chunk = new ArrayList<>(CHUNK);
  private final List<String> places = new ArrayList<>(CHUNK);
  private long characters;
  private long staged;

  Upload(StorageBackend storage, String id, long maxSamples) {
    this.storage = storage;
    this.id = id;
    this.maxSamples = maxSamples;
  }

  /** Takes every sample of a version. */
  void copy(String dataset, int version) {
    long from = 0;
    List<Sample> page;
    do {
      long start = from;
      page =
          storage.read(
              stores -> stores.datasets().samples(dataset, version, start, COPIED_AT_ONCE));
      for (Sample sample : page) {
        add(sample, "version " + version);
      }
      from += page.size();
    } while (page.size() == COPIED_AT_ONCE);
    stage();
  }

  /** Takes everything the source has. */
  void receive(SampleSource source) throws IOException {
    long before = staged;
    Optional<SampleSource.Entry> next = source.next();
    while (next.isPresent()) {
      SampleSource.Entry entry = next.get();
      long position = staged + chunk.size();
      if (position >= maxSamples) {
        throw new ServiceException(
            Kind.TOO_LARGE,
            "LLM-DAT-006",
            "%s: a version has at most %d samples; nothing was uploaded"
                .formatted(entry.place(), maxSamples));
      }
      add(SampleFormat.read(entry, position), entry.place());
      next = source.next();
    }
    stage();
    if (staged == before) {
      throw new ServiceException(
          Kind.INVALID, "LLM-DAT-004", "the upload has no samples; send at least one");
    }
  }

  private void add(Sample sample, String place) {
    String canonical = SampleFormat.canonical(sample);
    digest.update(canonical.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) '\n');
    chunk.add(sample);
    places.add(place);
    characters += canonical.length();
    if (chunk.size() == CHUNK || characters > CHUNK_CHARACTERS) {
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
    places.clear();
    characters = 0;
  }

  // The storage knows that an id repeats but not where; staging one by one finds it out.
  private RuntimeException firstRepeat(List<Sample> samples, StorageException cause) {
    return storage.inTransaction(stores -> {
      for (int i = 0; i < samples.size(); i++) {
        try {
          stores.datasets().stage(id, staged + i, samples.subList(i, i + 1));
        } catch (StorageException e) {
          String repeated = samples.get(i).id();
          return BrokenSample.at(
              places.get(i), "the id \"" + repeated + "\" is that of an earlier sample");
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
}
