package dev.llmops.host.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Resolves <code>${env:NAME}</code> and <code>${file:PATH}</code>; <code>$${</code> stays as it is.
 */
final class References {

  private static final Pattern REFERENCE = Pattern.compile("\\$?\\$\\{(env|file):([^}]*)}");
  private static final long LARGEST_FILE = 1 << 20;

  private final Map<String, String> environment;
  private final Path folder;

  References(Map<String, String> environment, Path folder) {
    this.environment = environment;
    this.folder = folder;
  }

  /** A text after resolution: whether any reference was in it, and what could not be resolved. */
  record Resolved(String text, boolean confidential, List<Failure> failures) {}

  /** Why a reference has no value. */
  record Failure(String message, String remedy) {}

  Resolved resolve(String text) {
    Matcher matcher = REFERENCE.matcher(text);
    StringBuilder out = new StringBuilder();
    List<Failure> failures = new ArrayList<>();
    boolean confidential = false;
    while (matcher.find()) {
      String found = matcher.group();
      if (found.startsWith("$$")) {
        matcher.appendReplacement(out, Matcher.quoteReplacement(found.substring(1)));
        continue;
      }
      confidential = true;
      String value = lookUp(matcher.group(1), matcher.group(2).strip(), failures);
      matcher.appendReplacement(out, Matcher.quoteReplacement(value));
    }
    matcher.appendTail(out);
    return new Resolved(out.toString(), confidential, failures);
  }

  private String lookUp(String scheme, String name, List<Failure> failures) {
    if (scheme.equals("file")) {
      return readFile(name, failures);
    }
    String value = environment.get(name);
    if (value == null) {
      failures.add(
          new Failure(
              "the environment variable " + name + " is not set",
              "set " + name + " before the start, or write the value here"));
      return "";
    }
    return value;
  }

  private String readFile(String name, List<Failure> failures) {
    try {
      Path file = folder.resolve(name);
      if (Files.size(file) > LARGEST_FILE) {
        failures.add(new Failure("the file " + file + " is over 1 MiB", "name a smaller file"));
        return "";
      }
      return Files.readString(file).replaceFirst("\\r?\\n\\z", "");
    } catch (MalformedInputException e) {
      failures.add(new Failure("the file " + name + " is not UTF-8 text", "store it as UTF-8"));
    } catch (IOException | UncheckedIOException | InvalidPathException e) {
      failures.add(
          new Failure(
              "the file " + name + " cannot be read (" + e.getClass().getSimpleName() + ")",
              "create it, or let this user read it; relative paths start at " + folder));
    }
    return "";
  }
}
