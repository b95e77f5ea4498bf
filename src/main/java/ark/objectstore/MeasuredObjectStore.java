package ark.objectstore;

import ark.spi.ObjectStore;
import ark.spi.StoreException;
import ark.spi.StoredObject;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Tells a listener of every call.
final class MeasuredObjectStore implements ObjectStore {
    private final ObjectStore store;
    private final String location;
    private final StoreCall.Listener listener;
    private final Pauses pauses;

    MeasuredObjectStore(
            ObjectStore store, String location, StoreCall.Listener listener, Pauses pauses) {
        this.store = store;
        this.location = location;
        this.listener = listener;
        this.pauses = pauses;
    }

    @Override
    public void put(String key, InputStream body, long bytes) {
        measure(
                "put",
                bytes,
                () -> {
                    store.put(key, body, bytes);
                    return true;
                });
    }

    @Override
    public long put(String key, InputStream body) {
        long begin = pauses.nanoTime();
        try {
            long bytes = store.put(key, body);
            finished("put", begin, "ok", bytes);
            return bytes;
        } catch (StoreException e) {
            finished("put", begin, StoreCall.outcomeOf(e.reason()), 0);
            throw e;
        }
    }

    @Override
    public PutIfAbsent putIfAbsent(String key, byte[] body) {
        return measure("put", body.length, () -> store.putIfAbsent(key, body));
    }

    @Override
    public InputStream get(String key) {
        return measure("get", 0, () -> store.get(key));
    }

    @Override
    public Optional<StoredObject> head(String key) {
        return measure("head", 0, () -> store.head(key));
    }

    @Override
    public void list(String prefix, Consumer<StoredObject> each) {
        measure(
                "list",
                0,
                () -> {
                    store.list(prefix, each);
                    return true;
                });
    }

    @Override
    public void listPrefixes(String prefix, Consumer<String> each) {
        measure(
                "list",
                0,
                () -> {
                    store.listPrefixes(prefix, each);
                    return true;
                });
    }

    @Override
    public void delete(String key) {
        measure(
                "delete",
                0,
                () -> {
                    store.delete(key);
                    return true;
                });
    }

    @Override
    public void discardUnfinished(String prefix, Instant before) {
        measure(
                "delete",
                0,
                () -> {
                    store.discardUnfinished(prefix, before);
                    return true;
                });
    }

    @Override
    public URI sign(String key, Duration validity) {
        return measure("sign", 0, () -> store.sign(key, validity));
    }

    @Override
    public Optional<Instant> time() {
        return measure("head", 0, store::time);
    }

    @Override
    public String address() {
        return store.address();
    }

    @Override
    public void close() {
        store.close();
    }

    private <T> T measure(String operation, long bytes, Supplier<T> call) {
        long begin = pauses.nanoTime();
        try {
            T result = call.get();
            finished(operation, begin, "ok", bytes);
            return result;
        } catch (StoreException e) {
            finished(operation, begin, StoreCall.outcomeOf(e.reason()), 0);
            throw e;
        }
    }

    private void finished(String operation, long begin, String outcome, long bytes) {
        Duration took = Duration.ofNanos(pauses.nanoTime() - begin);
        listener.finished(new StoreCall(location, operation, took, outcome, bytes));
    }
}
