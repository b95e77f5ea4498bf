package ark.backup.collect;

import ark.backup.request.ExcludeLabel;
import ark.backup.request.ResourceRules;
import ark.cluster.ItemHead;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.item.ItemKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The objects of one backup as bytes in a file, and where each of them lies. Many batches may
/// write at once; reading begins when all of them have ended.
///
/// Memory is some 200 bytes for each object, and a buffer for each open batch. The file has no name
/// any more once it is open, so that nothing is left of it when the process dies.
public final class ItemSpool implements AutoCloseable {
    /// What a batch takes of the file at once, and holds in memory before it writes.
    private static final int SEGMENT_BYTES = 256 * 1024;

    private final FileChannel file;
    private final AtomicLong end = new AtomicLong();
    private final Map<ItemKey, Place> places = new HashMap<>();
    private final Map<GroupResource, Found.OfType> found = new HashMap<>();
    private final Map<ResourceType, Map<ItemKey, Place>> otherVersions = new HashMap<>();

    private record Place(long offset, int length) {}

    private ItemSpool(FileChannel file) {
        this.file = file;
    }

    /// An empty spool.
    ///
    /// @throws UncheckedIOException when the directory cannot be written
    public static ItemSpool in(Path directory) {
        Path path = directory.resolve("objects");
        try {
            FileChannel file =
                    FileChannel.open(
                            path,
                            StandardOpenOption.CREATE_NEW,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            Files.delete(path);
            return new ItemSpool(file);
        } catch (IOException e) {
            throw new UncheckedIOException("making the spool " + path, e);
        }
    }

    /// Room for the objects of one type; nothing of it is found before its commit.
    Batch batch(ResourceType type) {
        return new Batch(type);
    }

    /// What was committed, in the order of the given types; a type without a batch has nothing.
    public synchronized List<Found.OfType> found(List<ResourceType> types) {
        return types.stream()
                .map(t -> found.getOrDefault(t.resource(), new Found.OfType(t, List.of())))
                .toList();
    }

    /// Whether a type was committed, perhaps without objects.
    synchronized boolean holds(GroupResource resource) {
        return found.containsKey(resource);
    }

    /// The object's bytes as the server sent them.
    public Optional<byte[]> read(ItemKey key) {
        return read(key, placeOf(key));
    }

    /// The same object in a version that is not the preferred one.
    Optional<byte[]> readOther(ResourceType version, ItemKey key) {
        return read(key, placeOf(version, key));
    }

    private Optional<byte[]> read(ItemKey key, @Nullable Place place) {
        if (place == null) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.allocate(place.length());
        try {
            while (bytes.hasRemaining()) {
                if (file.read(bytes, place.offset() + bytes.position()) < 0) {
                    throw new IOException("the spool is shorter than its index");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + key + " from the spool", e);
        }
        return Optional.of(bytes.array());
    }

    private synchronized @Nullable Place placeOf(ItemKey key) {
        return places.get(key);
    }

    private synchronized @Nullable Place placeOf(ResourceType version, ItemKey key) {
        return otherVersions.getOrDefault(version, Map.of()).get(key);
    }

    private synchronized void addOther(Found.OfType ofType, List<Place> where) {
        Map<ItemKey, Place> others =
                otherVersions.computeIfAbsent(ofType.type(), _ -> new HashMap<>());
        for (int i = 0; i < where.size(); i++) {
            others.put(ofType.items().get(i).key(), where.get(i));
        }
    }

    private synchronized void add(Found.OfType ofType, List<Place> where) {
        found.put(ofType.type().resource(), ofType);
        for (int i = 0; i < where.size(); i++) {
            places.put(ofType.items().get(i).key(), where.get(i));
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("closing the spool", e);
        }
    }

    /// The objects of one type while they are read. For one thread.
    final class Batch {
        private final ResourceType type;
        private final List<Found> items = new ArrayList<>();
        private final List<Place> where = new ArrayList<>();
        private ByteBuffer buffer = ByteBuffer.allocate(0);
        private long bufferOffset;
        private String lastNamespace = "";

        private Batch(ResourceType type) {
            this.type = type;
        }

        ResourceType type() {
            return type;
        }

        int size() {
            return items.size();
        }

        /// What it holds so far.
        List<Found> items() {
            return List.copyOf(items);
        }

        /// Forgets what came after the first `size` objects.
        void backTo(int size) {
            items.subList(size, items.size()).clear();
            where.subList(size, where.size()).clear();
        }

        /// Takes one object; the bytes are copied.
        ///
        /// @throws UncheckedIOException when the disk fails
        void add(ItemHead head, byte[] bytes, int offset, int length) {
            if (length > buffer.remaining()) {
                write();
                int size = Math.max(SEGMENT_BYTES, length);
                buffer = ByteBuffer.allocate(size);
                bufferOffset = end.getAndAdd(size);
            }
            where.add(new Place(bufferOffset + buffer.position(), length));
            buffer.put(bytes, offset, length);
            items.add(found(head));
        }

        private Found found(ItemHead head) {
            if (!head.namespace().equals(lastNamespace)) {
                lastNamespace = head.namespace(); // one String for all of a namespace
            }
            boolean namespace = type.resource().equals(ResourceRules.NAMESPACES);
            return new Found(
                    new ItemKey(type.resource(), lastNamespace, head.name()),
                    namespace ? head.labels() : Map.of(),
                    head.deleting(),
                    ExcludeLabel.isSet(head.labels()));
        }

        private void write() {
            buffer.flip();
            try {
                int written = 0;
                while (buffer.hasRemaining()) {
                    written += file.write(buffer, bufferOffset + written);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("writing the spool of " + type.resource(), e);
            }
        }

        /// From now on the objects are found. An object that came twice is as it came last.
        void commit() {
            ItemSpool.this.add(written(), where);
        }

        /// From now on the objects are found as another version of those that are backed up.
        void commitAsOtherVersion() {
            ItemSpool.this.addOther(written(), where);
        }

        private Found.OfType written() {
            write();
            buffer = ByteBuffer.allocate(0);
            return new Found.OfType(type, List.copyOf(items));
        }
    }
}
