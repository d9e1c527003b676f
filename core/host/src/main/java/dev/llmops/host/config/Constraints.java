package dev.llmops.host.config;

import dev.llmops.spi.config.Matches;
import dev.llmops.spi.config.Max;
import dev.llmops.spi.config.Min;
import dev.llmops.spi.config.NotBlank;
import dev.llmops.spi.config.Secret;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Checks a bound value against the annotations of its component. */
final class Constraints {

  private Constraints() {}

  /** What is wrong, in words that follow "must"; empty when nothing is. */
  static List<String> violations(RecordComponent component, Object bound) {
    List<String> violations = new ArrayList<>();
    for (Object value : values(bound)) {
      Min min = component.getAnnotation(Min.class);
      if (min != null && value instanceof Number number && number.doubleValue() < min.value()) {
        violations.add("be at least " + plain(min.value()));
      }
      Max max = component.getAnnotation(Max.class);
      if (max != null && value instanceof Number number && number.doubleValue() > max.value()) {
        violations.add("be at most " + plain(max.value()));
      }
      String text = value instanceof Secret secret ? secret.reveal() : value.toString();
      if (component.isAnnotationPresent(NotBlank.class) && text.isBlank()) {
        violations.add("hold more than white space");
      }
      Matches matches = component.getAnnotation(Matches.class);
      if (matches != null && !Pattern.matches(matches.value(), text)) {
        violations.add("be " + matches.message());
      }
    }
    return violations;
  }

  private static Iterable<?> values(Object bound) {
    return switch (bound) {
      case List<?> list -> list;
      case Map<?, ?> map -> map.values();
      case Optional<?> optional -> optional.stream().toList();
      case OptionalInt optional -> optional.stream().boxed().toList();
      case OptionalLong optional -> optional.stream().boxed().toList();
      case OptionalDouble optional -> optional.stream().boxed().toList();
      default -> List.of(bound);
    };
  }

  private static String plain(double bound) {
    return BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString();
  }
}
