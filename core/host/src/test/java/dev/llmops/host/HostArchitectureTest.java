package dev.llmops.host;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HostArchitectureTest {

  private static JavaClasses classes;

  @BeforeAll
  static void seeTheClasses() {
    classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.llmops.host");
    assertThat(classes).hasSizeGreaterThan(70);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.llmops.host.(*)..").should().beFreeOfCycles().check(classes);
    noClasses()
        .that()
        .resideInAPackage("dev.llmops.host.*..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.llmops.host")
        .check(classes);
  }

  @Test
  void onlyThePackageThatLoadsUsesThePluginRuntime() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.llmops.host.load..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.pf4j..")
        .check(classes);
  }

  @Test
  void nobodyCallsBulkMethodsOrMakesChildInjectors() {
    noClasses()
        .should()
        .callMethodWhere(
            target(
                nameMatching(
                    "startPlugins|stopPlugins|loadPlugins|unloadPlugins|getExtensions"
                        + "|createChildInjector")))
        .check(classes);
  }

  @Test
  void oneClassSetsContextClassLoaders() {
    noClasses()
        .that()
        .doNotHaveSimpleName("ContextLoaderScope")
        .should()
        .callMethodWhere(target(nameMatching("setContextClassLoader")))
        .check(classes);
  }

  @Test
  void nobodyLooksServicesUpByTheContextOrEndsTheProcess() {
    noClasses().should().callMethod(ServiceLoader.class, "load", Class.class).check(classes);
    noClasses().should().callMethod(System.class, "exit", int.class).check(classes);
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.sql.DriverManager")
        .check(classes);
    noClasses().should().accessField(System.class, "out").check(classes);
    noClasses().should().accessField(System.class, "err").check(classes);
  }
}
