package ark.nodeagent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/// Mounts of a test; gone when it is closed. Needs root.
final class Mounts implements AutoCloseable {
    private final Deque<Path> mounted = new ArrayDeque<>();

    Mounts bind(Path what, Path where) throws IOException {
        return mount(where, List.of("--bind", what.toString()));
    }

    Mounts tmpfs(Path where, String options) throws IOException {
        return mount(where, List.of("-t", "tmpfs", "-o", options, "tmpfs"));
    }

    private Mounts mount(Path where, List<String> what) throws IOException {
        run(
                Stream.of(Stream.of("mount"), what.stream(), Stream.of(where.toString()))
                        .flatMap(words -> words)
                        .toList());
        mounted.push(where);
        return this;
    }

    private static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (process.onExit().join().exitValue() != 0) {
            throw new IllegalStateException(command + " failed");
        }
    }

    @Override
    public void close() throws IOException {
        while (!mounted.isEmpty()) {
            run(List.of("umount", "--lazy", mounted.pop().toString()));
        }
    }
}
