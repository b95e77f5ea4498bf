package ark.objectstore;

import ark.spi.ObjectStore;
import ark.spi.StoredObject;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/// A store that does what another one does, but for what its implementation does differently.
public interface ForwardingObjectStore extends ObjectStore {
    /// The other one.
    ObjectStore store();

    @Override
    default void put(String key, InputStream body, long bytes) {
        store().put(key, body, bytes);
    }

    @Override
    default long put(String key, InputStream body) {
        return store().put(key, body);
    }

    @Override
    default PutIfAbsent putIfAbsent(String key, byte[] body) {
        return store().putIfAbsent(key, body);
    }

    @Override
    default InputStream get(String key) {
        return store().get(key);
    }

    @Override
    default Optional<StoredObject> head(String key) {
        return store().head(key);
    }

    @Override
    default void list(String prefix, Consumer<StoredObject> each) {
        store().list(prefix, each);
    }

    @Override
    default void listPrefixes(String prefix, Consumer<String> each) {
        store().listPrefixes(prefix, each);
    }

    @Override
    default void delete(String key) {
        store().delete(key);
    }

    @Override
    default void discardUnfinished(String prefix, Instant before) {
        store().discardUnfinished(prefix, before);
    }

    @Override
    default URI sign(String key, Duration validity) {
        return store().sign(key, validity);
    }

    @Override
    default Optional<Instant> time() {
        return store().time();
    }

    @Override
    default String address() {
        return store().address();
    }

    @Override
    default void close() {
        store().close();
    }
}
