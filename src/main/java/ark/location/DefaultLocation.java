package ark.location;

import ark.api.v1.BackupStorageLocation;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which location takes the backups that name none: exactly one.
///
/// Source: Velero 1.18: with none marked, the one that the server's flag names is marked; with
/// several, the others lose the mark. Which one wins is our own rule: the one that was marked last
/// as far as we saw it, else the youngest.
final class DefaultLocation {
    private static final Comparator<BackupStorageLocation> BY_AGE =
            Comparator.comparing(
                            (BackupStorageLocation location) ->
                                    location.getMetadata().getCreationTimestamp(),
                            Comparator.nullsFirst(Comparator.naturalOrder()))
                    .thenComparing(location -> location.getMetadata().getName());

    private DefaultLocation() {}

    static boolean marked(BackupStorageLocation location) {
        return location.getSpec() != null
                && Boolean.TRUE.equals(location.getSpec().defaultLocation());
    }

    /// The marks to change, by name of location.
    ///
    /// @param seen the one that was the default when we last looked, or empty
    static Map<String, Boolean> changes(
            List<BackupStorageLocation> locations, String setting, Optional<String> seen) {
        var changes = new LinkedHashMap<String, Boolean>();
        Optional<BackupStorageLocation> winner =
                locations.stream()
                        .filter(DefaultLocation::marked)
                        .max(newlyMarkedFirst(seen).thenComparing(BY_AGE));
        if (winner.isEmpty()) {
            locations.stream()
                    .map(location -> location.getMetadata().getName())
                    .filter(setting::equals)
                    .forEach(name -> changes.put(name, true));
            return changes;
        }
        locations.stream()
                .filter(location -> marked(location) && !location.equals(winner.get()))
                .forEach(location -> changes.put(location.getMetadata().getName(), false));
        return changes;
    }

    private static Comparator<BackupStorageLocation> newlyMarkedFirst(Optional<String> seen) {
        return Comparator.comparing(
                location ->
                        seen.isPresent() && !seen.get().equals(location.getMetadata().getName()));
    }
}
