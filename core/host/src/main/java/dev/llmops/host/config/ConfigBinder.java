package dev.llmops.host.config;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Binds configuration to records. The keys are the names of the components in kebab-case; {@code
 * dev.llmops.spi.config} holds the annotations. A component may be a text, boolean, int, long,
 * double, enum, {@code Duration}, {@code Path}, {@code URI}, {@code Secret}, {@code Json}, {@link
 * ConfigNode}, record, or an {@code Optional}, {@code List} or {@code Map} of these. Stateless.
 */
public final class ConfigBinder {

  private static final Comparator<Problem> BY_PLACE =
      Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column);

  private ConfigBinder() {}

  /** Binds an object to a record; all problems are told, not the first alone. */
  public static <T extends Record> Bound<T> bind(Class<T> type, ConfigNode node) {
    Binding binding = new Binding();
    Optional<T> value = binding.record(type, node).map(type::cast);
    List<Problem> problems = binding.problems().stream().sorted(BY_PLACE).toList();
    return new Bound<>(problems.isEmpty() ? value : Optional.empty(), problems);
  }

  /** Whether an empty object would do. */
  public static boolean bindsFromNothing(Class<? extends Record> type) {
    return bind(type, ConfigNode.emptySection(new Location("", 1, 1), "")).problems().isEmpty();
  }

  /** Every key that a record understands, nested records flattened, in the order of the record. */
  public static List<ConfigKey> describe(Class<? extends Record> type) {
    List<ConfigKey> keys = new ArrayList<>();
    describe(type, "", keys);
    return List.copyOf(keys);
  }

  private static void describe(Class<?> type, String prefix, List<ConfigKey> keys) {
    for (SettingShape shape : SettingShape.of(type)) {
      String key = prefix + shape.key();
      Type inner = shape.type();
      if (SettingShape.rawType(inner) == Optional.class) {
        inner = SettingShape.argument(inner, 0);
      }
      if (SettingShape.rawType(inner).isRecord()) {
        describe(SettingShape.rawType(inner), key + ".", keys);
        continue;
      }
      keys.add(
          new ConfigKey(
              key,
              SettingShape.describe(shape.type()),
              shape.defaultText(),
              shape.required(),
              shape.doc()));
    }
  }
}
