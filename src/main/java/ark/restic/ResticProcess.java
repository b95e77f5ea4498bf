package ark.restic;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One process of restic, from its start to its end.
final class ResticProcess {
    /// A status line names the files at work, and a file's name and path may be long; a longer line
    /// is skipped.
    static final int MAX_LINE_BYTES = 1024 * 1024;

    /// How long restic may take to remove its lock before it is killed.
    private static final Duration GRACE = Duration.ofSeconds(10);

    /// How long its output is awaited once it has ended: somebody else may hold the pipe open.
    private static final Duration DRAIN = Duration.ofSeconds(20);

    private static final Logger log = LoggerFactory.getLogger(ResticProcess.class);

    /// Takes what restic prints on standard output, to its end.
    interface OutputReader {
        void read(InputStream output) throws IOException;
    }

    /// How a process ended.
    ///
    /// @param exitCode 128 and the signal when a signal ended it
    /// @param timedOut whether it was ended here because it took too long
    record Ended(int exitCode, Complaints complaints, boolean timedOut) {}

    private ResticProcess() {}

    /// Runs a process to its end. When it returns or throws, the process has ended.
    ///
    /// @param limit after which the process is ended
    /// @throws IOException when it cannot be started, or its output makes no sense
    /// @throws InterruptedException when the thread was interrupted
    static Ended run(ProcessBuilder builder, OutputReader reader, Duration limit)
            throws IOException, InterruptedException {
        var complaints = new Complaints();
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            CompletableFuture<Void> output = reading(process.getInputStream(), reader);
            CompletableFuture<Void> errors =
                    reading(process.getErrorStream(), stream -> lines(stream, complaints::add));
            boolean timedOut = !process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (timedOut) {
                end(process);
            }
            await(errors);
            await(output);
            return new Ended(process.waitFor(), complaints, timedOut);
        } finally {
            end(process);
        }
    }

    private static CompletableFuture<Void> reading(InputStream stream, OutputReader reader) {
        var done = new CompletableFuture<Void>();
        Thread.ofPlatform()
                .daemon()
                .name("restic-output")
                .start(
                        () -> {
                            try (stream) {
                                reader.read(stream);
                                done.complete(null);
                            } catch (IOException | RuntimeException e) {
                                done.completeExceptionally(e);
                            }
                        });
        return done;
    }

    private static void await(CompletableFuture<Void> reading)
            throws IOException, InterruptedException {
        try {
            reading.get(DRAIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new IOException("cannot understand restic: " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new IOException("restic has ended, its output has not", e);
        }
    }

    /// Ends a process and all that it started: first in a way that lets restic remove its lock.
    private static void end(Process process) {
        if (!process.isAlive()) {
            return;
        }
        List<ProcessHandle> family = process.descendants().toList();
        process.toHandle().destroy(); // the Process itself would close the streams at once
        family.forEach(ProcessHandle::destroy);
        if (!endsWithin(process, GRACE)) {
            log.atWarn().addKeyValue("pid", process.pid()).log("restic does not stop, killing it");
            family.forEach(ProcessHandle::destroyForcibly);
            process.toHandle().destroyForcibly();
            endsWithin(process, GRACE);
        }
    }

    private static boolean endsWithin(Process process, Duration time) {
        boolean interrupted = Thread.interrupted(); // the process must end all the same
        long deadline = System.nanoTime() + time.toNanos();
        try {
            while (process.isAlive() && System.nanoTime() < deadline) {
                try {
                    process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
            return !process.isAlive();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Reads lines one by one; those that are too long are left out.
    static void lines(InputStream stream, Consumer<byte[]> each) throws IOException {
        var lines = new Lines(each);
        byte[] buffer = new byte[16 * 1024];
        for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
            lines.add(buffer, read);
        }
        lines.end();
    }

    /// Cuts bytes into lines.
    private static final class Lines {
        private final Consumer<byte[]> each;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private boolean tooLong;

        Lines(Consumer<byte[]> each) {
            this.each = each;
        }

        void add(byte[] buffer, int length) {
            int start = 0;
            for (int i = 0; i < length; i++) {
                if (buffer[i] == '\n') {
                    append(buffer, start, i);
                    end();
                    start = i + 1;
                }
            }
            append(buffer, start, length);
        }

        private void append(byte[] buffer, int start, int end) {
            tooLong = tooLong || line.size() + end - start > MAX_LINE_BYTES;
            if (tooLong) {
                line.reset();
            } else {
                line.write(buffer, start, end - start);
            }
        }

        void end() {
            if (!tooLong && line.size() > 0) {
                each.accept(line.toByteArray());
            }
            line.reset();
            tooLong = false;
        }
    }
}
