package dev.llmops.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of the product. */
public final class ProductVersion {

  private ProductVersion() {}

  /** The version, such as {@code 0.1.0}. */
  public static String current() {
    try (InputStream in = ProductVersion.class.getResourceAsStream("product.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
