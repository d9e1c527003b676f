package dev.llmops.host.verify;

import java.util.List;
import java.util.Optional;

/** The packages that a plugin gets from the host; everything else of the host is invisible. */
public final class SharedPackages {

  private static final List<String> PREFIXES =
      List.of(
          "dev.llmops.spi.",
          "dev.llmops.model.",
          "org.pf4j.",
          "org.slf4j.",
          "jakarta.inject.",
          "com.fasterxml.jackson.annotation.");
  private static final List<String> ENTRY_PREFIXES =
      PREFIXES.stream().map(prefix -> prefix.replace('.', '/')).toList();

  private SharedPackages() {}

  /** Whether the class or resource of that dotted name belongs to a shared package. */
  public static boolean contains(String name) {
    for (String prefix : PREFIXES) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  /** The shared package, with dots, that a JAR entry belongs to. */
  static Optional<String> ofEntry(String entry) {
    for (int i = 0; i < ENTRY_PREFIXES.size(); i++) {
      if (entry.startsWith(ENTRY_PREFIXES.get(i))) {
        String prefix = PREFIXES.get(i);
        return Optional.of(prefix.substring(0, prefix.length() - 1));
      }
    }
    return Optional.empty();
  }
}
