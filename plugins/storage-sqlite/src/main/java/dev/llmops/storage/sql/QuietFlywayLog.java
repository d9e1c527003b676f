package dev.llmops.storage.sql;

import org.flywaydb.core.api.logging.Log;
import org.slf4j.Logger;

/**
 * Passes on what Flyway warns of; its progress is of no interest to an operator.
 *
 * @param logger where it goes
 */
record QuietFlywayLog(Logger logger) implements Log {

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
