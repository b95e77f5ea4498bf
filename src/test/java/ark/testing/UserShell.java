package ark.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A person's shell: a folder, a kubeconfig, and `ark` and `kubectl` on the path. `ark` is this
/// build's, each command a process of its own.
public final class UserShell {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Path folder;
    private final Map<String, String> environment = new LinkedHashMap<>();

    /// What a command printed, and its exit code.
    public record Result(int exitCode, String out, String err) {}

    /// Makes the shell.
    ///
    /// @param folder where commands run, also the person's home; `bin` in it gets the programs
    /// @param namespace of the server
    public UserShell(Path folder, KubernetesCluster cluster, String namespace) {
        this(folder);
        with("kubectl", DevPrograms.of("kubernetes").resolve("kubectl"));
        environment.put("KUBECONFIG", cluster.kubeconfig().toString());
        environment.put("VELERO_NAMESPACE", namespace);
    }

    /// A shell without a cluster.
    UserShell(Path folder) {
        this.folder = folder;
        Path programs = folder.resolve("bin");
        try {
            Files.createDirectories(programs);
        } catch (IOException e) {
            throw new UncheckedIOException("making a folder for programs", e);
        }
        script("ark", ark(System.getProperty("java.home"), System.getProperty("java.class.path")));
        environment.put("PATH", programs + ":/usr/local/bin:/usr/bin:/bin");
        environment.put("HOME", folder.toString());
        environment.put("TZ", "UTC");
        environment.put("LC_ALL", "C.UTF-8");
    }

    /// As `bin/ark` starts short-lived commands.
    private static String ark(String java, String classPath) {
        return """
        #!/bin/sh
        exec "%s/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData \\
            -cp '%s' ark.Main "$@"
        """
                .formatted(java, classPath);
    }

    public Path folder() {
        return folder;
    }

    /// Puts another program on the path.
    public UserShell with(String name, Path program) {
        script(name, "#!/bin/sh\nexec '" + program + "' \"$@\"\n");
        return this;
    }

    private void script(String name, String text) {
        Path script = folder.resolve("bin").resolve(name);
        try {
            Files.writeString(script, text);
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + script, e);
        }
    }

    /// Runs one command to its end.
    ///
    /// @throws IllegalStateException when it takes longer than five minutes; it is then killed
    public Result run(String... words) {
        return finish(start(words));
    }

    /// Runs lines as bash does, each after the other, whatever their exit codes.
    public Result bash(String lines) {
        return run("bash", "-c", lines);
    }

    /// Starts a command. Whoever starts it ends it.
    public Running start(String... words) {
        // A shell that itself was started in the background lets its children ignore Ctrl-C.
        var command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.addAll(List.of(words));
        try {
            Path out = Files.createTempFile(folder, "stdout-", ".txt");
            Path err = Files.createTempFile(folder, "stderr-", ".txt");
            var builder = new ProcessBuilder(command).directory(folder.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            builder.redirectOutput(out.toFile()).redirectError(err.toFile());
            Process process = builder.start();
            process.getOutputStream().close();
            return new Running(process, out, err);
        } catch (IOException e) {
            throw new UncheckedIOException("starting " + command, e);
        }
    }

    /// A command that runs.
    public record Running(Process process, Path out, Path err) implements AutoCloseable {
        /// What it has printed until now.
        public String printed() {
            return text(out);
        }

        /// Presses Ctrl-C.
        public void interrupt() {
            DevPrograms.run(
                    List.of("kill", "-INT", Long.toString(process.pid())),
                    Map.of(),
                    Duration.ofMinutes(1));
        }

        /// Waits for its end.
        ///
        /// @throws IllegalStateException when it takes longer than `limit`
        public Result end(Duration limit) {
            try {
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new IllegalStateException(
                            process.info() + " still runs\n" + text(out) + text(err));
                }
                return new Result(process.exitValue(), text(out), text(err));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while a command runs", e);
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }

        private static String text(Path file) {
            try {
                return Files.readString(file, StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Result finish(Running running) {
        try (running) {
            return running.end(LIMIT);
        }
    }
}
