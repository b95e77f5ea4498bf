package ark.location;

import ark.spi.ObjectStore;
import ark.spi.StoredObject;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/// A store whose listings do not show one folder yet, as those of some stores for a while.
record HidingStore(ObjectStore store, String folder) implements ObjectStore {
    @Override
    public void put(String key, InputStream body, long bytes) {
        store.put(key, body, bytes);
    }

    @Override
    public long put(String key, InputStream body) {
        return store.put(key, body);
    }

    @Override
    public PutIfAbsent putIfAbsent(String key, byte[] body) {
        return store.putIfAbsent(key, body);
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
        store.list(
                prefix,
                object -> {
                    if (!object.key().startsWith(folder)) {
                        each.accept(object);
                    }
                });
    }

    @Override
    public void listPrefixes(String prefix, Consumer<String> each) {
        store.listPrefixes(
                prefix,
                found -> {
                    if (!found.equals(folder)) {
                        each.accept(found);
                    }
                });
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
