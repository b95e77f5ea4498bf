package ark.backupstore;

import ark.spi.ObjectStore;
import ark.spi.StoredObject;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/// A store of the old kind.
record WithoutConditionalPuts(ObjectStore store) implements ObjectStore {
    @Override
    public PutIfAbsent putIfAbsent(String key, byte[] body) {
        return PutIfAbsent.UNSUPPORTED;
    }

    @Override
    public void put(String key, InputStream body, long bytes) {
        store.put(key, body, bytes);
    }

    @Override
    public long put(String key, InputStream body) {
        return store.put(key, body);
    }

    @Override
    public InputStream get(String key) {
        return store.get(key);
    }

    @Override
    public Optional<StoredObject> head(String key) {
        return store.head(key);
    }

    @Override
    public void list(String prefix, Consumer<StoredObject> each) {
        store.list(prefix, each);
    }

    @Override
    public void listPrefixes(String prefix, Consumer<String> each) {
        store.listPrefixes(prefix, each);
    }

    @Override
    public void delete(String key) {
        store.delete(key);
    }

    @Override
    public URI sign(String key, Duration validity) {
        return store.sign(key, validity);
    }

    @Override
    public Optional<Instant> time() {
        return store.time();
    }

    @Override
    public String address() {
        return store.address();
    }

    @Override
    public void close() {
        store.close();
    }
}
