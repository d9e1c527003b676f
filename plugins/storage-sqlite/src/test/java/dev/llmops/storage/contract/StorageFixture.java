package dev.llmops.storage.contract;

import dev.llmops.spi.storage.StorageBackend;
import dev.llmops.spi.storage.StorageException;
import dev.llmops.spi.storage.Stores;
import java.util.function.Consumer;
import java.util.function.Function;
import org.assertj.core.api.Assertions;

/** What the parts of the contract work with. */
interface StorageFixture {

  /** An open backend; empty at the beginning of a test. */
  StorageBackend storage();

  /** Closes the backend and opens it again. */
  void reopen();

  default void write(Consumer<Stores> body) {
    storage()
        .inTransaction(stores -> {
          body.accept(stores);
          return true;
        });
  }

  /** Stores of which every call is a read of its own. */
  default Stores seen() {
    return SeparateReads.of(storage());
  }

  default <T> T read(Function<Stores, T> body) {
    return storage().read(body::apply);
  }

  default void refuses(StorageException.Kind kind, Consumer<Stores> body) {
    Assertions.assertThatThrownBy(() -> write(body))
        .isInstanceOfSatisfying(
            StorageException.class,
            refused ->
                Assertions.assertThat(refused.kind()).as(refused.getMessage()).isEqualTo(kind));
  }
}
