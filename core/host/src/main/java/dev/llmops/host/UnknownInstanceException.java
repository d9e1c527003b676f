package dev.llmops.host;

import dev.llmops.host.config.NearestNames;
import dev.llmops.host.load.ExtensionKind;
import java.util.Collection;
import java.util.List;

/** Tells that no instance of that name serves. */
public final class UnknownInstanceException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<String> nearNames;

  UnknownInstanceException(ExtensionKind kind, String name, Collection<String> serving) {
    super(
        "LLM-PLG-050 no instance \""
            + name
            + "\" serves among the "
            + kind.section()
            + "; "
            + NearestNames.suggest(name, serving));
    this.nearNames = NearestNames.of(name, serving);
  }

  UnknownInstanceException(String message) {
    super(message);
    this.nearNames = List.of();
  }

  /** Names that may have been meant, nearest first. */
  public List<String> nearNames() {
    return nearNames == null ? List.of() : nearNames;
  }
}
