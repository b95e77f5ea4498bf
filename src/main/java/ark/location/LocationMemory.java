package ark.location;

import ark.api.v1.BackupStorageLocationSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What this process knows of one location beside its resource, so that what is wrong is said once
/// and not looked at again every minute. Lost with the process, and nothing depends on it.
final class LocationMemory {
    private static final Duration FIRST_WAIT = Duration.ofMinutes(1);

    /// A backup that another cluster is just writing appears this late at the latest.
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    private final Map<String, Waiting> waiting = new HashMap<>();
    private final Set<String> lost = new HashSet<>();
    private volatile @Nullable BackupStorageLocationSpec tried;

    /// A folder that could not be shown as a backup.
    ///
    /// @param problems why; none when it is no finished backup yet
    private record Waiting(Instant until, Duration pause, List<String> problems) {}

    /// Whether the location was tried out with this spec.
    boolean tried(@Nullable BackupStorageLocationSpec spec) {
        return spec != null && spec.equals(tried);
    }

    void trying(@Nullable BackupStorageLocationSpec spec) {
        tried = spec;
    }

    /// Whether it is time to look into this folder.
    synchronized boolean due(String folder, Instant now) {
        Waiting wait = waiting.get(folder);
        return wait == null || !wait.until().isAfter(now);
    }

    /// Notes that a folder cannot be shown now.
    ///
    /// @return whether that is news
    synchronized boolean postpone(String folder, List<String> problems, Instant now) {
        Waiting before = waiting.get(folder);
        Duration pause = before == null ? FIRST_WAIT : before.pause().multipliedBy(2);
        if (pause.compareTo(LONGEST_WAIT) > 0) {
            pause = LONGEST_WAIT;
        }
        waiting.put(folder, new Waiting(now.plus(pause), pause, List.copyOf(problems)));
        return !problems.isEmpty() && (before == null || !before.problems().equals(problems));
    }

    /// Notes which Backups a listing lacked.
    ///
    /// @return those that the listing before lacked, too
    synchronized List<String> lost(List<String> missing) {
        List<String> twice = missing.stream().filter(lost::contains).toList();
        lost.clear();
        lost.addAll(missing);
        return twice;
    }

    synchronized void shown(String folder) {
        waiting.remove(folder);
    }

    /// Forgets folders that are no more.
    synchronized void keepOnly(Set<String> folders) {
        waiting.keySet().retainAll(folders);
    }

    /// How many folders hold something that is not shown for a reason.
    synchronized long rejected() {
        return waiting.values().stream().filter(wait -> !wait.problems().isEmpty()).count();
    }
}
