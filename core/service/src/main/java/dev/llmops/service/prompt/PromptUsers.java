package dev.llmops.service.prompt;

import dev.llmops.kernel.version.SemanticVersion;
import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.ExperimentStatus;
import dev.llmops.model.prompt.PromptLabel;
import dev.llmops.model.prompt.PromptReference;
import dev.llmops.service.error.ServiceException;
import dev.llmops.spi.storage.ScheduleStore;
import dev.llmops.spi.storage.Stores;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Who uses prompts, and whom the deletion of a version would hurt. */
final class PromptUsers {

  /** Every kind of user; a new kind is added here. */
  private static final List<PromptUsage> KINDS =
      List.of(
          PromptUsers::includers,
          PromptUsers::experiments,
          PromptUsers::schedules,
          PromptUsers::bindings,
          PromptUsers::runs);

  private PromptUsers() {}

  /** Labels first, then the other kinds in their order. */
  static List<PromptUser> of(Stores stores, PromptFamily family) {
    Stream<PromptUser> labels =
        family.labels().stream()
            .map(label -> new PromptUser("label", label.label(), "", label.version(), "", 1, true));
    Stream<PromptUser> others =
        KINDS.stream().flatMap(kind -> kind.of(stores, family.name()).stream());
    return Stream.concat(labels, others).toList();
  }

  /** Those that need this version. */
  static List<PromptUser> protecting(Stores stores, PromptFamily family, SemanticVersion version) {
    return of(stores, family).stream()
        .filter(user -> user.protects() && means(family, user.ref(), version))
        .toList();
  }

  /** Those that need what this label points at, wherever it is moved. */
  static List<PromptUser> naming(Stores stores, PromptLabel label) {
    return KINDS.stream()
        .flatMap(kind -> kind.of(stores, label.prompt()).stream())
        .filter(user -> user.protects() && user.ref().equals(label.label()))
        .toList();
  }

  private static boolean means(PromptFamily family, String ref, SemanticVersion version) {
    try {
      return Resolution.resolve(family, Resolution.reference(ref))
          .version()
          .version()
          .equals(version.toString());
    } catch (ServiceException e) {
      // It leads to no version now, and so not to this one.
      return false;
    }
  }

  /** Every version of other prompts that includes one; pinned, and so needed as long as it is. */
  private static List<PromptUser> includers(Stores stores, String prompt) {
    return stores.prompts().includers(prompt).stream()
        .map(includer ->
            new PromptUser(
                "prompt",
                includer.prompt() + "@" + includer.version(),
                "",
                includer.included(),
                "",
                1,
                true))
        .toList();
  }

  /** Newest first. */
  private static List<PromptUser> experiments(Stores stores, String prompt) {
    return stores.experiments().all(EnumSet.allOf(ExperimentStatus.class)).stream()
        .flatMap(experiment ->
            experiment.variants().stream()
                .flatMap(variant -> variant.prompt().stream())
                .filter(reference -> reference.name().equals(prompt))
                .distinct()
                .map(reference -> user(experiment, reference)))
        .toList();
  }

  private static PromptUser user(Experiment experiment, PromptReference reference) {
    return new PromptUser(
        "experiment",
        experiment.id(),
        experiment.name(),
        reference.ref(),
        experiment.status().name().toLowerCase(Locale.ROOT),
        1,
        serves(experiment, reference));
  }

  /** Whether units get it or may get it yet; one that is completed gives all of them the same. */
  private static boolean serves(Experiment experiment, PromptReference reference) {
    return switch (experiment.status()) {
      case DRAFT, RUNNING, PAUSED -> true;
      case COMPLETED -> experiment.finalVariant().prompt().equals(Optional.of(reference));
      case CANCELLED -> false;
    };
  }

  /** Newest first. One that is paused may be resumed, and so needs its version, too. */
  private static List<PromptUser> schedules(Stores stores, String prompt) {
    ScheduleStore.Filter filter =
        new ScheduleStore.Filter(Optional.of(prompt), Optional.empty(), Optional.empty());
    return stores.schedules().all(filter).stream()
        .map(schedule ->
            new PromptUser(
                "schedule",
                schedule.id(),
                schedule.name(),
                schedule.run().prompt().ref(),
                schedule.paused() ? "paused" : "active",
                1,
                true))
        .toList();
  }

  /** What is served is evaluated at every interval. */
  private static List<PromptUser> bindings(Stores stores, String prompt) {
    return stores.bindings().find(prompt).stream()
        .map(binding ->
            new PromptUser(
                PromptUser.BINDING, binding.prompt(), "", PromptLabel.PRODUCTION, "", 1, true))
        .toList();
  }

  private static List<PromptUser> runs(Stores stores, String prompt) {
    return stores.runs().usesOf(prompt).stream()
        .map(use ->
            new PromptUser("run", use.newest(), "", use.promptVersion(), "", use.runs(), true))
        .toList();
  }
}
