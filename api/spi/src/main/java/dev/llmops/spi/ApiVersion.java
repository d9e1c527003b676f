package dev.llmops.spi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The semantic version of this API, which the {@code Plugin-Requires} range of a plugin is checked
 * against.
 *
 * @since 1.0
 */
public final class ApiVersion {

  private ApiVersion() {}

  /** The version without qualifier, such as {@code 1.0.0}. */
  public static String current() {
    try (InputStream in = ApiVersion.class.getResourceAsStream("api.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
