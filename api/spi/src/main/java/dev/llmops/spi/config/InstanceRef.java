package dev.llmops.spi.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.pf4j.ExtensionPoint;

/**
 * Says that a text, an optional text or a list of texts names other instances of an extension
 * point. The host refuses names that no instance has, and instances that refer to each other in a
 * circle, with the place in the file, before anything starts. What is named here, and nothing else,
 * can be had from {@link dev.llmops.spi.PluginContext}.
 *
 * @since 1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({
  ElementType.RECORD_COMPONENT,
  ElementType.PARAMETER,
  ElementType.FIELD,
  ElementType.METHOD
})
public @interface InstanceRef {

  /** The extension point, such as {@code LlmProvider.class}. */
  Class<? extends ExtensionPoint> value();
}
