package ark.cli;

import ark.cli.output.Terminal;
import ark.cli.session.ApiServer;
import ark.cli.session.Machine;
import ark.cli.session.Surroundings;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Runs commands against a real API server and a real server, in this process: a process of its own
/// takes a second to begin. What only a process shows is in [CliProcessIT].
final class RealShell {
    final Map<String, String> environment = new HashMap<>();
    private final Path folder;
    private String input = "";
    private boolean interactive;

    /// @param folder where commands run, also the person's home
    RealShell(Path folder, Path kubeconfig, String namespace) {
        this.folder = folder;
        environment.put("KUBECONFIG", kubeconfig.toString());
        environment.put("VELERO_NAMESPACE", namespace);
    }

    Path folder() {
        return folder;
    }

    /// From here on `out` is a terminal.
    RealShell onTerminal() {
        interactive = true;
        return this;
    }

    RealShell typing(String input) {
        this.input = input;
        return this;
    }

    Shell.Result run(String... words) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var terminal =
                new Terminal(
                        new PrintStream(out, false, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        new BufferedReader(new StringReader(input)),
                        interactive);
        var machine =
                new Machine(
                        InstantSource.system(),
                        ZoneOffset.UTC,
                        () -> UUID.randomUUID().toString(),
                        Thread::sleep,
                        _ -> () -> {});
        var surroundings = new Surroundings(terminal, environment, folder, folder, machine);
        try (var connector = new Connector(surroundings)) {
            int exitCode = new Main(surroundings, connector::connect).command(words);
            return new Shell.Result(
                    exitCode,
                    out.toString(StandardCharsets.UTF_8),
                    err.toString(StandardCharsets.UTF_8));
        }
    }

    /// Runs a command that must do what it is asked.
    ///
    /// @return what it printed
    String done(String... words) {
        Shell.Result result = run(words);
        if (result.exitCode() != 0 || !result.err().isEmpty()) {
            throw new AssertionError(String.join(" ", words) + ": " + result);
        }
        return result.out();
    }

    private static final class Connector implements AutoCloseable {
        private final Surroundings surroundings;
        private Optional<ClusterConnection> connection = Optional.empty();

        Connector(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        ApiServer connect(RootCommand.Target target) {
            var cluster = new ClusterConnection(target, surroundings);
            connection = Optional.of(cluster);
            return cluster.api();
        }

        @Override
        public void close() {
            connection.ifPresent(ClusterConnection::close);
        }
    }
}
