package dev.llmops.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

class InstallationIT {

  /** The UTF-8 bytes of "a place ä", written so that no locale can spoil them. */
  private static final String PLACE = "$(printf 'a place \\303\\244')";

  @Test
  void bothArchivesHoldTheSameEntries() throws IOException {
    Command.Outcome tar =
        Command.of(Build.root(), "tar", "-tzf", Build.archive("tar.gz").toString()).run();
    Set<String> inTar = files(tar.out().lines().toList());
    Set<String> inZip;
    try (ZipFile zip = new ZipFile(Build.archive("zip").toFile())) {
      inZip = files(zip.stream().map(entry -> entry.getName()).toList());
    }

    assertThat(inZip).hasSizeGreaterThan(30).isEqualTo(inTar);
  }

  private static Set<String> files(List<String> entries) {
    return entries.stream().filter(name -> !name.endsWith("/")).collect(Collectors.toSet());
  }

  @Test
  void bringsLaunchersConfigurationLicenceNoticesAndAttribution() {
    Path home = Archive.unpacked().home();

    assertThat(home.resolve("bin/llmops")).isExecutable();
    assertThat(List.of("bin/llmops.bat", "conf/llmops.yaml", "LICENSE", "README.md"))
        .allSatisfy(file -> assertThat(home.resolve(file)).isNotEmptyFile());
    assertThat(home.resolve("LICENSE")).content().contains("Apache License");
    assertThat(home.resolve("THIRD-PARTY-NOTICES.txt")).content().contains("jetty", "guice");
    assertThat(home.resolve("share/demo/ATTRIBUTION.md")).content().contains("CC BY 4.0");
  }

  @Test
  void worksFromAPathWithASpaceAndANonAsciiLetterInThePlainLocale() {
    Archive archive = Archive.unpacked();
    String move = "mkdir \"" + PLACE + "\" && mv \"$0\" \"" + PLACE + "\"/";
    Command.Outcome moved =
        Command.of(archive.home().getParent(), "sh", "-c", move, archive.home().toString()).run();
    assertThat(moved.exitCode()).as(moved::all).isZero();
    String start =
        """
        place=%s
        export LLMOPS_DATA="$place/data"
        mv "$3" "$place/config.yaml"
        exec "$place/llmops-%s/bin/llmops" serve --config "$place/config.yaml"
        """
            .formatted(PLACE, Build.version());

    try (ServerProcess server =
        ServerProcess.Launch.of(archive, ServerProcess.ANY_PORT)
            .as(List.of("sh", "-c", start))
            .with("LC_ALL", "C")
            .start()) {
      assertThat(new Workload(server.http()).smallRun("exact-match").path("status").asText())
          .isEqualTo("completed");
    }
  }

  @Test
  void worksForAnUnprivilegedUserFromAReadOnlyFolder() throws IOException {
    Path folder = Files.createTempDirectory("llmops-it-read-only-");
    try {
      Archive archive = Archive.unpackedIn(folder);
      Path data = Files.createDirectory(folder.resolve("data"));
      Path config = archive.config(ServerProcess.ANY_PORT);
      boolean root = Command.of(folder, "id", "-u").run().out().strip().equals("0");
      List<String> prefix = List.of();
      if (root) {
        // Permissions mean nothing to root, so somebody else has to try.
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "setpriv is missing");
        prefix =
            List.of("/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        run(folder, "chown 65534:65534 data");
      }
      run(folder, "chmod 755 . && chmod 644 config-*.yaml && chmod -R a-w llmops-*");

      try (ServerProcess server =
          new ServerProcess.Launch(
                  archive, data, config, prefix, java.util.Map.of("HOME", data.toString()))
              .with("LLMOPS_AOT", "on")
              .start()) {
        assertThat(new Workload(server.http()).smallRun("exact-match").path("status").asText())
            .isEqualTo("completed");
        assertThat(server.terminate(Duration.ofSeconds(30))).isIn(0, 143);
      }
      assertThat(data.resolve("llmops.db")).isNotEmptyFile();
    } finally {
      run(folder, "chmod -R u+w . && rm -rf ./*");
      Files.delete(folder);
    }
  }

  private static void run(Path folder, String script) {
    Command.Outcome outcome = Command.of(folder, "sh", "-c", script).run();
    assertThat(outcome.exitCode()).as(outcome::all).isZero();
  }
}
