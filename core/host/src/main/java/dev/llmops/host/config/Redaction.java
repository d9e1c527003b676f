package dev.llmops.host.config;

import dev.llmops.host.config.ConfigNode.Items;
import dev.llmops.host.config.ConfigNode.Section;
import dev.llmops.model.json.Json;
import dev.llmops.spi.config.Secret;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Shows settings as they were written, with every secret and every referenced value hidden. */
public final class Redaction {

  private Redaction() {}

  /** The settings of a record. */
  public static Json of(Class<? extends Record> type, ConfigNode written) {
    return shown(type, written);
  }

  private static Json shown(Type type, ConfigNode node) {
    Class<?> raw = SettingShape.rawType(type);
    if (raw == Secret.class) {
      return Json.of(ConfigNode.MASK);
    }
    if (raw == Optional.class) {
      return shown(SettingShape.argument(type, 0), node);
    }
    if (raw == List.class && node instanceof Items items) {
      Type element = SettingShape.argument(type, 0);
      return Json.array(items.elements().stream().map(item -> shown(element, item)).toList());
    }
    if (raw == Map.class && node instanceof Section section) {
      Type value = SettingShape.argument(type, 1);
      Map<String, Json> shown = new LinkedHashMap<>();
      section.fields().forEach((name, field) -> shown.put(name, shown(value, field.value())));
      return Json.object(shown);
    }
    if (raw.isRecord() && node instanceof Section section) {
      return record(raw, section);
    }
    return node.redacted();
  }

  private static Json record(Class<?> type, Section section) {
    Map<String, Json> shown = new LinkedHashMap<>();
    for (SettingShape shape : SettingShape.of(type)) {
      section
          .get(shape.key())
          .ifPresent(value -> shown.put(shape.key(), shown(shape.type(), value)));
    }
    return Json.object(shown);
  }
}
