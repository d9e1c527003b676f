package dev.llmops.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A stranger's machine: plain Maven with an empty local repository. The product's API comes from a
 * repository in a folder; what this build has resolved before is another one, so that no network
 * is needed when nothing is missing there.
 *
 * @param settings the settings file
 * @param bin a folder for the PATH whose {@code mvn} uses these settings
 */
record PluginAuthor(Path settings, Path bin) {

  static PluginAuthor newcomer() throws IOException {
    Path home = Build.newFolder("author-");
    Path settings = home.resolve("settings.xml");
    String repositories =
        entry("repository", "product", Build.pluginAuthorsRepository())
            + entry("repository", "resolved-before", Build.localRepository());
    Files.writeString(
        settings,
        """
        <settings>
          <localRepository>%s</localRepository>
          <profiles>
            <profile>
              <id>author</id>
              <repositories>%s</repositories>
              <pluginRepositories>%s</pluginRepositories>
            </profile>
          </profiles>
          <activeProfiles><activeProfile>author</activeProfile></activeProfiles>
        </settings>
        """
            .formatted(
                home.resolve("repository"),
                repositories,
                repositories.replace("repository>", "pluginRepository>")));
    Path bin = Files.createDirectories(home.resolve("bin"));
    Path mvn = bin.resolve("mvn");
    Files.writeString(
        mvn,
        "#!/bin/sh\nexec '%s' -B -ntp -s '%s' \"$@\"\n".formatted(Build.maven(), settings));
    assertThat(mvn.toFile().setExecutable(true)).isTrue();
    return new PluginAuthor(settings, bin);
  }

  private static String entry(String element, String id, Path folder) {
    return "<%1$s><id>%2$s</id><url>%3$s</url><releases><checksumPolicy>ignore</checksumPolicy></releases><snapshots><enabled>true</enabled><checksumPolicy>ignore</checksumPolicy></snapshots></%1$s>"
        .formatted(element, id, folder.toUri());
  }

  /** Builds the project in a folder. */
  void build(Path project) {
    Command.Outcome build =
        new Command(
                List.of(bin.resolve("mvn").toString(), "-q", "package"),
                project,
                Map.of(),
                Duration.ofSeconds(180))
            .run();
    assertThat(build.exitCode()).as(build::all).isZero();
  }
}
