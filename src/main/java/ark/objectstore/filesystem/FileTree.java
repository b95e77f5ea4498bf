package ark.objectstore.filesystem;

import ark.spi.StoredObject;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/// Looks for objects in a folder and below. Links and special files are not objects; what vanishes
/// while one looks was not there; files that a process left half-written a day ago are removed.
final class FileTree {
    /// Nobody writes one file for so long: its modification time moves as long as it is written.
    private static final Duration ABANDONED_AFTER = Duration.ofHours(24);

    private final KeyPaths paths;
    private final InstantSource clock;

    FileTree(KeyPaths paths, InstantSource clock) {
        this.paths = paths;
        this.clock = clock;
    }

    private interface Visit {
        /// Looks at one entry, and tells whether that was enough.
        boolean entry(Path path, BasicFileAttributes attributes) throws IOException;
    }

    /// Gives all objects in the folder and below it.
    void objects(Path folder, Consumer<StoredObject> each) throws IOException {
        visit(
                folder,
                (path, attributes) -> {
                    Optional<String> key = paths.keyOf(path);
                    if (key.isPresent() && attributes.isDirectory()) {
                        objects(path, each);
                    } else if (key.isPresent() && attributes.isRegularFile()) {
                        each.accept(object(key.get(), attributes));
                    }
                    return false;
                });
    }

    static StoredObject object(String key, BasicFileAttributes attributes) {
        Instant modified = attributes.lastModifiedTime().toInstant();
        return new StoredObject(key, attributes.size(), modified);
    }

    /// Gives the folders in a folder that have an object in them or below.
    void folders(Path folder, Consumer<Path> each) throws IOException {
        visit(
                folder,
                (path, attributes) -> {
                    if (attributes.isDirectory()
                            && paths.keyOf(path).isPresent()
                            && holdsObject(path)) {
                        each.accept(path);
                    }
                    return false;
                });
    }

    /// Whether an object lies somewhere below. A folder that may not be looked into counts as full.
    private boolean holdsObject(Path folder) throws IOException {
        try {
            return visit(
                    folder,
                    (path, attributes) ->
                            paths.keyOf(path).isPresent()
                                    && (attributes.isRegularFile()
                                            || (attributes.isDirectory() && holdsObject(path))));
        } catch (AccessDeniedException _) {
            return true;
        }
    }

    /// Whether one entry was enough.
    private boolean visit(Path folder, Visit visit) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path path : entries) {
                if (visitEntry(path, visit)) {
                    return true;
                }
            }
            return false;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } catch (NoSuchFileException | NotDirectoryException _) { // gone meanwhile
            return false;
        }
    }

    private boolean visitEntry(Path path, Visit visit) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = Folder.attributes(path);
        } catch (NoSuchFileException _) { // gone meanwhile
            return false;
        }
        if (!KeyPaths.isTemporary(path)) {
            return visit.entry(path, attributes);
        }
        if (isAbandoned(attributes)) {
            Files.deleteIfExists(path);
        }
        return false;
    }

    private boolean isAbandoned(BasicFileAttributes attributes) {
        Instant modified = attributes.lastModifiedTime().toInstant();
        return attributes.isRegularFile()
                && modified.plus(ABANDONED_AFTER).isBefore(clock.instant());
    }
}
