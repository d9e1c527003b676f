package dev.llmops.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * An installation: the archive, unpacked.
 *
 * @param home the folder that holds {@code bin/}
 */
record Archive(Path home) {

  /** Unpacks the tar.gz into a folder, as an operator does; the installation is a folder in it. */
  static Archive unpackedIn(Path folder) {
    Command.Outcome tar =
        Command.of(folder, "tar", "-xzf", Build.archive("tar.gz").toString(), "-C", ".").run();
    assertThat(tar.exitCode()).as(tar::all).isZero();
    return new Archive(folder.resolve("llmops-" + Build.version()));
  }

  /** Unpacks into a new folder. */
  static Archive unpacked() {
    return unpackedIn(Build.newFolder("archive-"));
  }

  Path plugins() {
    return home.resolve("plugins");
  }

  Path launcher() {
    return home.resolve("bin").resolve("llmops");
  }

  /** The {@code llmops} command with arguments, for another server than the default one. */
  Command llmops(String... arguments) {
    List<String> words = new ArrayList<>();
    words.add(launcher().toString());
    words.addAll(List.of(arguments));
    return new Command(words, home, java.util.Map.of(), Duration.ofSeconds(60))
        .with("LLMOPS_AOT", "off");
  }

  /** Writes a configuration file beside the installation. */
  Path config(String yaml) {
    try {
      Path file = Files.createTempFile(home.getParent(), "config-", ".yaml");
      return Files.writeString(file, yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
