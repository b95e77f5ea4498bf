package ark.cli;

import ark.cli.output.Terminal;
import ark.cli.session.ApiServer;
import ark.cli.session.Machine;
import ark.cli.session.Surroundings;
import ch.qos.logback.classic.Level;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The process that a command really runs in: its streams, clock, environment and signals.
final class ThisProcess implements AutoCloseable {
    private static final int BUFFER_BYTES = 16 * 1024;

    private final PrintStream out = stream(FileDescriptor.out, false);
    private final PrintStream err = stream(FileDescriptor.err, true);

    private Optional<ClusterConnection> connection = Optional.empty();

    Surroundings surroundings() {
        return new Surroundings(
                new Terminal(out, err, in(), isTerminal(1)),
                System.getenv(),
                Path.of(System.getProperty("user.home")),
                Path.of("").toAbsolutePath(),
                new Machine(
                        InstantSource.system(),
                        ZoneId.systemDefault(),
                        () -> UUID.randomUUID().toString(),
                        Thread::sleep,
                        ThisProcess::onInterrupt));
    }

    private static PrintStream stream(FileDescriptor to, boolean flush) {
        var file = new BufferedOutputStream(new FileOutputStream(to), BUFFER_BYTES);
        return new PrintStream(file, flush, StandardCharsets.UTF_8);
    }

    private static BufferedReader in() {
        return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    }

    /// Linux shows what a descriptor is; elsewhere the console knows.
    private static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd", Integer.toString(descriptor));
        try {
            if (Files.exists(Path.of("/proc/self/fd"))) {
                String target = Files.readSymbolicLink(link).toString();
                return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
            }
        } catch (IOException e) {
            return false;
        }
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }

    /// Ctrl-C ends the process with exit code 130; before that, its hooks run.
    private static Machine.Registration onInterrupt(Runnable farewell) {
        var hook = new Thread(farewell, "farewell");
        Runtime.getRuntime().addShutdownHook(hook);
        return () -> {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The process is ending: the hook is running.
            }
        };
    }

    ApiServer connect(RootCommand.Target target) {
        silenceLibraries();
        var cluster = new ClusterConnection(target, surroundings());
        connection = Optional.of(cluster);
        return cluster.api();
    }

    /// What libraries log is for programmers; on standard output it would spoil what scripts read.
    private static void silenceLibraries() {
        if (LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)
                instanceof ch.qos.logback.classic.Logger root) {
            root.setLevel(Level.OFF);
        }
    }

    @Override
    public void close() {
        out.flush();
        err.flush();
        connection.ifPresent(ClusterConnection::close);
    }
}
