package ark.cli.session;

import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.function.Supplier;

/// The clock and other things of the machine on which a command runs.
///
/// @param uuids random ones
public record Machine(
        InstantSource clock,
        ZoneId zone,
        Supplier<String> uuids,
        Pause pause,
        Interrupts interrupts) {
    /// Lets time go by.
    public interface Pause {
        void of(Duration duration) throws InterruptedException;
    }

    /// Runs something when the person presses Ctrl-C.
    public interface Interrupts {
        /// Takes a farewell until the registration is closed.
        ///
        /// @return ends it
        Registration run(Runnable farewell);
    }

    /// Closing it means that Ctrl-C does no more than end the process.
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /// Lets time go by.
    ///
    /// @throws CancelledException when the thread is to stop
    public void sleep(Duration duration) {
        try {
            pause.of(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException(e);
        }
    }

    /// The thread was interrupted: the process is stopping.
    public static final class CancelledException extends RuntimeException {
        public CancelledException(InterruptedException cause) {
            super("interrupted", cause);
        }
    }
}
