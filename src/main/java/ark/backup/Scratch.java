package ark.backup;

import ark.backup.request.BackupId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// A folder on the server's own disk for one run of one backup. What it holds is worth nothing once
/// the run has ended, however it ended.
final class Scratch implements AutoCloseable {
    private final Path folder;

    private Scratch(Path folder) {
        this.folder = folder;
    }

    /// An empty folder; what an earlier run of the same backup left in it is gone.
    ///
    /// @throws UncheckedIOException when the disk refuses
    static Scratch of(Path parent, BackupId id) {
        var scratch = new Scratch(folderOf(parent, id));
        scratch.remove();
        try {
            Files.createDirectories(scratch.folder);
        } catch (IOException e) {
            throw new UncheckedIOException("making the folder " + scratch.folder, e);
        }
        return scratch;
    }

    /// Removes what a dead process left of a backup's run.
    static void removeLeftovers(Path parent, BackupId id) {
        new Scratch(folderOf(parent, id)).remove();
    }

    private static Path folderOf(Path parent, BackupId id) {
        return parent.resolve("ark-backup-" + id.uid());
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    Path folder() {
        return folder;
    }

    private void remove() {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("removing the folder " + folder, e);
        }
    }

    @Override
    public void close() {
        remove();
    }
}
