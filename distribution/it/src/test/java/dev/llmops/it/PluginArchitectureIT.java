package dev.llmops.it;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the shipped plugins may do: nothing that a stranger's plugin may not. */
class PluginArchitectureIT {

  /** Our own classes of each plugin, its libraries' included, by the name of its folder. */
  private static final Map<String, JavaClasses> PLUGINS = new TreeMap<>();

  @BeforeAll
  static void readTheShippedJars() throws IOException {
    try (Stream<Path> jars = Files.walk(Archive.unpacked().plugins())) {
      jars.filter(jar -> jar.getFileName().toString().matches("llmops-.*\\.jar"))
          .collect(Collectors.groupingBy(PluginArchitectureIT::plugin))
          .forEach((plugin, own) -> PLUGINS.put(plugin, classes(own)));
    }
  }

  /** The folder of the plugin that a JAR belongs to, be it its own or a library's. */
  private static String plugin(Path jar) {
    Path folder = jar.getParent();
    return (folder.endsWith("lib") ? folder.getParent() : folder).getFileName().toString();
  }

  private static JavaClasses classes(List<Path> jars) {
    return new ClassFileImporter()
        .importUrls(jars.stream().map(PluginArchitectureIT::url).toList());
  }

  private static URL url(Path jar) {
    try {
      return URI.create("jar:" + jar.toUri() + "!/").toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void everyPluginIsSeen() {
    assertThat(PLUGINS).hasSizeGreaterThanOrEqualTo(8);
    assertThat(PLUGINS)
        .allSatisfy((plugin, classes) -> assertThat(classes).as(plugin).isNotEmpty());
    assertThat(PLUGINS.get("storage-sqlite")).hasSizeGreaterThan(30);
  }

  @Test
  void pluginsSeeOnlyTheApiAndWhatTheyCarry() {
    PLUGINS.forEach((plugin, classes) -> {
      DescribedPredicate<JavaClass> foreign =
          describe(
              "belong to another room than the API",
              type ->
                  type.getPackageName().startsWith("dev.llmops.")
                      && !type.getPackageName().startsWith("dev.llmops.spi")
                      && !type.getPackageName().startsWith("dev.llmops.model")
                      && !classes.contain(type.getBaseComponentType().getName()));
      noClasses().should().dependOnClassesThat(foreign).as(plugin).check(classes);
    });
  }

  @Test
  void pluginsKnowOnlyTheMarkersOfThePluginRuntime() {
    PLUGINS.forEach((plugin, classes) ->
        noClasses()
            .should()
            .dependOnClassesThat(
                describe(
                    "are PF4J types other than the markers",
                    type ->
                        type.getPackageName().startsWith("org.pf4j")
                            && !type.getSimpleName().equals("ExtensionPoint")
                            && !type.getSimpleName().equals("Extension")))
            .as(plugin)
            .check(classes));
  }

  @Test
  void pluginsTakeNoForbiddenShortCut() {
    PLUGINS.forEach((plugin, classes) -> {
      noClasses()
          .should()
          .callMethodWhere(target(nameMatching("createChildInjector|setContextClassLoader")))
          .as(plugin)
          .check(classes);
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.sql.DriverManager")
          .as(plugin)
          .check(classes);
      noClasses()
          .should()
          .callMethod(ServiceLoader.class, "load", Class.class)
          .as(plugin)
          .check(classes);
      noClasses()
          .should()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .as(plugin)
          .check(classes);
    });
  }

  @Test
  void packagesHaveNoCyclesAndAreFeatures() {
    PLUGINS.forEach((plugin, classes) -> {
      slices().matching("dev.llmops.(**)").should().beFreeOfCycles().as(plugin).check(classes);
      noClasses()
          .should()
          .resideInAnyPackage("..util..", "..utils..", "..common..", "..impl..", "..helper..")
          .as(plugin)
          .check(classes);
    });
  }
}
