package ark.nodeagent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// A tenant that swaps folders of its volume for links, as fast as it can, until it is closed.
final class Swapper implements AutoCloseable {
    private static final int REAL_NANOS = 200_000;

    private final Path root;
    private final Path aside;
    private final List<Path> targets;
    private final List<String> names;
    private final AtomicLong swaps = new AtomicLong();
    private final Thread thread;
    private volatile boolean stopped;

    /// @param root of the volume
    /// @param aside on the same file system; made
    /// @param targets of the links
    /// @param names of folders in the volume
    Swapper(Path root, Path aside, List<Path> targets, List<String> names) throws IOException {
        this.root = root;
        this.aside = Files.createDirectory(aside);
        this.targets = targets;
        this.names = names;
        thread = Thread.ofPlatform().name("swapper").start(this::swapForEver);
    }

    private void swapForEver() {
        for (int round = 0; !stopped; round++) {
            Path target = targets.get(round % targets.size());
            for (String name : names) {
                try {
                    swap(root.resolve(name), target);
                } catch (IOException e) { // restic was faster; the next round puts it right
                    LockSupport.parkNanos(REAL_NANOS);
                }
            }
        }
    }

    private void swap(Path folder, Path target) throws IOException {
        Path real = aside.resolve("real");
        Path link = aside.resolve("link");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, target);
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            remove(real);
            Files.move(folder, real);
        } else {
            remove(folder);
        }
        Files.move(link, folder);
        swaps.incrementAndGet();
        LockSupport.parkNanos(REAL_NANOS);
        remove(folder);
        if (Files.exists(real)) {
            Files.move(real, folder);
        }
        LockSupport.parkNanos(REAL_NANOS);
    }

    /// Follows no link.
    private static void remove(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /// How often a folder was a link.
    long swaps() {
        return swaps.get();
    }

    @Override
    public void close() {
        stopped = true;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
