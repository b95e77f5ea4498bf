package ark.objectstore;

import ark.spi.ObjectStore;
import ark.spi.StoreException;
import ark.spi.StoreException.Reason;
import ark.spi.StoredObject;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// A store that breaks as it is told to.
public final class FaultyObjectStore implements ObjectStore {
    /// What a call is about to do.
    ///
    /// @param verb `put`, `putIfAbsent`, `get`, `head`, `list`, `delete`,
    ///     `discardUnfinished`, `sign` or `time`
    /// @param key or prefix
    public record Call(String verb, String key) {
        public boolean writes() {
            return verb.startsWith("put") || verb.equals("delete");
        }
    }

    /// Decides what becomes of a call.
    public interface Plan {
        Fate of(Call call);
    }

    public enum Fate {
        WORKS,
        /// Nothing happens, and the caller is told that nobody answered.
        FAILS,
        /// It happens, and the caller is told that nobody answered.
        LOSES_ITS_ANSWER
    }

    private final ObjectStore store;
    private final Plan plan;

    public FaultyObjectStore(ObjectStore store, Plan plan) {
        this.store = store;
        this.plan = plan;
    }

    /// A store in which storing certain keys fails.
    public FaultyObjectStore(ObjectStore store, Predicate<String> failingPuts) {
        this(
                store,
                (Plan)
                        call ->
                                call.verb().startsWith("put") && failingPuts.test(call.key())
                                        ? Fate.FAILS
                                        : Fate.WORKS);
    }

    /// A store of a process that dies: after so many writes nothing works any more.
    public static FaultyObjectStore dyingAfter(ObjectStore store, int writes) {
        var left = new AtomicInteger(writes);
        return new FaultyObjectStore(
                store,
                (Plan)
                        call -> {
                            boolean dead = left.get() <= 0;
                            if (call.writes()) {
                                left.decrementAndGet();
                            }
                            return dead ? Fate.FAILS : Fate.WORKS;
                        });
    }

    @Override
    public void put(String key, InputStream body, long bytes) {
        boolean answered = begin("put", key);
        store.put(key, body, bytes);
        end(answered, key);
    }

    @Override
    public long put(String key, InputStream body) {
        boolean answered = begin("put", key);
        long bytes = store.put(key, body);
        end(answered, key);
        return bytes;
    }

    @Override
    public PutIfAbsent putIfAbsent(String key, byte[] body) {
        boolean answered = begin("putIfAbsent", key);
        PutIfAbsent result = store.putIfAbsent(key, body);
        end(answered, key);
        return result;
    }

    @Override
    public InputStream get(String key) {
        begin("get", key);
        return store.get(key);
    }

    @Override
    public Optional<StoredObject> head(String key) {
        begin("head", key);
        return store.head(key);
    }

    @Override
    public void list(String prefix, Consumer<StoredObject> each) {
        begin("list", prefix);
        store.list(prefix, each);
    }

    @Override
    public void listPrefixes(String prefix, Consumer<String> each) {
        begin("list", prefix);
        store.listPrefixes(prefix, each);
    }

    @Override
    public void delete(String key) {
        boolean answered = begin("delete", key);
        store.delete(key);
        end(answered, key);
    }

    @Override
    public void discardUnfinished(String prefix, Instant before) {
        begin("discardUnfinished", prefix);
        store.discardUnfinished(prefix, before);
    }

    @Override
    public URI sign(String key, Duration validity) {
        begin("sign", key);
        return store.sign(key, validity);
    }

    @Override
    public Optional<Instant> time() {
        begin("time", "");
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

    private boolean begin(String verb, String key) {
        Fate fate = plan.of(new Call(verb, key));
        if (fate == Fate.FAILS) {
            throw unreachable(key);
        }
        return fate == Fate.WORKS;
    }

    private void end(boolean answered, String key) {
        if (!answered) {
            throw unreachable(key);
        }
    }

    private StoreException unreachable(String key) {
        return new StoreException(
                Reason.UNREACHABLE, "calling " + address() + "/" + key, "no answer", null);
    }
}
