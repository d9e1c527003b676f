package dev.llmops.host.load;

import dev.llmops.host.config.ConfigBinder;
import dev.llmops.host.config.ConfigKey;
import dev.llmops.host.verify.PluginProblem;
import dev.llmops.host.verify.VerifiedPlugin;
import dev.llmops.spi.Contribution;
import dev.llmops.spi.PluginContext;
import jakarta.inject.Inject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Loads the classes of one plugin's index without initialising them, and reads what they say. */
final class ContributionReader {

  private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

  private final VerifiedPlugin plugin;
  private final ClassLoader loader;
  private final List<PluginProblem> problems = new ArrayList<>();

  ContributionReader(VerifiedPlugin plugin, ClassLoader loader) {
    this.plugin = plugin;
    this.loader = loader;
  }

  List<ContributedClass> read() throws PluginLoadException {
    List<ContributedClass> contributions = new ArrayList<>();
    for (String name : plugin.extensionClasses()) {
      readClass(name).ifPresent(contributions::add);
    }
    if (!problems.isEmpty()) {
      throw new PluginLoadException(problems);
    }
    return contributions;
  }

  /** Foreign bytes can fail in any way when they are linked, so everything is caught. */
  private Optional<ContributedClass> readClass(String name) {
    try {
      Class<?> type = Class.forName(name, false, loader);
      return classify(type);
    } catch (Throwable failure) {
      problem(
          "LLM-PLG-020",
          name + " cannot be linked: " + describe(failure),
          "pack the missing library into lib/, or build against this API version");
      return Optional.empty();
    }
  }

  private Optional<ContributedClass> classify(Class<?> type) {
    if (type.getClassLoader() != loader) {
      problem("LLM-PLG-020", type.getName() + " belongs to the host", "rename the class");
      return Optional.empty();
    }
    List<ExtensionKind> kinds = ExtensionKind.implementedBy(type);
    if (kinds.size() != 1 || Modifier.isAbstract(type.getModifiers())) {
      problem(
          "LLM-PLG-021",
          type.getName() + " implements " + kinds.size() + " extension points, or is abstract",
          "let a concrete class implement exactly one");
      return Optional.empty();
    }
    Contribution contribution = type.getDeclaredAnnotation(Contribution.class);
    if (contribution == null || !NAME.matcher(contribution.name()).matches()) {
      problem(
          "LLM-PLG-022",
          type.getName() + " has no @Contribution with a proper name",
          "add @Contribution(name = \"lower-case-name\", title = …)");
      return Optional.empty();
    }
    Optional<List<ConfigKey>> keys = keys(contribution.config());
    if (keys.isEmpty()) {
      return Optional.empty();
    }
    return constructor(type, contribution.config())
        .map(constructor ->
            new ContributedClass(
                kinds.getFirst(),
                contribution.name(),
                contribution.title(),
                contribution.config(),
                keys.get(),
                constructor));
  }

  private Optional<List<ConfigKey>> keys(Class<? extends Record> config) {
    try {
      return Optional.of(ConfigBinder.describe(config));
    } catch (IllegalArgumentException e) {
      problem(
          "LLM-PLG-027",
          "the settings record " + config.getName() + " cannot be bound: " + e.getMessage(),
          "use the types that the configuration reference lists");
      return Optional.empty();
    }
  }

  private Optional<Constructor<?>> constructor(Class<?> type, Class<? extends Record> config) {
    List<Constructor<?>> marked =
        Arrays.stream(type.getDeclaredConstructors())
            .filter(constructor -> constructor.isAnnotationPresent(Inject.class))
            .toList();
    List<Class<?>> allowed = List.of(config, PluginContext.class);
    if (marked.size() == 1 && allowed.containsAll(List.of(marked.getFirst().getParameterTypes()))) {
      return Optional.of(marked.getFirst());
    }
    if (marked.isEmpty()) {
      Optional<Constructor<?>> plain =
          Arrays.stream(type.getDeclaredConstructors())
              .filter(constructor -> constructor.getParameterCount() == 0)
              .findFirst();
      if (plain.isPresent()) {
        return plain;
      }
    }
    problem(
        "LLM-PLG-023",
        type.getName()
            + " has no single @Inject constructor that takes only its settings record"
            + " and PluginContext",
        "mark one constructor with jakarta.inject.Inject");
    return Optional.empty();
  }

  private static String describe(Throwable failure) {
    return failure instanceof ClassNotFoundException || failure instanceof LinkageError
        ? failure.getClass().getSimpleName() + " " + failure.getMessage()
        : failure.getClass().getName();
  }

  private void problem(String code, String message, String remedy) {
    problems.add(new PluginProblem(code, plugin.path(), message, remedy));
  }
}
