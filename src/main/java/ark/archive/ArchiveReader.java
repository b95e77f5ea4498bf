package ark.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import ark.archive.ArchiveException.Reason;
import ark.item.InvalidJsonException;
import ark.item.Item;
import ark.item.ItemKey;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipException;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.jspecify.annotations.Nullable;

/// The objects of one archive, spooled to disk as a whole and checked before anybody sees the
/// first of them. Safe for many threads.
///
/// Reads what Ark since 0.5 and Velero wrote: with and without `metadata/version`, with and
/// without folders of versions.
public final class ArchiveReader implements AutoCloseable {
    private final SpoolFile file;
    private final Map<ItemKey, Copies> index = new LinkedHashMap<>();
    private String formatVersion = "";

    /// Where the bytes of an object are: at its plain path, and for each version that has a folder.
    private static final class Copies {
        private SpoolFile.@Nullable Slice plain;
        private final Map<String, SpoolFile.Slice> versions = new TreeMap<>();
        private String preferred = "";
    }

    private ArchiveReader(SpoolFile file) {
        this.file = file;
    }

    /// Takes over a whole archive.
    ///
    /// @param archive a gzip, read to its end; the caller closes it
    /// @param directory where the spool file lives until [#close]; it has no name of its own there
    /// @throws ArchiveException `HOSTILE`, `CORRUPT`, `TOO_LARGE`, `NEWER_FORMAT`, `IO`; nothing is
    ///     left behind
    public static ArchiveReader spool(InputStream archive, Path directory, ArchiveLimits limits) {
        var reader = new ArchiveReader(SpoolFile.in(directory));
        try {
            reader.take(archive, limits);
            return reader;
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    private void take(InputStream archive, ArchiveLimits limits) {
        var packed = new LimitedInput.Counter(archive);
        try (var gzip =
                GzipCompressorInputStream.builder()
                        .setInputStream(packed)
                        .setDecompressConcatenated(true)
                        .get()) {
            var tar = new TarStream(new LimitedInput(gzip, packed, limits));
            long entries = 0;
            for (var entry = tar.next(); entry.isPresent(); entry = tar.next()) {
                if (++entries > limits.entries()) {
                    throw LimitedInput.tooLarge("it holds more than " + entries + " entries");
                }
                take(entry.get(), tar, limits);
            }
            file.finish();
        } catch (EOFException | ZipException e) {
            throw corrupt(e);
        } catch (IOException e) {
            // the gzip reader says in an IOException what it dislikes about its input
            throw packed.failed() ? failed(e) : corrupt(e);
        }
    }

    private static ArchiveException failed(IOException e) {
        return new ArchiveException(
                Reason.IO, "reading the archive", String.valueOf(e.getMessage()), e);
    }

    private static ArchiveException corrupt(IOException e) {
        return new ArchiveException(
                Reason.CORRUPT,
                "reading the archive",
                "it is damaged or ends early"
                        + (e.getMessage() == null ? "" : ": " + e.getMessage()),
                e);
    }

    private void take(TarStream.Entry entry, TarStream tar, ArchiveLimits limits)
            throws IOException {
        if (entry.bytes() > limits.entryBytes()) {
            throw LimitedInput.tooLarge(
                    "an entry has "
                            + entry.bytes()
                            + " bytes, allowed are "
                            + limits.entryBytes()
                            + ": "
                            + printable(entry.name()));
        }
        byte[] content = tar.content(entry);
        if (entry.name().equals(EntryPath.VERSION_ENTRY)) {
            takeVersion(new String(content, UTF_8).strip());
            return;
        }
        EntryPath path =
                EntryPath.parse(entry.name())
                        .orElseThrow(() -> hostile("a name that no backup has", entry.name()));
        if (!add(path, content)) {
            throw hostile("the same name twice", entry.name());
        }
    }

    private static ArchiveException hostile(String what, String name) {
        return new ArchiveException(
                Reason.HOSTILE, "reading the archive", what + ": " + printable(name), null);
    }

    /// At most 200 characters, none of which can do anything to a terminal or a log.
    private static String printable(String name) {
        var text = new StringBuilder("\"");
        name.codePoints()
                .limit(200)
                .forEach(
                        c -> {
                            if (c < ' ' || c > '~') {
                                text.append(String.format("\\u{%x}", c));
                            } else {
                                text.appendCodePoint(c);
                            }
                        });
        return text.append('"').toString();
    }

    private void takeVersion(String version) {
        if (!formatVersion.isEmpty()) {
            throw hostile("the same name twice", EntryPath.VERSION_ENTRY);
        }
        if (!version.matches("1(\\.[0-9]{1,6}){0,2}")) {
            throw new ArchiveException(
                    Reason.NEWER_FORMAT,
                    "reading the archive",
                    "its format version is "
                            + printable(version)
                            + ", this program reads 1 to 1.x; use a newer one",
                    null);
        }
        formatVersion = version;
    }

    private boolean add(EntryPath path, byte[] content) {
        Copies copies = index.computeIfAbsent(path.key(), _ -> new Copies());
        boolean plain = path.version().isEmpty();
        if (plain ? copies.plain != null : copies.versions.containsKey(path.version())) {
            return false;
        }
        SpoolFile.Slice slice = file.append(content);
        if (plain) {
            copies.plain = slice;
        } else {
            copies.versions.put(path.version().intern(), slice);
            copies.preferred = path.preferred() ? path.version().intern() : copies.preferred;
        }
        return true;
    }

    /// What `metadata/version` says, or "" when there is none, as in archives of Ark.
    public String formatVersion() {
        return formatVersion;
    }

    /// Every object that has a plain path, in the order of the archive.
    public List<ItemKey> keys() {
        var keys = new ArrayList<ItemKey>();
        index.forEach(
                (key, copies) -> {
                    if (copies.plain != null) {
                        keys.add(key);
                    }
                });
        return keys;
    }

    public boolean contains(ItemKey key) {
        Copies copies = index.get(key);
        return copies != null && copies.plain != null;
    }

    /// The API versions that the object has a folder of; none in old archives.
    public Set<String> versions(ItemKey key) {
        Copies copies = index.get(key);
        return copies == null ? Set.of() : new TreeSet<>(copies.versions.keySet());
    }

    /// The version that the backed-up cluster preferred, or "" when the archive does not say.
    public String preferredVersion(ItemKey key) {
        Copies copies = index.get(key);
        return copies == null ? "" : copies.preferred;
    }

    /// The object at its plain path.
    ///
    /// @throws ArchiveException `NO_SUCH_ITEM`; `CORRUPT` when it is no JSON within the limits, or
    ///     another object than its path says; `IO`
    public Item read(ItemKey key) {
        Copies copies = index.get(key);
        return parse(key, copies == null ? null : copies.plain);
    }

    /// The object as one of its [#versions] has it.
    ///
    /// @throws ArchiveException as [#read(ItemKey)]
    public Item read(ItemKey key, String version) {
        Copies copies = index.get(key);
        return parse(key, copies == null ? null : copies.versions.get(version));
    }

    private Item parse(ItemKey key, SpoolFile.@Nullable Slice slice) {
        String doing = "reading " + key + " from the archive";
        if (slice == null) {
            throw new ArchiveException(
                    Reason.NO_SUCH_ITEM, doing, "the backup does not hold it", null);
        }
        byte[] json = file.read(slice);
        try {
            Item item = Item.parse(key.resource(), json);
            if (!item.key().equals(key)) {
                throw new ArchiveException(
                        Reason.CORRUPT, doing, "there is another object in its place", null);
            }
            return item;
        } catch (InvalidJsonException e) {
            throw new ArchiveException(Reason.CORRUPT, doing, String.valueOf(e.getMessage()), e);
        }
    }

    /// Removes the spool file.
    @Override
    public void close() {
        file.close();
    }
}
