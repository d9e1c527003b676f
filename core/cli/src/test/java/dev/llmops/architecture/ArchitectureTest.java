package dev.llmops.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.sql.DriverManager;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The arrows between the rooms, and what nobody may do. Every rule first asserts that it sees its
 * classes.
 */
class ArchitectureTest {

  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.llmops");

  private static JavaClasses classesIn(String room, int atLeast) {
    JavaClasses classes =
        ALL.that(
            DescribedPredicate.describe(
                "in " + room, type -> type.getPackageName().startsWith("dev.llmops." + room)));
    assertThat(classes).as("classes of " + room).hasSizeGreaterThanOrEqualTo(atLeast);
    return classes;
  }

  @ParameterizedTest
  @CsvSource({"model,30", "kernel,15", "spi,30", "host,30", "service,40", "server,30", "cli,10"})
  void everyRoomIsSeen(String room, int atLeast) {
    assertThat(classesIn(room, atLeast)).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "model,   kernel|spi|host|service|server|cli",
    "kernel,  spi|host|service|server|cli",
    "spi,     kernel|host|service|server|cli",
    "host,    kernel|service|server|cli",
    "service, host|server|cli",
    "server,  cli",
  })
  void arrowsPointDownOnly(String room, String above) {
    for (String higher : above.split("\\|")) {
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.llmops." + higher + "..")
          .check(classesIn(room, 10));
    }
  }

  @ParameterizedTest
  @CsvSource({"kernel,15", "service,40"})
  void servicesAndKernelSeeNoTechnology(String room, int atLeast) {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.pf4j..",
            "com.google.inject..",
            "java.sql..",
            "javax.sql..",
            "org.jooq..",
            "java.net.http..",
            "org.eclipse.jetty..",
            "com.fasterxml.jackson.core..",
            "com.fasterxml.jackson.databind..")
        .check(classesIn(room, atLeast));
  }

  @Test
  void onlyTheHostUsesThePluginRuntime() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.llmops.host..", "dev.llmops.spi..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.pf4j..")
        .check(ALL);
    noClasses()
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "are PF4J types other than the markers",
                (JavaClass type) ->
                    type.getPackageName().startsWith("org.pf4j")
                        && !type.getSimpleName().equals("ExtensionPoint")
                        && !type.getSimpleName().equals("Extension")))
        .check(classesIn("spi", 30));
  }

  @ParameterizedTest
  @CsvSource({"startPlugins", "stopPlugins", "loadPlugins", "getExtensions"})
  void nobodyCallsBulkMethodsOfThePluginRuntime(String method) {
    noClasses()
        .should()
        .callMethodWhere(
            target(name(method))
                .and(target(owner(JavaClass.Predicates.assignableTo("org.pf4j.PluginManager")))))
        .check(ALL);
  }

  @Test
  void nobodyTakesAForbiddenShortCut() {
    assertThat(ALL).hasSizeGreaterThan(200);
    noClasses().should().callMethodWhere(target(name("createChildInjector"))).check(ALL);
    noClasses().should().dependOnClassesThat().areAssignableTo(DriverManager.class).check(ALL);
    noClasses().should().callMethod(ServiceLoader.class, "load", Class.class).check(ALL);
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.llmops.cli.Llmops")
        .should()
        .callMethod(System.class, "exit", int.class)
        .check(ALL);
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.llmops.cli..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(ALL);
  }

  @Test
  void oneClassAloneSetsContextClassLoaders() {
    long setters =
        ALL.stream()
            .filter(type ->
                type.getMethodCallsFromSelf().stream()
                    .anyMatch(call -> call.getTarget().getName().equals("setContextClassLoader")))
            .count();
    assertThat(setters).as("classes that set a context class loader").isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"model", "kernel", "spi", "host", "service", "server", "cli"})
  void packagesHaveNoCycles(String room) {
    slices()
        .matching("dev.llmops." + room + ".(**)")
        .should()
        .beFreeOfCycles()
        .check(classesIn(room, 10));
  }

  @Test
  void packagesAreFeatures() {
    noClasses()
        .should()
        .resideInAnyPackage("..util..", "..utils..", "..common..", "..impl..", "..helper..")
        .check(ALL);
  }
}
