package ark.objectstore.filesystem;

import ark.spi.StoreException;
import ark.spi.StoreException.Reason;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.Map;
import java.util.Optional;

/// From what the operating system says to a reason.
final class DiskFaults {
    /// The words of Linux' C library, which the JDK passes on.
    private static final Map<String, Reason> WORDS =
            Map.of(
                    "No space left on device", Reason.FULL,
                    "Disk quota exceeded", Reason.FULL,
                    "File too large", Reason.FULL,
                    "Read-only file system", Reason.DENIED,
                    "Operation not permitted", Reason.DENIED,
                    "Stale file handle", Reason.UNREACHABLE,
                    "Input/output error", Reason.UNREACHABLE,
                    "Connection timed out", Reason.UNREACHABLE,
                    "Transport endpoint is not connected", Reason.UNREACHABLE,
                    "Host is down", Reason.UNREACHABLE);

    private DiskFaults() {}

    /// @param doing what failed, with the full address
    static StoreException of(String doing, IOException cause) {
        if (cause instanceof ClosedByInterruptException) {
            return new StoreException(Reason.UNREACHABLE, doing, "interrupted", cause);
        }
        String words = wordsOf(cause);
        Reason reason =
                cause instanceof AccessDeniedException
                        ? Reason.DENIED
                        : WORDS.entrySet().stream()
                                .filter(entry -> words.contains(entry.getKey()))
                                .map(Map.Entry::getValue)
                                .findFirst()
                                .orElse(Reason.REFUSED);
        return new StoreException(reason, doing, words, cause);
    }

    private static String wordsOf(IOException cause) {
        if (cause instanceof AccessDeniedException) {
            return "permission denied for the user that the server runs as";
        }
        if (cause instanceof FileSystemException file && file.getReason() != null) {
            return file.getReason();
        }
        return Optional.ofNullable(cause.getMessage()).orElse(cause.getClass().getSimpleName());
    }
}
