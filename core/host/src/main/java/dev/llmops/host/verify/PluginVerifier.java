package dev.llmops.host.verify;

import dev.llmops.spi.ApiVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Pattern;

/** Decides by reading bytes only whether a plugin may be loaded; none of its code runs. */
public final class PluginVerifier {

  private static final Pattern ID = Pattern.compile("[a-z0-9]+([.-][a-z0-9]+)*");
  private static final int LONGEST_ID = 100;

  private final Path candidate;
  private final List<PluginProblem> problems = new ArrayList<>();

  private PluginVerifier(Path candidate) {
    this.candidate = candidate;
  }

  /** Verifies a JAR, or a folder with one JAR and a {@code lib} folder. */
  public static Verification verify(Path candidate) {
    return new PluginVerifier(candidate).run();
  }

  private Verification run() {
    try {
      return layout();
    } catch (IOException | RuntimeException e) {
      return rejected(
          Optional.empty(), "LLM-PLG-001", "it cannot be read: " + reason(e), "replace it");
    }
  }

  private Verification layout() throws IOException {
    if (candidate.getFileName().toString().endsWith(".zip")) {
      return rejected(
          Optional.empty(), "LLM-PLG-001", "it is packed", "unpack it into the plugins directory");
    }
    PluginLayout layout = PluginLayout.of(candidate);
    if (layout.jars().size() != 1) {
      return rejected(
          Optional.empty(),
          "LLM-PLG-002",
          "the folder holds " + layout.jars().size() + " JARs at its top level, not one",
          "keep the plugin's own JAR there and put libraries into lib/");
    }
    Path jar = layout.jars().getFirst();
    if (Files.size(jar) == 0) {
      return rejected(Optional.empty(), "LLM-PLG-001", "the file is empty", "copy it again");
    }
    return contents(layout, jar);
  }

  private Verification contents(PluginLayout layout, Path jar) throws IOException {
    Optional<PluginManifest> manifest;
    List<String> extensions;
    try (JarInspection inspection = new JarInspection(jar, problems)) {
      if (!inspection.checkEntries()) {
        return new Verification(candidate, Optional.empty(), Optional.empty(), problems);
      }
      manifest = inspection.manifest().flatMap(this::manifest);
      extensions = inspection.extensionIndex();
      checkOwnParts(inspection, manifest, extensions);
    }
    for (Path library : layout.libraries()) {
      try (JarInspection inspection = new JarInspection(library, problems)) {
        inspection.checkEntries();
      } catch (IOException e) {
        problem(
            "LLM-PLG-001",
            "the library " + library + " cannot be read: " + reason(e),
            "replace it");
      }
    }
    if (!problems.isEmpty()) {
      return new Verification(candidate, manifest, Optional.empty(), problems);
    }
    VerifiedPlugin plugin =
        new VerifiedPlugin(
            candidate,
            jar,
            layout.libraries(),
            manifest.orElseThrow(),
            extensions,
            sha256(jar, layout.libraries()));
    return new Verification(candidate, manifest, Optional.of(plugin), List.of());
  }

  private Optional<PluginManifest> manifest(Manifest source) {
    Attributes attributes = source.getMainAttributes();
    PluginManifest manifest =
        new PluginManifest(
            text(attributes, "Plugin-Id"),
            text(attributes, "Plugin-Version"),
            text(attributes, "Plugin-Requires"),
            text(attributes, "Plugin-Provider"),
            text(attributes, "Plugin-Description"),
            text(attributes, "Plugin-License"));
    if (manifest.id().isEmpty()) {
      return Optional.empty();
    }
    checkFields(manifest);
    for (String unsupported : List.of("Plugin-Class", "Plugin-Dependencies")) {
      if (!text(attributes, unsupported).isEmpty()) {
        problem(
            "LLM-PLG-014",
            "the manifest says " + unsupported + ", which this host does not support",
            "remove it; do what it did in the extension's constructor");
      }
    }
    return Optional.of(manifest);
  }

  private void checkFields(PluginManifest manifest) {
    if (!ID.matcher(manifest.id()).matches() || manifest.id().length() > LONGEST_ID) {
      problem(
          "LLM-PLG-004",
          "the Plugin-Id " + manifest.id() + " is malformed",
          "use lower-case letters, digits, hyphens and dots");
    }
    if (SemanticVersion.parse(manifest.version()).isEmpty()) {
      problem(
          "LLM-PLG-005",
          "the Plugin-Version \"" + manifest.version() + "\" is not a semantic version",
          "write it like 1.2.3");
    }
    Optional<ApiRange> range = ApiRange.parse(manifest.requires());
    if (range.isEmpty()) {
      problem(
          "LLM-PLG-006",
          "the Plugin-Requires \"" + manifest.requires() + "\" is not a range of API versions",
          "write it like >=" + ApiVersion.current() + " & <2.0.0");
    } else if (!range.get().contains(SemanticVersion.parse(ApiVersion.current()).orElseThrow())) {
      problem(
          "LLM-PLG-007",
          "it requires the API " + manifest.requires() + ", this host has " + ApiVersion.current(),
          "take a version of the plugin that was built for this API");
    }
  }

  private void checkOwnParts(
      JarInspection inspection, Optional<PluginManifest> manifest, List<String> extensions) {
    if (manifest.isEmpty()) {
      problem(
          "LLM-PLG-003",
          "the JAR has no manifest with a Plugin-Id: it is no plugin",
          "put libraries into a plugin's lib/ folder, or build with the plugin parent POM");
    }
    if (extensions.isEmpty()) {
      problem(
          "LLM-PLG-009",
          "META-INF/extensions.idx is missing or empty",
          "compile with PF4J's annotation processor; a JDK from 23 on needs -proc:full");
    }
    for (String extension : extensions) {
      if (!inspection.holdsClass(extension)) {
        problem(
            "LLM-PLG-010",
            "META-INF/extensions.idx names " + extension + ", which is not in the JAR",
            "build it anew from clean");
      }
    }
  }

  private static String text(Attributes attributes, String name) {
    String value = attributes.getValue(name);
    return value == null ? "" : value.strip();
  }

  /** Of all bytes one after another, so that a changed library shows as well. */
  private static String sha256(Path jar, List<Path> libraries) throws IOException {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      update(sha256, jar);
      for (Path library : libraries) {
        update(sha256, library);
      }
      return HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void update(MessageDigest sha256, Path jar) throws IOException {
    try (InputStream in = new DigestInputStream(Files.newInputStream(jar), sha256)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
  }

  private static String reason(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private Verification rejected(
      Optional<PluginManifest> manifest, String code, String message, String remedy) {
    problem(code, message, remedy);
    return new Verification(candidate, manifest, Optional.empty(), problems);
  }

  private void problem(String code, String message, String remedy) {
    problems.add(new PluginProblem(code, candidate, message, remedy));
  }
}
