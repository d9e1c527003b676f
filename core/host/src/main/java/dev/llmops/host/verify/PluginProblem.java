package dev.llmops.host.verify;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Why a plugin, or a part of it, is not in service.
 *
 * @param code stable, {@code LLM-PLG-nnn}
 * @param path the file or folder that is meant
 * @param message what is wrong
 * @param remedy what to do
 */
public record PluginProblem(String code, Path path, String message, String remedy) {

  public PluginProblem {
    Objects.requireNonNull(code, "code is null");
    Objects.requireNonNull(path, "path is null");
    Objects.requireNonNull(message, "message is null");
    Objects.requireNonNull(remedy, "remedy is null");
  }

  /** {@code path: code what is wrong — remedy}. */
  @Override
  public String toString() {
    return path + ": " + code + " " + message + (remedy.isEmpty() ? "" : " — " + remedy);
  }
}
