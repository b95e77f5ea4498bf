package ark.objectstore;

import static java.nio.charset.StandardCharsets.UTF_8;

import ark.spi.ObjectStore;
import ark.spi.StoreException;
import ark.spi.StoreException.Reason;
import ark.spi.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

/// A bucket in memory, for tests; it keeps the whole contract of [ObjectStore].
public final class MemoryObjectStore implements ObjectStore {
    private record Content(ByteBuffer bytes, Instant modified) {}

    private final NavigableMap<String, Content> objects = new ConcurrentSkipListMap<>();
    private final NavigableMap<String, Instant> unfinished = new ConcurrentSkipListMap<>();
    private final InstantSource clock;

    public MemoryObjectStore() {
        this(InstantSource.fixed(Instant.EPOCH));
    }

    public MemoryObjectStore(InstantSource clock) {
        this.clock = clock;
    }

    /// All keys, sorted.
    public List<String> keys() {
        return List.copyOf(objects.keySet());
    }

    /// The content under a key that exists.
    public byte[] content(String key) {
        return existing(key).bytes().array().clone();
    }

    public void put(String key, String text) {
        put(key, text.getBytes(UTF_8));
    }

    public void put(String key, byte[] content) {
        objects.put(key, new Content(ByteBuffer.wrap(content.clone()), clock.instant()));
    }

    /// Begins a write that does not end.
    public void beginPut(String key) {
        unfinished.put(key, clock.instant());
    }

    /// The keys of writes that have not ended.
    public List<String> unfinished() {
        return List.copyOf(unfinished.keySet());
    }

    @Override
    public void put(String key, InputStream body, long bytes) {
        byte[] content = readAll(key, body);
        if (content.length != bytes) {
            throw new StoreException(
                    Reason.REFUSED,
                    "storing " + address() + "/" + key,
                    content.length + " bytes came, " + bytes + " were announced",
                    null);
        }
        put(key, content);
    }

    @Override
    public long put(String key, InputStream body) {
        byte[] content = readAll(key, body);
        put(key, content);
        return content.length;
    }

    @Override
    public PutIfAbsent putIfAbsent(String key, byte[] body) {
        var content = new Content(ByteBuffer.wrap(body.clone()), clock.instant());
        return objects.putIfAbsent(key, content) == null ? PutIfAbsent.CREATED : PutIfAbsent.EXISTS;
    }

    @Override
    public InputStream get(String key) {
        return new ByteArrayInputStream(content(key));
    }

    @Override
    public Optional<StoredObject> head(String key) {
        return Optional.ofNullable(objects.get(key))
                .map(
                        content ->
                                new StoredObject(
                                        key, content.bytes().capacity(), content.modified()));
    }

    @Override
    public void list(String prefix, Consumer<StoredObject> each) {
        keys().stream()
                .filter(key -> key.startsWith(prefix))
                .flatMap(key -> head(key).stream())
                .forEach(each);
    }

    @Override
    public void listPrefixes(String prefix, Consumer<String> each) {
        var prefixes = new TreeSet<String>();
        for (String key : keys()) {
            int slash = key.indexOf('/', prefix.length());
            if (key.startsWith(prefix) && slash >= 0) {
                prefixes.add(key.substring(0, slash + 1));
            }
        }
        prefixes.forEach(each);
    }

    @Override
    public void delete(String key) {
        objects.remove(key);
    }

    @Override
    public void discardUnfinished(String prefix, Instant before) {
        unfinished
                .entrySet()
                .removeIf(
                        write ->
                                write.getKey().startsWith(prefix)
                                        && write.getValue().isBefore(before));
    }

    /// Nobody answers this URL.
    @Override
    public URI sign(String key, Duration validity) {
        return URI.create("https://memory.invalid/" + key + "?seconds=" + validity.toSeconds());
    }

    @Override
    public Optional<Instant> time() {
        return Optional.of(clock.instant().truncatedTo(ChronoUnit.SECONDS));
    }

    @Override
    public String address() {
        return "memory://bucket";
    }

    @Override
    public void close() {}

    private Content existing(String key) {
        Content content = objects.get(key);
        if (content == null) {
            throw new StoreException(
                    Reason.NOT_FOUND, "reading " + address() + "/" + key, "no such object", null);
        }
        return content;
    }

    private byte[] readAll(String key, InputStream body) {
        try {
            return body.readAllBytes();
        } catch (IOException e) {
            throw new StoreException(
                    Reason.REFUSED,
                    "storing " + address() + "/" + key,
                    "its source cannot be read: " + e.getMessage(),
                    e);
        }
    }
}
