package ark.testing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// 400 files that backups find hard, made and described by `dev/tree/tree`. Needs root.
public final class HostileTree {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private HostileTree() {}

    /// Makes the tree in a folder, whose own mode and owner it sets, too.
    public static void make(Path folder) {
        run("make", folder);
    }

    /// One line an entry: name, kind, mode, owner, time, content, attributes. The first line is the
    /// folder's own.
    public static List<String> describe(Path folder) {
        return run("describe", folder).lines().toList();
    }

    /// The same lines without what restic does not keep: which links, pipes and devices are one
    /// file. `KeptIT` holds the manual to it.
    public static List<String> kept(List<String> description) {
        return description.stream()
                .map(
                        line ->
                                line.matches("\\S+ [lpcb].*")
                                        ? line.replaceFirst(" =\\S+$", "")
                                        : line)
                .toList();
    }

    private static String run(String command, Path folder) {
        String script = DevPrograms.script("dev/tree/tree").toString();
        DevPrograms.Answer answer =
                DevPrograms.run(List.of(script, command, folder.toString()), Map.of(), LIMIT);
        if (answer.exitCode() != 0) {
            throw new IllegalStateException("tree " + command + " failed:\n" + answer.output());
        }
        return answer.output();
    }
}
