package ark.objectstore.filesystem;

import ark.spi.StoreException;
import ark.spi.StoreException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/// The folder that is a bucket, and the folders in it: looked at without following links, made and
/// removed one by one.
final class Folder {
    /// Backups hold Secrets: nobody but owner and group gets at them.
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---"));

    private final Path root;

    Folder(Path root) {
        this.root = root;
    }

    /// Makes sure that the bucket is there.
    ///
    /// @throws StoreException `NO_BUCKET`
    void mustExist(String doing) {
        if (!Files.isDirectory(root)) {
            throw new StoreException(
                    Reason.NO_BUCKET,
                    doing,
                    "there is no folder "
                            + root
                            + ". Mount the volume that holds it, or make it if it is to be a new"
                            + " bucket",
                    null);
        }
    }

    /// Facts about an object's file, without following links on the way to it.
    ///
    /// @throws NoSuchFileException when there is no such file, or it is no plain one
    BasicFileAttributes attributesOf(Path file) throws IOException {
        if (isFolder(parentOf(file))) {
            BasicFileAttributes attributes = attributes(file);
            if (attributes.isRegularFile()) {
                return attributes;
            }
        }
        throw new NoSuchFileException(file.toString());
    }

    /// Whether there is a folder in the bucket at this path, reached without following links.
    boolean isFolder(Path path) throws IOException {
        Path folder = root;
        try {
            for (Path name : root.relativize(path)) {
                folder = folder.resolve(name);
                if (!folder.equals(root) && !attributes(folder).isDirectory()) {
                    return false;
                }
            }
            return true;
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /// Makes the folders above a file, never the bucket itself.
    ///
    /// @throws NoSuchFileException when the bucket, or a folder that another process removes just
    ///     now, is not there
    /// @throws NotDirectoryException when an object or a link is in the way
    void makeParentsOf(Path file) throws IOException {
        Path folder = root;
        for (Path name : root.relativize(parentOf(file))) {
            if (name.toString().isEmpty()) {
                return; // the file lies in the bucket's own folder
            }
            folder = folder.resolve(name);
            make(folder);
        }
    }

    private static void make(Path folder) throws IOException {
        try {
            Files.createDirectory(folder, PRIVATE);
            syncParentOf(folder);
        } catch (FileAlreadyExistsException _) {
            if (!attributes(folder).isDirectory()) {
                throw new NotDirectoryException(folder.toString());
            }
        }
    }

    /// Removes the folders above a file that is gone, as long as they are empty; never the bucket.
    void removeEmptyParentsOf(Path file) throws IOException {
        for (Path folder = parentOf(file); !folder.equals(root); folder = parentOf(folder)) {
            try {
                Files.delete(folder);
            } catch (DirectoryNotEmptyException | NoSuchFileException _) {
                return; // somebody stores there, or was quicker
            }
        }
    }

    /// Makes it survive a power cut that an entry appeared in its folder, or went.
    static void syncParentOf(Path entry) throws IOException {
        try (FileChannel channel = FileChannel.open(parentOf(entry), StandardOpenOption.READ)) {
            channel.force(true);
        } catch (NoSuchFileException _) { // removed by somebody else: nothing left to keep
        } catch (IOException e) {
            if (!"Invalid argument".equals(e.getMessage())) { // some network file systems cannot
                throw e;
            }
        }
    }

    /// Whatever lies below an absolute folder has one.
    private static Path parentOf(Path path) {
        return Objects.requireNonNull(path.getParent());
    }
}
