package ark.objectstore.filesystem;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// A file on its way into a bucket: written beside its place under another name, on the disk before
/// it gets its own. When it is closed without that, nothing is left of it.
final class NewFile implements AutoCloseable {
    private static final Set<OpenOption> CREATE =
            Set.of(
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);

    /// Backups hold Secrets: nobody but owner and group gets at them.
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));

    /// A folder that is made and removed again by others so often is no accident.
    private static final int MAX_ATTEMPTS = 1000;

    private final Folder folder;
    private final Path temporary;
    private final Path place;
    private final FileChannel channel;
    private boolean placed;

    private NewFile(Folder folder, Path temporary, Path place, FileChannel channel) {
        this.folder = folder;
        this.temporary = temporary;
        this.place = place;
        this.channel = channel;
    }

    /// Begins a file and makes the folders above it. From then on these folders stay: a folder that
    /// somebody else is emptying is not empty any more.
    static NewFile begin(Folder folder, Path place) throws IOException {
        for (int attempt = 0; ; attempt++) {
            Path temporary = place.resolveSibling(KeyPaths.TEMPORARY + attempt);
            try {
                folder.makeParentsOf(place);
                FileChannel channel = FileChannel.open(temporary, CREATE, PRIVATE);
                return new NewFile(folder, temporary, place, channel);
            } catch (FileAlreadyExistsException | NoSuchFileException e) {
                if (attempt == MAX_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /// Writes everything that the source has.
    ///
    /// @throws UncheckedIOException when the source cannot be read
    /// @throws IOException when the file cannot be written
    long write(InputStream source) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long bytes = 0;
        for (int count = read(source, buffer); count >= 0; count = read(source, buffer)) {
            ByteBuffer chunk = ByteBuffer.wrap(buffer, 0, count);
            while (chunk.hasRemaining()) {
                bytes += channel.write(chunk);
            }
        }
        return bytes;
    }

    private static int read(InputStream source, byte[] buffer) {
        try {
            return source.read(buffer, 0, buffer.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /// Puts the file in its place, over another one if there is one.
    void replace() throws IOException {
        channel.force(true);
        Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
        placed = true; // from now on another writer may use the temporary name
        Folder.syncParentOf(place);
    }

    /// Puts the file in its place when nothing is there.
    ///
    /// @throws FileAlreadyExistsException when something is
    /// @throws UnsupportedOperationException when the file system has no hard links
    void link() throws IOException {
        channel.force(true);
        Files.createLink(place, temporary);
        Files.delete(temporary);
        placed = true; // from now on another writer may use the temporary name
        Folder.syncParentOf(place);
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            if (!placed) {
                Files.deleteIfExists(temporary);
                folder.removeEmptyParentsOf(place);
            }
        }
    }
}
