package dev.llmops.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page that maps the original to tests names no test that does not exist. */
class OriginIT {

  private static final Path PAGE = Build.root().resolve("docs/reference/origin.md");
  private static final Pattern NAMED = Pattern.compile("`([^`]+)`");

  // A class, a class and a method of it, or another method of the class named before.
  private static final Pattern CLASS = Pattern.compile("([A-Z]\\w+)(?:\\.(\\w+))?");
  private static final Pattern METHOD = Pattern.compile("\\.(\\w+)");

  @Test
  void everyTestOfThePageExists() throws IOException {
    Map<String, String> sources = testSources();
    List<String> wrong = new ArrayList<>();
    int tests = 0;
    int number = 0;
    for (String line : Files.readAllLines(PAGE)) {
      number++;
      if (!line.startsWith("| ") || line.startsWith("| --- ") || line.startsWith("| line ")) {
        continue;
      }
      String[] cells = line.split(" \\| ", -1);
      String place = "line " + number + ": ";
      if (cells.length != 3) {
        wrong.add(place + cells.length + " cells");
        continue;
      }
      String type = "";
      for (Matcher named = NAMED.matcher(cells[2]); named.find(); tests++) {
        Matcher ofClass = CLASS.matcher(named.group(1));
        Matcher method = METHOD.matcher(named.group(1));
        if (ofClass.matches()) {
          type = ofClass.group(1);
          method = METHOD.matcher(ofClass.group(2) == null ? "" : "." + ofClass.group(2));
        } else if (!method.matches()) {
          wrong.add(place + named.group(1) + " is neither a class nor .method");
          continue;
        }
        String source = sources.get(type);
        if (source == null) {
          wrong.add(place + "there is no test class " + type);
        } else if (method.matches() && !source.matches("(?s).* " + method.group(1) + "\\(.*")) {
          wrong.add(place + type + " has no " + method.group(1));
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(tests).isGreaterThan(300);
  }

  /** What stands in the test classes of all modules, by their names. */
  private static Map<String, String> testSources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    for (String room : List.of("api", "core", "plugins", "distribution")) {
      try (Stream<Path> files = Files.walk(Build.root().resolve(room))) {
        for (Path file : files.filter(OriginIT::isTest).toList()) {
          String name = file.getFileName().toString().replace(".java", "");
          sources.merge(name, Files.readString(file), String::concat);
        }
      }
    }
    return sources;
  }

  private static boolean isTest(Path file) {
    return file.toString().contains("src/test/java") && file.toString().endsWith(".java");
  }
}
