package dev.llmops.host.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Compiles sources into a plugin JAR, sound or broken as a test needs it. The sources see the class
 * path of the test; classes with {@code @Extension} enter the index by themselves.
 */
public final class PluginJarBuilder {

  private static final int MAJOR_LOW_BYTE = 7;

  private final Map<String, String> sources = new LinkedHashMap<>();
  private final Map<String, String> manifest = new LinkedHashMap<>();
  private final Map<String, byte[]> entries = new LinkedHashMap<>();
  private final Set<String> index = new LinkedHashSet<>();
  private boolean hasManifest = true;
  private boolean hasIndex = true;
  private UnaryOperator<byte[]> classFiles = UnaryOperator.identity();

  private PluginJarBuilder(String id) {
    manifest.put("Plugin-Id", id);
    manifest.put("Plugin-Version", "1.0.0");
    manifest.put("Plugin-Requires", ">=1.0.0 & <2.0.0");
    manifest.put("Plugin-Provider", "Acme");
    manifest.put("Plugin-Description", "Made for a test");
  }

  /** A plugin of version 1.0.0 that fits this API. */
  public static PluginJarBuilder plugin(String id) {
    return new PluginJarBuilder(Objects.requireNonNull(id, "id is null"));
  }

  /** Sets a manifest attribute; an empty value removes it. */
  public PluginJarBuilder attribute(String name, String value) {
    manifest.put(name, value);
    return this;
  }

  /** Adds a class by its full name and source text. */
  public PluginJarBuilder source(String className, String text) {
    sources.put(className, text);
    if (text.contains("@Extension")) {
      index.add(className);
    }
    return this;
  }

  /** Adds a file, under whatever name. */
  public PluginJarBuilder entry(String name, byte[] content) {
    entries.put(name, content.clone());
    return this;
  }

  /** Adds a name to the extension index, whether there is such a class or not. */
  public PluginJarBuilder indexed(String className) {
    index.add(className);
    return this;
  }

  /** Leaves the manifest out. */
  public PluginJarBuilder withoutManifest() {
    hasManifest = false;
    return this;
  }

  /** Leaves the extension index out. */
  public PluginJarBuilder withoutIndex() {
    hasIndex = false;
    return this;
  }

  /** Stamps all classes with a class-file level, such as 120. */
  public PluginJarBuilder classFileLevel(int major) {
    classFiles =
        bytes -> {
          byte[] stamped = bytes.clone();
          stamped[MAJOR_LOW_BYTE] = (byte) major;
          return stamped;
        };
    return this;
  }

  /** Writes the JAR and returns its path. */
  public Path writeTo(Path jar) throws IOException {
    Files.createDirectories(jar.toAbsolutePath().getParent());
    try (OutputStream file = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      if (hasManifest) {
        put(zip, "META-INF/MANIFEST.MF", manifestText().getBytes(StandardCharsets.UTF_8));
      }
      if (hasIndex) {
        put(
            zip,
            "META-INF/extensions.idx",
            String.join("\n", index).getBytes(StandardCharsets.UTF_8));
      }
      for (Map.Entry<String, byte[]> compiled : compile().entrySet()) {
        put(zip, compiled.getKey(), classFiles.apply(compiled.getValue()));
      }
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        put(zip, entry.getKey(), entry.getValue());
      }
    }
    return jar;
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content);
    zip.closeEntry();
  }

  private String manifestText() {
    StringBuilder text = new StringBuilder("Manifest-Version: 1.0\n");
    manifest.forEach((name, value) -> {
      if (!value.isEmpty()) {
        text.append(name).append(": ").append(value).append('\n');
      }
    });
    return text.append('\n').toString();
  }

  private Map<String, byte[]> compile() throws IOException {
    if (sources.isEmpty()) {
      return Map.of();
    }
    Path output = Files.createTempDirectory("llmops-plugin-classes");
    try {
      JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
      StringWriter messages = new StringWriter();
      List<JavaFileObject> units = new ArrayList<>();
      sources.forEach((name, text) -> units.add(new SourceText(name, text)));
      List<String> options = List.of("-proc:none", "-parameters", "-d", output.toString());
      if (!compiler.getTask(messages, null, null, options, null, units).call()) {
        throw new IllegalArgumentException("the sources do not compile:\n" + messages);
      }
      return classesIn(output);
    } finally {
      deleteTree(output);
    }
  }

  private static Map<String, byte[]> classesIn(Path output) throws IOException {
    Map<String, byte[]> classes = new LinkedHashMap<>();
    try (Stream<Path> files = Files.walk(output)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = output.relativize(file).toString().replace('\\', '/');
        classes.put(name, Files.readAllBytes(file));
      }
    }
    return classes;
  }

  private static void deleteTree(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.toList().reversed()) {
        Files.delete(file);
      }
    }
  }

  private static final class SourceText extends SimpleJavaFileObject {

    private final String text;

    SourceText(String className, String text) {
      super(URI.create("source:///" + className.replace('.', '/') + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
