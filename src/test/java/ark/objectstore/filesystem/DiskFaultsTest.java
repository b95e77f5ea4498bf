package ark.objectstore.filesystem;

import static org.assertj.core.api.Assertions.assertThat;

import ark.spi.StoreException;
import ark.spi.StoreException.Reason;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DiskFaultsTest {
    @Test
    void knowsTheReasonFromTheSystemsWords() {
        Map<IOException, Reason> expected =
                Map.of(
                        new IOException("No space left on device"), Reason.FULL,
                        new FileSystemException("/b/k", null, "Disk quota exceeded"), Reason.FULL,
                        new FileSystemException("/b", null, "Read-only file system"), Reason.DENIED,
                        new AccessDeniedException("/b/k"), Reason.DENIED,
                        new IOException("Input/output error"), Reason.UNREACHABLE,
                        new FileSystemException("/b", null, "Stale file handle"),
                                Reason.UNREACHABLE,
                        new ClosedByInterruptException(), Reason.UNREACHABLE,
                        new IOException("Is a directory"), Reason.REFUSED,
                        new IOException(), Reason.REFUSED);
        expected.forEach(
                (fault, reason) -> {
                    StoreException found = DiskFaults.of("storing file:/b/k", fault);
                    assertThat(found.reason()).as(fault.toString()).isEqualTo(reason);
                    assertThat(found).hasMessageStartingWith("storing file:/b/k: ").hasCause(fault);
                });
    }
}
