package dev.llmops.host.verify;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Reads one JAR without running or loading anything of it. */
final class JarInspection implements AutoCloseable {

  private static final int CLASS_FILE_OFFSET = 44;
  private static final int HEADER = 8;
  private static final int MOST_ENTRIES = 100_000;
  private static final long LARGEST_ENTRY = 512L << 20;
  private static final long LARGEST_TOTAL = 2L << 30;
  private static final int LARGEST_TEXT = 1 << 20;
  private static final String MANIFEST = "META-INF/MANIFEST.MF";
  private static final Pattern VERSIONED = Pattern.compile("META-INF/versions/(\\d{1,4})/(.+)");

  private final Path jar;
  private final ZipFile zip;
  private final List<PluginProblem> problems;

  JarInspection(Path jar, List<PluginProblem> problems) throws IOException {
    this.jar = jar;
    this.zip = new ZipFile(jar.toFile());
    this.problems = problems;
  }

  /** The main attributes, or empty when there is no manifest. */
  Optional<Manifest> manifest() throws IOException {
    ZipEntry entry = zip.getEntry(MANIFEST);
    if (entry == null) {
      return Optional.empty();
    }
    try (InputStream in = zip.getInputStream(entry)) {
      // The bound was checked; a file that changed since must not exhaust the memory either.
      return Optional.of(new Manifest(new ByteArrayInputStream(in.readNBytes(LARGEST_TEXT))));
    }
  }

  /** The class names in the JAR's own extension index, in order. */
  List<String> extensionIndex() throws IOException {
    ZipEntry entry = zip.getEntry("META-INF/extensions.idx");
    if (entry == null) {
      return List.of();
    }
    try (InputStream in = zip.getInputStream(entry)) {
      String text = new String(in.readNBytes(LARGEST_TEXT), StandardCharsets.UTF_8);
      return text.lines()
          .map(line -> line.replaceFirst("#.*", "").strip())
          .filter(line -> !line.isEmpty())
          .distinct()
          .toList();
    }
  }

  boolean holdsClass(String className) {
    return zip.getEntry(className.replace('.', '/') + ".class") != null;
  }

  /**
   * Checks names, sizes, class-file levels and bundled packages.
   *
   * @return whether the rest may be read; false for a JAR that could do harm by that alone
   */
  boolean checkEntries() throws IOException {
    TreeSet<String> bundled = new TreeSet<>();
    List<String> tooNew = new ArrayList<>();
    int highest = 0;
    long total = 0;
    int count = 0;
    for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
      ZipEntry entry = all.nextElement();
      String name = entry.getName();
      if (isUnsafe(name)) {
        problem(
            "LLM-PLG-012", "the entry name " + name + " leads out of the JAR", "rebuild the JAR");
        return false;
      }
      total += Math.max(0, entry.getSize());
      if (++count > MOST_ENTRIES || entry.getSize() > LARGEST_ENTRY || total > LARGEST_TOTAL) {
        problem(
            "LLM-PLG-013", "the JAR is too large when unpacked", "leave out what is not needed");
        return false;
      }
      // The class loader reads a library's manifest too, whole, and whatever its case.
      if (name.equalsIgnoreCase(MANIFEST) && longerThanText(entry)) {
        problem(
            "LLM-PLG-013",
            "the manifest is longer than " + LARGEST_TEXT + " bytes",
            "leave out what is not needed");
        return false;
      }
      if (!name.endsWith(".class") || name.endsWith("module-info.class")) {
        continue;
      }
      Matcher versioned = VERSIONED.matcher(name);
      boolean inVersion = versioned.matches();
      if (inVersion && Integer.parseInt(versioned.group(1)) > Runtime.version().feature()) {
        continue;
      }
      SharedPackages.ofEntry(inVersion ? versioned.group(2) : name).ifPresent(bundled::add);
      int level = classFileLevel(entry);
      if (level > Runtime.version().feature() + CLASS_FILE_OFFSET) {
        tooNew.add(name);
        highest = Math.max(highest, level);
      }
    }
    report(bundled, tooNew, highest);
    return true;
  }

  /** Counts, since the size that an entry declares may be a lie. */
  private boolean longerThanText(ZipEntry entry) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      return in.readNBytes(LARGEST_TEXT + 1).length > LARGEST_TEXT;
    }
  }

  private void report(TreeSet<String> bundled, List<String> tooNew, int highest) {
    if (!bundled.isEmpty()) {
      problem(
          "LLM-PLG-011",
          "it bundles " + String.join(", ", bundled) + ", which the host shares",
          "give these dependencies the scope provided");
    }
    if (!tooNew.isEmpty()) {
      problem(
          "LLM-PLG-008",
          tooNew.getFirst()
              + (tooNew.size() > 1 ? " and " + (tooNew.size() - 1) + " more" : "")
              + " need Java "
              + (highest - CLASS_FILE_OFFSET)
              + ", this is Java "
              + Runtime.version().feature(),
          "compile with --release " + Runtime.version().feature() + " or lower");
    }
  }

  private int classFileLevel(ZipEntry entry) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] header = in.readNBytes(HEADER);
      return header.length < HEADER ? 0 : (header[6] & 0xFF) << 8 | header[7] & 0xFF;
    }
  }

  private static boolean isUnsafe(String name) {
    if (name.startsWith("/") || name.indexOf('\\') >= 0 || name.indexOf('\0') >= 0) {
      return true;
    }
    if (name.length() > 1 && name.charAt(1) == ':') {
      return true;
    }
    return name.contains("..") && List.of(name.split("/")).contains("..");
  }

  private void problem(String code, String message, String remedy) {
    problems.add(new PluginProblem(code, jar, message, remedy));
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
