package ark.nodeagent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A tree that nobody may touch, on a file system that notes every access. Needs root.
final class Canary implements AutoCloseable {
    /// No file of a test's volume has this size.
    static final int FILE_BYTES = 4099;

    private final Mounts mounts = new Mounts();
    private final Map<Path, String> before = new TreeMap<>();

    /// @param folder becomes the tree
    /// @param names of its files and, with a `/` inside, of files in its folders
    Canary(Path folder, List<String> names) throws IOException {
        Files.createDirectory(folder);
        mounts.tmpfs(folder, "strictatime");
        for (String name : names) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, new byte[FILE_BYTES]);
        }
        List<Path> all;
        try (Stream<Path> paths = Files.walk(folder)) {
            all = paths.toList(); // the last time that anybody looks into it
        }
        for (Path path : all) {
            before.put(path, state(path));
        }
    }

    /// What was read or changed; looks without reading.
    List<String> touched() throws IOException {
        var touched = new ArrayList<String>();
        for (var entry : before.entrySet()) {
            String now = state(entry.getKey());
            if (!now.equals(entry.getValue())) {
                touched.add(entry.getKey() + " was " + entry.getValue() + ", is " + now);
            }
        }
        return touched;
    }

    private static String state(Path path) throws IOException {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                ? new TreeMap<>(Files.readAttributes(path, "unix:*", LinkOption.NOFOLLOW_LINKS))
                        .toString()
                : "gone";
    }

    @Override
    public void close() throws IOException {
        mounts.close();
    }
}
