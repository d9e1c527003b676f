package dev.llmops.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.tools.ToolProvider;

/** Makes the JAR of a metric plugin by hand, so that it can be made wrongly. */
final class PluginJar {

  private static final int MAJOR_VERSION = 7;

  private final String name;
  private String requires = ">=1.0.0 & <2.0.0";
  private boolean manifest = true;
  private boolean tooNew;
  private boolean bundlesApi;
  private String config = "record Config() {}";
  private String field = "";
  private String constructor = "";
  private String score = "return MetricResult.score(1, \"always\");";

  private PluginJar(String name) {
    this.name = name;
  }

  /** A plugin whose id and metric have the given name; fine as long as nothing is broken. */
  static PluginJar named(String name) {
    return new PluginJar(name);
  }

  PluginJar withoutManifest() {
    manifest = false;
    return this;
  }

  PluginJar requiring(String range) {
    requires = range;
    return this;
  }

  PluginJar tooNew() {
    tooNew = true;
    return this;
  }

  PluginJar bundlingTheApi() {
    bundlesApi = true;
    return this;
  }

  PluginJar withField(String declaration) {
    field = declaration;
    return this;
  }

  PluginJar withConstructor(String body) {
    constructor = body;
    return this;
  }

  /** With the statements that score a {@code sample}. */
  PluginJar scoring(String body) {
    score = body;
    return this;
  }

  PluginJar withConfig(String declaration) {
    config = declaration;
    return this;
  }

  /** Compiles and packs it into a folder. */
  Path writeTo(Path folder) throws IOException {
    Path jar = folder.resolve(name + ".jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      if (manifest) {
        entry(out, "META-INF/MANIFEST.MF", manifestBytes());
      }
      entry(out, "META-INF/extensions.idx", "broken.Metric\n".getBytes(StandardCharsets.UTF_8));
      Path classes = compile();
      try (var files = Files.walk(classes)) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          byte[] bytes = Files.readAllBytes(file);
          if (tooNew) {
            bytes[MAJOR_VERSION] = 99;
          }
          entry(out, classes.relativize(file).toString(), bytes);
        }
      }
    }
    return jar;
  }

  private byte[] manifestBytes() throws IOException {
    Manifest main = new Manifest();
    var attributes = main.getMainAttributes();
    attributes.putValue("Manifest-Version", "1.0");
    attributes.putValue("Plugin-Id", name);
    attributes.putValue("Plugin-Version", "1.0.0");
    attributes.putValue("Plugin-Requires", requires);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    main.write(bytes);
    return bytes.toByteArray();
  }

  private Path compile() throws IOException {
    Path sources = Build.newFolder("plugin-");
    Path classes = Files.createDirectory(sources.resolve("classes"));
    Path source = sources.resolve("Metric.java");
    Files.writeString(
        source,
        """
        package broken;

        import dev.llmops.spi.*;
        import dev.llmops.spi.config.*;
        import dev.llmops.spi.metric.*;

        @org.pf4j.Extension
        @Contribution(name = "%s", title = "Made by hand", config = Metric.Config.class)
        public final class Metric implements EvaluationMetric {
          public %s
          %s
          @jakarta.inject.Inject Metric(Config config) { %s }
          @Override public MetricDescriptor descriptor() { return MetricDescriptor.unitQuality().build(); }
          @Override public MetricResult score(ScoredSample sample, CallContext call) {
            %s
          }
        }
        """
            .formatted(name, config, field, constructor, score));
    List<String> arguments =
        List.of(
            "-proc:none",
            "-parameters",
            "--release",
            "17",
            "-d",
            classes.toString(),
            source.toString());
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertThat(result).as("the compiler's result for " + name).isZero();
    if (bundlesApi) {
      Path api = Files.createDirectories(classes.resolve("dev/llmops/spi"));
      Files.copy(classes.resolve("broken/Metric.class"), api.resolve("CallContext.class"));
    }
    return classes;
  }

  private static void entry(JarOutputStream out, String path, byte[] bytes) throws IOException {
    out.putNextEntry(new JarEntry(path));
    out.write(bytes);
    out.closeEntry();
  }
}
