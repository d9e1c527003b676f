package dev.llmops.host.config;

import dev.llmops.host.config.ConfigNode.Items;
import dev.llmops.host.config.ConfigNode.Section;
import dev.llmops.spi.config.InstanceRef;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A setting that names another instance.
 *
 * @param point the extension point of the instance that is meant
 * @param name the name that was given
 * @param location where it stands; the place of the section when it is a default
 * @param key the full key
 */
public record SettingReference(Class<?> point, String name, Location location, String key) {

  public SettingReference {
    Objects.requireNonNull(point, "point is null");
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(location, "location is null");
    Objects.requireNonNull(key, "key is null");
  }

  /**
   * The references in a bound record, records within it included.
   *
   * @param settings asked for its components, which is foreign code
   * @param section what it was bound from
   * @throws ReflectiveOperationException when a component cannot be read
   */
  public static List<SettingReference> of(Record settings, Section section)
      throws ReflectiveOperationException {
    List<SettingReference> references = new ArrayList<>();
    gather(settings, section, references);
    return List.copyOf(references);
  }

  private static void gather(Record settings, Section section, List<SettingReference> references)
      throws ReflectiveOperationException {
    for (RecordComponent component : settings.getClass().getRecordComponents()) {
      component.getAccessor().setAccessible(true);
      List<?> values = values(component.getAccessor().invoke(settings));
      InstanceRef marked = component.getAnnotation(InstanceRef.class);
      String key = SettingShape.kebab(component.getName());
      Optional<ConfigNode> node = section.get(key);
      for (int i = 0; i < values.size(); i++) {
        ConfigNode place = place(node, i).orElse(section);
        if (marked != null) {
          references.add(
              new SettingReference(
                  marked.value(), values.get(i).toString(), place.location(), section.pathOf(key)));
        } else if (values.get(i) instanceof Record inner) {
          gather(inner, place instanceof Section own ? own : section, references);
        }
      }
    }
  }

  private static List<?> values(Object bound) {
    return switch (bound) {
      case Optional<?> optional -> optional.stream().toList();
      case Map<?, ?> map -> List.copyOf(map.values());
      case Collection<?> many -> List.copyOf(many);
      default -> List.of(bound);
    };
  }

  private static Optional<ConfigNode> place(Optional<ConfigNode> node, int index) {
    return node.map(found ->
        found instanceof Items items && index < items.elements().size()
            ? items.elements().get(index)
            : found);
  }
}
