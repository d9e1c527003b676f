package dev.llmops.storage.sql;

import org.flywaydb.core.api.logging.Log;
import org.flywaydb.core.api.logging.LogCreator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes on what Flyway warns of; its progress is of no interest to an operator.
 *
 * @param logger where it goes
 */
record QuietFlywayLog(Logger logger) implements Log {

  /** Made by Flyway, by its name. */
  public static final class Creator implements LogCreator {
    @Override
    public Log createLogger(Class<?> type) {
      return new QuietFlywayLog(LoggerFactory.getLogger(type));
    }
  }

  @Override
  public void debug(String message) {}

  @Override
  public void info(String message) {
    logger.debug(message);
  }

  @Override
  public void notice(String message) {
    logger.debug(message);
  }

  @Override
  public void warn(String message) {
    logger.warn(message);
  }

  @Override
  public void error(String message) {
    logger.error(message);
  }

  @Override
  public void error(String message, Exception cause) {
    logger.error(message, cause);
  }
}
