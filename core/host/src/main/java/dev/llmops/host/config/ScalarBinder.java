package dev.llmops.host.config;

import dev.llmops.host.config.ConfigNode.Scalar;
import dev.llmops.spi.config.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Binds one scalar to a type without parts. */
final class ScalarBinder {

  private ScalarBinder() {}

  static Optional<Object> bind(Class<?> type, Scalar scalar, Binding binding) {
    String text = scalar.text();
    if (type == String.class) {
      return Optional.of(text);
    }
    if (type == Secret.class) {
      return Optional.of(Secret.of(text));
    }
    if (type == boolean.class || type == Boolean.class) {
      return or(ScalarText.bool(text), scalar, binding, "true or false", "write true or false");
    }
    if (type == int.class || type == Integer.class) {
      Optional<Long> value = ScalarText.integer(text);
      return or(
          value.filter(v -> v == v.intValue()).map(Long::intValue),
          scalar,
          binding,
          "an integer",
          "write digits, such as 42");
    }
    if (type == long.class || type == Long.class) {
      return or(
          ScalarText.integer(text), scalar, binding, "an integer", "write digits, such as 42");
    }
    if (type == double.class || type == Double.class) {
      return or(ScalarText.number(text), scalar, binding, "a number", "write it like 0.5");
    }
    if (type == Duration.class) {
      return or(
          ScalarText.duration(text),
          scalar,
          binding,
          "a duration",
          "write it like 250ms, 30s, 5m, 24h or PT1H30M");
    }
    if (type == Path.class) {
      return or(path(text), scalar, binding, "a path", "write a path of this system");
    }
    if (type == URI.class) {
      return or(uri(text), scalar, binding, "a URL", "write it like https://host/path");
    }
    if (type.isEnum()) {
      return enumValue(type, scalar, binding);
    }
    throw new IllegalArgumentException("a settings record cannot hold " + type.getName());
  }

  private static Optional<Object> or(
      Optional<?> value, Scalar scalar, Binding binding, String wanted, String remedy) {
    return value.isPresent() ? Optional.of(value.get()) : binding.wrongType(scalar, wanted, remedy);
  }

  private static Optional<Path> path(String text) {
    try {
      return text.isBlank() ? Optional.empty() : Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Optional<URI> uri(String text) {
    try {
      return Optional.of(new URI(text)).filter(URI::isAbsolute);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static Optional<Object> enumValue(Class<?> type, Scalar scalar, Binding binding) {
    List<String> keys = SettingShape.enumKeys(type);
    int index = keys.indexOf(scalar.text());
    return index >= 0
        ? Optional.of(type.getEnumConstants()[index])
        : binding.wrongType(
            scalar,
            SettingShape.describe(type),
            scalar.confidential() || NearestNames.of(scalar.text(), keys).isEmpty()
                ? "write one of them"
                : NearestNames.suggest(scalar.text(), keys));
  }
}
