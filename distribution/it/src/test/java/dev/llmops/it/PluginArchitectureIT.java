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
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the shipped plugins may do: nothing that a stranger's plugin may not. */
class PluginArchitectureIT {

  /** Our own classes of each plugin, its libraries' included, by the name of its folder. */
  private static final Map<String, JavaClasses> PLUGINS = new TreeMap<>();

  @BeforeAll
  static void readTheShippedJars() throws IOException {
    try (DirectoryStream<Path> folders =
        Files.newDirectoryStream(Archive.unpacked().plugins(), Files::isDirectory)) {
      for (Path folder : folders) {
        PLUGINS.put(
            folder.getFileName().toString(),
            new ClassFileImporter()
                .importPath(folder)
                .that(describe("ours", type -> type.getPackageName().startsWith("dev.llmops"))));
      }
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
                      && !classes.contain(type.getName()));
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
