package ark.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;

import ark.archive.ArchiveException.Reason;
import ark.item.GroupResource;
import ark.item.ItemKey;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;

/// Writes the archive of one backup as a stream, in format 1.1.0: readable by every Ark and
/// Velero since 0.5, by `tar` and by Go. For one thread at a time.
///
/// Source: Velero 1.9.7 and 1.18, pkg/backup; order of a pair of paths as 1.9.7 has it.
public final class ArchiveWriter implements AutoCloseable {
    /// What the entry `metadata/version` says, with a line feed behind it.
    public static final String FORMAT_VERSION = "1.1.0";

    /// Go's extractor gives the folders it makes the mode of the file: all must be enterable.
    private static final int MODE = 0755;

    private final BlockGzip gzip;
    private final TarWriter tar;
    private Folders folders = Folders.NONE;

    /// Where the objects of one kind and namespace lie; they come one after another.
    ///
    /// @param valid whether the grammar of names has a place for them
    private record Folders(
            ItemKey first,
            String version,
            boolean preferred,
            boolean valid,
            String versioned,
            String plain) {
        static final Folders NONE =
                of(new ItemKey(GroupResource.core("none"), "", "none"), "", false);

        static Folders of(ItemKey key, String version, boolean preferred) {
            EntryPath path = EntryPath.versioned(key, version, preferred);
            return new Folders(
                    key,
                    version,
                    preferred,
                    !version.isEmpty() && path.folderValid(),
                    path.folder(),
                    EntryPath.plain(key).folder());
        }

        boolean hold(ItemKey key, String otherVersion, boolean otherPreferred) {
            return key.namespace().equals(first.namespace())
                    && key.resource().equals(first.resource())
                    && otherVersion.equals(version)
                    && otherPreferred == preferred;
        }
    }

    /// Begins an archive.
    ///
    /// @param out where the bytes go; the caller closes it
    /// @param modified the time that every entry carries, cut to the second
    /// @throws ArchiveException `IO`
    public ArchiveWriter(OutputStream out, Instant modified, Compression compression) {
        gzip = new BlockGzip(out, compression);
        tar = new TarWriter(gzip, MODE, modified);
        write(EntryPath.VERSION_ENTRY, (FORMAT_VERSION + "\n").getBytes(US_ASCII));
    }

    /// Adds one object: below its version's folder, and, when that version is the one that the
    /// cluster prefers, also at the plain path.
    ///
    /// @param version of the object's API, without the group: `v1`
    /// @param json the bytes that both entries hold
    /// @throws ArchiveException `INVALID_NAME` when the grammar of names has no place for the key;
    ///     the archive is then as it was. `IO`: the archive is lost
    public void add(ItemKey key, String version, boolean preferred, byte[] json) {
        if (!folders.hold(key, version, preferred)) {
            folders = Folders.of(key, version, preferred);
        }
        if (!folders.valid() || !EntryPath.nameValid(key.name())) {
            throw new ArchiveException(
                    Reason.INVALID_NAME,
                    "adding " + key + " to the archive",
                    "no archive can hold this name, in version \"" + version + "\"",
                    null);
        }
        String file = EntryPath.file(key.name());
        write(folders.versioned() + file, json);
        if (preferred) {
            write(folders.plain() + file, json);
        }
    }

    private void write(String name, byte[] content) {
        try {
            tar.add(name, content);
        } catch (IOException e) {
            throw failed("writing the archive, entry " + name, e);
        }
    }

    /// Writes the end. Only then is the archive whole; nothing may be added afterwards.
    ///
    /// @throws ArchiveException `IO`
    public void finish() {
        try {
            tar.finish();
            gzip.finish();
        } catch (IOException e) {
            throw failed("writing the end of the archive", e);
        }
    }

    private static ArchiveException failed(String doing, IOException e) {
        return new ArchiveException(Reason.IO, doing, String.valueOf(e.getMessage()), e);
    }

    /// Releases what the writer holds. Without a [#finish] before it the archive stays cut off, so
    /// that nobody takes it for a whole one.
    @Override
    public void close() {
        gzip.close();
    }
}
