package dev.llmops.storage.sql;

import dev.llmops.spi.storage.StorageException;
import java.sql.SQLException;
import org.jooq.SQLDialect;

/** What differs between database engines, as far as the stores are concerned. Thread-safe. */
public interface Engine {

  /** The dialect that statements are written in. */
  SQLDialect dialect();

  /** What an error of the database means. */
  StorageException.Kind kindOf(SQLException error);

  /** What is put for {@code ${clustered}} in the migrations. */
  String clusteredTable();
}
