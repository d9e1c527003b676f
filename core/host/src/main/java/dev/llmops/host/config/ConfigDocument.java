package dev.llmops.host.config;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A configuration file as a tree in which every key and value knows its place, references to the
 * environment and to other files resolved. Immutable.
 *
 * @param root the whole file; without fields when it could not be read
 * @param problems what is wrong with the file as such, in its order
 */
public record ConfigDocument(ConfigNode.Section root, List<Problem> problems) {

  public ConfigDocument {
    Objects.requireNonNull(root, "root is null");
    problems = List.copyOf(problems);
  }

  /** Reads a file with the environment of this process. */
  public static ConfigDocument parse(Path file) {
    return parse(file, System.getenv());
  }

  /** Reads a file with an environment; relative references start at the file's folder. */
  public static ConfigDocument parse(Path file, Map<String, String> environment) {
    Location start = new Location(file.toString(), 1, 1);
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      return failed(start, "there is no such file", "create it, or name another one");
    } catch (MalformedInputException e) {
      return failed(start, "the file is not UTF-8 text", "store it as UTF-8");
    } catch (IOException e) {
      String cause = e.getClass().getSimpleName();
      return failed(
          start, "the file cannot be read (" + cause + ")", "let this user read the file");
    }
    Path folder = file.toAbsolutePath().getParent();
    return new YamlReader(file.toString(), new References(environment, folder)).read(text);
  }

  /**
   * Reads a text.
   *
   * @param name what messages call the text
   * @param folder where relative references start
   */
  public static ConfigDocument parse(
      String text, String name, Path folder, Map<String, String> environment) {
    return new YamlReader(name, new References(environment, folder)).read(text);
  }

  private static ConfigDocument failed(Location place, String message, String remedy) {
    return new ConfigDocument(
        ConfigNode.emptySection(place, ""),
        List.of(new Problem(place, "", "LLM-CFG-001", message, remedy)));
  }
}
