package ark.objectstore;

import ark.spi.ObjectStore;
import ark.spi.StoreException;
import ark.spi.StoreException.Reason;
import ark.spi.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Asks a store again when it did not answer, where asking twice does what asking once would have.
///
/// Repeated are reads, deletes, and puts of small bodies that can be rewound. Not repeated: a
/// conditional put, whose first attempt may have succeeded; a listing that has already given
/// something; a body that was read and is gone. An interrupt ends it at once.
final class RetryingObjectStore implements ObjectStore {
    /// What is rewound may be kept in memory by its stream.
    private static final int MAX_REWOUND_BYTES = 16 * 1024 * 1024;

    private final ObjectStore store;
    private final Retries retries;
    private final Pauses pauses;

    RetryingObjectStore(ObjectStore store, Retries retries, Pauses pauses) {
        this.store = store;
        this.retries = retries;
        this.pauses = pauses;
    }

    @Override
    public void put(String key, InputStream body, long bytes) {
        if (!body.markSupported() || bytes > MAX_REWOUND_BYTES) {
            store.put(key, body, bytes);
            return;
        }
        body.mark((int) bytes + 1);
        repeat(
                () -> {
                    rewind(key, body);
                    store.put(key, body, bytes);
                });
    }

    private void rewind(String key, InputStream body) {
        try {
            body.reset();
        } catch (IOException e) {
            throw new StoreException(
                    Reason.REFUSED,
                    "storing " + address() + "/" + key,
                    "its source cannot be read: " + e.getMessage(),
                    e);
        }
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
        return repeat(() -> store.get(key), () -> true);
    }

    @Override
    public Optional<StoredObject> head(String key) {
        return repeat(() -> store.head(key), () -> true);
    }

    @Override
    public void list(String prefix, Consumer<StoredObject> each) {
        listing(each, counted -> store.list(prefix, counted));
    }

    @Override
    public void listPrefixes(String prefix, Consumer<String> each) {
        listing(each, counted -> store.listPrefixes(prefix, counted));
    }

    private <T> void listing(Consumer<T> each, Consumer<Consumer<T>> list) {
        var given = new AtomicBoolean();
        Consumer<T> noting =
                found -> {
                    given.set(true);
                    each.accept(found);
                };
        repeat(
                () -> {
                    list.accept(noting);
                    return true;
                },
                () -> !given.get());
    }

    @Override
    public void delete(String key) {
        repeat(() -> store.delete(key));
    }

    @Override
    public void discardUnfinished(String prefix, Instant before) {
        repeat(() -> store.discardUnfinished(prefix, before));
    }

    @Override
    public URI sign(String key, Duration validity) {
        return repeat(() -> store.sign(key, validity), () -> true);
    }

    @Override
    public Optional<Instant> time() {
        return repeat(store::time, () -> true);
    }

    @Override
    public String address() {
        return store.address();
    }

    @Override
    public void close() {
        store.close();
    }

    private void repeat(Runnable call) {
        repeat(
                () -> {
                    call.run();
                    return true;
                },
                () -> true);
    }

    private <T> T repeat(Supplier<T> call, Supplier<Boolean> mayRepeat) {
        long begin = pauses.nanoTime();
        for (int attempt = 1; ; attempt++) {
            try {
                return call.get();
            } catch (StoreException e) {
                boolean again = e.reason() == Reason.UNREACHABLE && attempt < retries.attempts();
                if (!again || !mayRepeat.get() || !pause(attempt, begin)) {
                    throw e;
                }
            }
        }
    }

    /// Whether another attempt may begin now.
    private boolean pause(int failedAttempts, long begin) {
        Duration pause = retries.pauseAfter(failedAttempts);
        Duration passed = Duration.ofNanos(pauses.nanoTime() - begin);
        if (passed.plus(pause).compareTo(retries.total()) > 0) {
            return false;
        }
        try {
            pauses.upTo(pause);
            return true;
        } catch (InterruptedException e) { // the process is stopping: the failure stands
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
