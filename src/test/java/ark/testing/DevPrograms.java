package ark.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs the scripts below `dev/`, and finds the programs that they build.
final class DevPrograms {
    private DevPrograms() {}

    /// What a script printed on standard output and standard error.
    record Answer(int exitCode, String output) {}

    /// The folder that holds the programs of one set of `dev/programs`.
    ///
    /// @throws IllegalStateException when they are not built; its message says how to build them
    static Path of(String set) {
        Answer answer =
                run(
                        List.of(script("dev/programs").toString(), "path", set),
                        Map.of(),
                        Duration.ofMinutes(2));
        if (answer.exitCode() != 0) {
            throw new IllegalStateException(
                    answer.output().strip() + "\nOr run ./test once: it builds all of them.");
        }
        return Path.of(answer.output().strip());
    }

    /// A script of this repository.
    ///
    /// @param path relative to the repository's root
    static Path script(String path) {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null) {
            Path script = folder.resolve(path);
            if (Files.isExecutable(script)) return script;
            folder = folder.getParent();
        }
        throw new IllegalStateException(
                "no " + path + " here or above: run the tests in the repository's folder");
    }

    /// Runs a command to its end.
    ///
    /// @throws IllegalStateException when it takes longer than `limit`; it is then killed
    static Answer run(List<String> command, Map<String, String> environment, Duration limit) {
        try {
            Path output = Files.createTempFile("ark-it", ".out");
            try {
                var builder = new ProcessBuilder(command);
                builder.environment().putAll(environment);
                // To a file: a program that it leaves behind could keep a pipe open for ever.
                builder.redirectErrorStream(true).redirectOutput(output.toFile());
                Process process = builder.start();
                process.getOutputStream().close();
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                    throw new IllegalStateException(
                            command + " took more than " + limit + "\n" + text(output));
                }
                return new Answer(process.exitValue(), text(output));
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("running " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + command, e);
        }
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
