package dev.llmops.spi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names an extension. The class also carries PF4J's {@code @Extension}, implements exactly one
 * extension point, and has one constructor marked {@code jakarta.inject.Inject}, which may take its
 * settings record, {@link PluginContext} and nothing else.
 *
 * <p>Operators make instances of a contribution under names of their own with {@code use: <name>}.
 * A contribution without required settings also exists under its own name. An instance that is
 * {@link AutoCloseable} is closed when it is taken out of service.
 *
 * @since 1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Contribution {

  /** Unique among all plugins for its extension point: lower-case letters, digits and hyphens. */
  String name();

  /** What people call it. */
  String title();

  /** The record that holds its settings; {@link NoConfig} when there are none. */
  Class<? extends Record> config() default NoConfig.class;

  /** The settings of a contribution that has none. */
  record NoConfig() {}
}
