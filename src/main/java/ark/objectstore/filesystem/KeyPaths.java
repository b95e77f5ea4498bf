package ark.objectstore.filesystem;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// From keys to files of one folder, and back.
///
/// A key is the file's path below the folder, as it is. Keys that would then mean something else,
/// or
/// that a file system cannot hold, have no file: empty, `.` and `..` as parts, parts of more than
/// 255 bytes, NUL, and the names of files that are being written.
final class KeyPaths {
    /// Begins the name of a file that is being written.
    static final String TEMPORARY = ".ark-tmp-";

    /// Source: the contract of ObjectStore.
    private static final int MAX_KEY_BYTES = 1024;

    /// Source: NAME_MAX of Linux.
    private static final int MAX_NAME_BYTES = 255;

    private final Path folder;

    KeyPaths(Path folder) {
        this.folder = folder;
    }

    /// The file of a key, or empty when none can have it.
    Optional<Path> fileOf(String key) {
        if (key.getBytes(UTF_8).length > MAX_KEY_BYTES) {
            return Optional.empty();
        }
        List<String> names = List.of(key.split("/", -1));
        if (!names.stream().allMatch(KeyPaths::isName)) {
            return Optional.empty();
        }
        try {
            return Optional.of(folder.resolve(key));
        } catch (InvalidPathException _) { // letters that the process' locale does not know
            return Optional.empty();
        }
    }

    /// The key of a file below the folder, or empty when its name is not one that a key can have.
    Optional<String> keyOf(Path file) {
        String key = folder.relativize(file).toString();
        return fileOf(key).filter(file::equals).map(_ -> key);
    }

    static boolean isTemporary(Path file) {
        return file.getFileName().toString().startsWith(TEMPORARY);
    }

    private static boolean isName(String name) {
        return !name.isEmpty()
                && !name.equals(".")
                && !name.equals("..")
                && !name.startsWith(TEMPORARY)
                && name.indexOf('\0') < 0
                && name.getBytes(UTF_8).length <= MAX_NAME_BYTES;
    }
}
