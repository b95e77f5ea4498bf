package ark.restic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import ark.item.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Folders for the files of single runs: passwords and credentials that nobody else may read and
/// that are gone afterwards.
///
/// Two processes never share a folder, and two runs never share one in it: whoever removes its own
/// files would else remove another's.
public final class RunFolders {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_READS =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r--------"));

    private static final Logger log = LoggerFactory.getLogger(RunFolders.class);

    private static final String PROCESS = "process-";
    private static final String LOCK = "lock";

    private final Path folder;

    /// As long as this process lives nobody else takes its folder for left behind.
    private final FileLock alive;

    /// Makes the folder of this process, and clears away those of processes that were killed.
    ///
    /// @param parent of the folders of all processes; made when it is needed
    /// @throws UncheckedIOException when that cannot be done
    public RunFolders(Path parent) {
        try {
            Files.createDirectories(parent.toAbsolutePath());
            folder = Files.createTempDirectory(parent, PROCESS, OWNER_ONLY);
            alive = lock(folder).orElseThrow(() -> new IOException("cannot lock " + folder));
            try (Stream<Path> others = Files.list(parent)) {
                for (Path other : others.filter(this::isProcess).toList()) {
                    clearIfDead(other);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("preparing " + parent, e);
        }
    }

    private boolean isProcess(Path other) {
        return !other.equals(folder) && Files.exists(other.resolve(LOCK));
    }

    private static void clearIfDead(Path other) throws IOException {
        try {
            Optional<FileLock> lock = lock(other);
            if (lock.isPresent()) {
                remove(other);
                lock.get().channel().close();
            }
        } catch (OverlappingFileLockException e) { // of this very process
            log.atDebug().setCause(e).log("in use");
        }
    }

    /// The lock of a folder, unless its process has it. It ends with the process.
    private static Optional<FileLock> lock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            FileLock lock = channel.tryLock();
            locked = lock != null;
            return Optional.ofNullable(lock);
        } finally {
            if (!locked) {
                channel.close();
            }
        }
    }

    /// The folder of one run.
    RunFolder open() {
        try {
            if (!alive.isValid()) {
                throw new IOException("lost the lock of " + folder);
            }
            Path run = Files.createTempDirectory(folder, "run-", OWNER_ONLY);
            Files.createDirectory(run.resolve("tmp"), OWNER_ONLY);
            return new RunFolder(run);
        } catch (IOException e) {
            throw new UncheckedIOException("making a folder in " + folder, e);
        }
    }

    /// The folder of one run; closing it removes it.
    record RunFolder(Path path) implements AutoCloseable {
        /// Writes a file that only its owner can read.
        ///
        /// @param content its bytes as ISO 8859-1 text
        void write(String name, Secret content) {
            Set<StandardOpenOption> options =
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            try (SeekableByteChannel file =
                    Files.newByteChannel(path.resolve(name), options, OWNER_READS)) {
                ByteBuffer bytes = ByteBuffer.wrap(content.value().getBytes(ISO_8859_1));
                while (bytes.hasRemaining()) {
                    file.write(bytes);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("writing " + path.resolve(name), e);
            }
        }

        @Override
        public void close() {
            try {
                remove(path);
            } catch (IOException e) { // the next process clears it away
                log.atWarn().setCause(e).addKeyValue("folder", path).log("cannot be removed");
            }
        }
    }

    private static void remove(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) { // so it is gone
            log.atDebug().setCause(e).log("gone already");
        }
    }
}
