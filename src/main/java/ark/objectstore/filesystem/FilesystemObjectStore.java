package ark.objectstore.filesystem;

import ark.spi.ObjectStore;
import ark.spi.StoreException;
import ark.spi.StoreException.Reason;
import ark.spi.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A folder as a bucket: each object is the plain file at its key.
///
/// Unlike other stores it cannot hold an object `a` and an object `a/b` at once: the second put is
/// `REFUSED`. The same goes for keys that no file can have, see [KeyPaths].
public final class FilesystemObjectStore implements ObjectStore {
    /// Gives an address at which the server hands out an object of this store.
    public interface Signer {
        URI sign(String key, Duration validity);
    }

    private final Path root;
    private final Folder folder;
    private final KeyPaths paths;
    private final FileTree tree;
    private final Signer signer;

    /// Opens a folder; whether it is there is asked with every call.
    ///
    /// @param root absolute; never made
    public FilesystemObjectStore(Path root, Signer signer, InstantSource clock) {
        this.root = root;
        this.folder = new Folder(root);
        this.paths = new KeyPaths(root);
        this.tree = new FileTree(paths, clock);
        this.signer = signer;
    }

    @Override
    public void put(String key, InputStream body, long bytes) {
        store(key, body, bytes);
    }

    @Override
    public long put(String key, InputStream body) {
        return store(key, body, -1);
    }

    /// Stores an object; `expected` is -1 for a body of any length.
    private long store(String key, InputStream body, long expected) {
        String doing = doing("storing", key);
        Path file = fileToWrite(key, doing);
        try (NewFile newFile = NewFile.begin(folder, file)) {
            long bytes = newFile.write(body);
            if (expected >= 0 && bytes != expected) {
                throw refused(doing, bytes + " bytes came, " + expected + " were announced", null);
            }
            newFile.replace();
            return bytes;
        } catch (UncheckedIOException e) {
            throw refused(doing, "its source cannot be read: " + e.getMessage(), e);
        } catch (IOException e) {
            throw writeFault(doing, file, e);
        }
    }

    @Override
    public PutIfAbsent putIfAbsent(String key, byte[] body) {
        String doing = doing("storing", key);
        Path file = fileToWrite(key, doing);
        try (NewFile newFile = NewFile.begin(folder, file)) {
            var _ = newFile.write(new ByteArrayInputStream(body));
            newFile.link();
            return PutIfAbsent.CREATED;
        } catch (FileAlreadyExistsException _) {
            return PutIfAbsent.EXISTS;
        } catch (UnsupportedOperationException _) {
            return PutIfAbsent.UNSUPPORTED;
        } catch (IOException e) {
            throw writeFault(doing, file, e);
        }
    }

    private Path fileToWrite(String key, String doing) {
        folder.mustExist(doing);
        return paths.fileOf(key)
                .orElseThrow(() -> refused(doing, "no file can have this key", null));
    }

    private StoreException writeFault(String doing, Path file, IOException fault) {
        folder.mustExist(doing);
        if (fault instanceof NotDirectoryException) {
            return refused(
                    doing,
                    "an object or a link is where its folder would be: " + fault.getMessage(),
                    fault);
        }
        if (fault instanceof DirectoryNotEmptyException || Files.isDirectory(file)) {
            return refused(doing, "other objects lie below this key", fault);
        }
        return DiskFaults.of(doing, fault);
    }

    @Override
    public InputStream get(String key) {
        String doing = doing("reading", key);
        folder.mustExist(doing);
        try {
            Path file = paths.fileOf(key).orElseThrow(() -> new NoSuchFileException(key));
            long bytes = folder.attributesOf(file).size();
            InputStream stream =
                    Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            return new WholeFile(stream, bytes, doing);
        } catch (NoSuchFileException e) {
            folder.mustExist(doing);
            throw new StoreException(Reason.NOT_FOUND, doing, "no such object", e);
        } catch (IOException e) {
            throw DiskFaults.of(doing, e);
        }
    }

    @Override
    public Optional<StoredObject> head(String key) {
        String doing = doing("looking for", key);
        folder.mustExist(doing);
        try {
            Path file = paths.fileOf(key).orElseThrow(() -> new NoSuchFileException(key));
            return Optional.of(FileTree.object(key, folder.attributesOf(file)));
        } catch (NoSuchFileException _) {
            folder.mustExist(doing);
            return Optional.empty();
        } catch (IOException e) {
            throw DiskFaults.of(doing, e);
        }
    }

    @Override
    public void list(String prefix, Consumer<StoredObject> each) {
        look(
                prefix,
                start ->
                        tree.objects(
                                start,
                                object -> {
                                    if (object.key().startsWith(prefix)) {
                                        each.accept(object);
                                    }
                                }));
    }

    @Override
    public void listPrefixes(String prefix, Consumer<String> each) {
        look(
                prefix,
                start ->
                        tree.folders(
                                start,
                                path -> {
                                    String found = root.relativize(path) + "/";
                                    if (found.startsWith(prefix)) {
                                        each.accept(found);
                                    }
                                }));
    }

    private interface Look {
        void in(Path folder) throws IOException;
    }

    /// Looks in the folder that a prefix names, up to its last `/`. The bucket must be there before
    /// and after: otherwise one that is unmounted meanwhile would look empty.
    private void look(String prefix, Look look) {
        String doing = doing("listing", prefix);
        folder.mustExist(doing);
        Optional<Path> start =
                prefix.contains("/")
                        ? paths.fileOf(prefix.substring(0, prefix.lastIndexOf('/')))
                        : Optional.of(root);
        try {
            if (start.isPresent() && folder.isFolder(start.get())) {
                look.in(start.get());
            }
        } catch (IOException e) {
            throw DiskFaults.of(doing, e);
        }
        folder.mustExist(doing);
    }

    @Override
    public void delete(String key) {
        String doing = doing("deleting", key);
        folder.mustExist(doing);
        try {
            Optional<Path> file = paths.fileOf(key);
            if (file.isPresent() && folder.attributesOf(file.get()).isRegularFile()) {
                Files.deleteIfExists(file.get());
                Folder.syncParentOf(file.get());
                folder.removeEmptyParentsOf(file.get());
            }
        } catch (NoSuchFileException _) { // gone already
            folder.mustExist(doing);
        } catch (IOException e) {
            throw DiskFaults.of(doing, e);
        }
    }

    @Override
    public URI sign(String key, Duration validity) {
        return signer.sign(key, validity);
    }

    @Override
    public Optional<Instant> time() {
        return Optional.empty();
    }

    @Override
    public String address() {
        return "file:" + root;
    }

    @Override
    public void close() {}

    private String doing(String verb, String key) {
        return verb + " " + address() + "/" + key;
    }

    private static StoreException refused(String doing, String detail, @Nullable Throwable cause) {
        return new StoreException(Reason.REFUSED, doing, detail, cause);
    }
}
