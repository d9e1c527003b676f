package dev.llmops.it;

import dev.llmops.it.Snippets.Snippet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A document as one shell script, so that a block sees what the earlier ones have set. The comment
 * before a fence says what becomes of it: {@code run: background} is started and waited for,
 * {@code run: no, REASON} is left out, {@code file: PATH} is written there, {@code config} is
 * checked as a configuration file. Other blocks in bash are run; blocks in other languages are
 * something to read.
 *
 * @param port takes the place of 8080
 */
record DocumentScript(Snippets snippets, Archive archive, String port) {

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{env:(\\w+)}");

  private static final String PREAMBLE =
      """
      server=
      stop_server() {
        if [ -n "$server" ]; then
          kill -TERM -- "-$server" 2>/dev/null || true
          wait "$server" 2>/dev/null || true
          server=
        fi
      }
      trap stop_server EXIT
      await_server() {
        for _ in $(seq 300); do
          if curl -sf -o /dev/null "$LLMOPS_SERVER/health/ready"; then return 0; fi
          if ! kill -0 "$server" 2>/dev/null; then break; fi
          sleep 0.2
        done
        cat server.log >&2
        echo "The server is not ready." >&2
        return 1
      }
      """;

  static boolean hasSomethingToDo(Snippets snippets) {
    return snippets.all().stream().anyMatch(DocumentScript::isDone);
  }

  private static boolean isDone(Snippet snippet) {
    return isRun(snippet) || snippet.is("config", "");
  }

  private static boolean isRun(Snippet snippet) {
    return snippet.language().equals("bash") && !snippet.is("run", "no") && !snippet.is("file", "");
  }

  List<Snippet> skipped() {
    return snippets.all().stream().filter(snippet -> snippet.is("run", "no")).toList();
  }

  String text() {
    StringBuilder script = new StringBuilder(PREAMBLE);
    for (Snippet snippet : snippets.all()) {
      step(snippet, script);
    }
    return script.toString();
  }

  private void step(Snippet snippet, StringBuilder script) {
    String text = snippet.text().replace("8080", port);
    if (snippet.is("file", "")) {
      String path = snippet.marker().orElseThrow().value();
      write(path, text, script);
    } else if (snippet.is("config", "")) {
      String path = "config-" + snippet.line() + ".yaml";
      tell(snippet, script);
      write(path, text, script);
      Matcher references = REFERENCE.matcher(text);
      StringBuilder environment = new StringBuilder();
      while (references.find()) {
        environment.append(references.group(1)).append("=https://example.com/ ");
      }
      script.append(environment).append('\'').append(archive.launcher());
      script.append("' config check --config ").append(path).append('\n');
    } else if (isRun(snippet)) {
      tell(snippet, script);
      if (snippet.is("run", "background")) {
        // A process group of its own, so that all of it can be ended.
        script.append("stop_server\nset -m\n(\n").append(text);
        script.append(") >server.log 2>&1 &\nserver=$!\nset +m\nawait_server\n");
      } else {
        script.append(text);
      }
    }
  }

  private void tell(Snippet snippet, StringBuilder script) {
    script.append("echo '--- %s:%d' | tee -a /dev/stderr\n".formatted(snippets.document().getFileName(), snippet.line()));
  }

  private static void write(String path, String text, StringBuilder script) {
    script.append("mkdir -p \"$(dirname '").append(path).append("')\"\n");
    script.append("cat > '").append(path).append("' <<'END_OF_SNIPPET'\n");
    script.append(text).append("END_OF_SNIPPET\n");
  }
}
