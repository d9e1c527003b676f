package dev.llmops.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.it.Snippets.Snippet;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Does what the documentation says, one document after the other, each in a folder of its own. */
class DocsIT {

  private static final List<String> INTERACTIVE =
      List.of(
          "README.md",
          "docs/tutorial/first-experiment.md",
          "docs/how-to/ab-testing.md",
          "docs/how-to/evaluate-in-a-pipeline.md",
          "docs/how-to/prompt-engineering.md",
          "docs/how-to/write-a-metric-plugin.md");

  // Links into the repository; those with a scheme lead elsewhere.
  private static final Pattern LINK = Pattern.compile("\\]\\((?![a-z]+:)([^)#]+)[^)]*\\)");

  @TestFactory
  Stream<DynamicTest> whatADocumentSaysWorks() throws IOException {
    return documents().stream()
        .map(Snippets::of)
        .filter(DocumentScript::hasSomethingToDo)
        .map(snippets ->
            DynamicTest.dynamicTest(
                Build.root().relativize(snippets.document()).toString(), () -> follow(snippets)));
  }

  @Test
  void theDocumentsForNewcomersHaveSomethingToDo() {
    assertThat(INTERACTIVE)
        .allSatisfy(name ->
            assertThat(DocumentScript.hasSomethingToDo(Snippets.of(Build.root().resolve(name))))
                .as(name)
                .isTrue());
  }

  @Test
  void everyLinkLeadsToAFile() throws IOException {
    List<String> broken = new ArrayList<>();
    int links = 0;
    for (Path document : documents()) {
      Matcher link = LINK.matcher(Files.readString(document));
      while (link.find()) {
        links++;
        if (!Files.exists(document.resolveSibling(link.group(1)))) {
          broken.add(Build.root().relativize(document) + ": " + link.group(1));
        }
      }
    }
    assertThat(links).isGreaterThan(5);
    assertThat(broken).isEmpty();
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> docs = Files.walk(Build.root().resolve("docs"))) {
      return Stream.concat(Stream.of(Build.root().resolve("README.md")), docs.sorted())
          .filter(file -> file.toString().endsWith(".md"))
          .toList();
    }
  }

  private static void follow(Snippets snippets) throws IOException {
    Path folder = Build.newFolder("docs-");
    Archive archive = Archive.unpackedIn(folder);
    String port = Integer.toString(freePort());
    Path config = archive.home().resolve("conf/llmops.yaml");
    Files.writeString(config, Files.readString(config).replace("8080", port));
    DocumentScript script = new DocumentScript(snippets, archive, port);
    Path file = Files.writeString(folder.resolve("follow.sh"), script.text());
    for (Snippet skipped : script.skipped()) {
      say(
          "%s:%d is not run: %s",
          snippets.document(), skipped.line(), skipped.marker().orElseThrow().value());
    }

    Command.Outcome outcome =
        new Command(
                List.of("bash", "-euo", "pipefail", file.toString()),
                folder,
                Map.of(
                    "LLMOPS_SERVER", "http://127.0.0.1:" + port,
                    "LLMOPS_AOT", "off",
                    "PATH", PluginAuthor.newcomer().bin() + ":" + System.getenv("PATH")),
                Duration.ofSeconds(240))
            .run();

    assertThat(outcome.exitCode()).as(outcome::all).isZero();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void say(String format, Object... values) {
    PrintStream console = System.err;
    console.println(format.formatted(values));
  }
}
