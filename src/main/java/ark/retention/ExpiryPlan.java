package ark.retention;

import ark.item.Item;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Which backups are to go now.
///
/// Source of the labels: upstream's garbage collection. What makes it stop is our own.
///
/// @param marks labels that say why an expired backup cannot go
/// @param batches one per location that can be written to, also when nothing expired there
/// @param unfinished backups whose deletion was begun, and which nobody works on
record ExpiryPlan(List<Mark> marks, List<Batch> batches, List<KnownBackup> unfinished) {
    static final String NOT_FOUND = "BSLNotFound";
    static final String READ_ONLY = "BSLReadOnly";

    /// A batch of at most so many is never too large.
    private static final int FEW = 3;

    /// Nor is one of at most this share of a location's backups, in percent.
    private static final int SHARE = 30;

    ExpiryPlan {
        marks = List.copyOf(marks);
        batches = List.copyOf(batches);
        unfinished = List.copyOf(unfinished);
    }

    /// A label to write.
    ///
    /// @param value empty: none
    record Mark(KnownBackup backup, String value) {}

    /// The expired backups of one location.
    ///
    /// @param location the BackupStorageLocation
    /// @param all how many backups the location has, those that are being deleted left out
    record Batch(Item location, List<KnownBackup> expired, int all) {
        Batch {
            expired = List.copyOf(expired);
        }

        boolean isTooLarge() {
            return expired.size() > FEW && expired.size() * 100L > (long) all * SHARE;
        }
    }

    /// What the cluster knows.
    ///
    /// @param locations by name
    /// @param restoring backups that a Restore is or will be of
    /// @param again how long to wait after a request that failed
    record Facts(
            Instant now,
            List<KnownBackup> backups,
            Map<String, Item> locations,
            KnownRequests requests,
            Set<String> restoring,
            Duration again) {}

    static ExpiryPlan of(Facts facts) {
        var marks = new ArrayList<Mark>();
        var batches = new ArrayList<Batch>();
        Map<String, List<KnownBackup>> byLocation =
                facts.backups().stream()
                        .filter(backup -> !backup.isDeleting())
                        .collect(
                                Collectors.groupingBy(
                                        KnownBackup::location, TreeMap::new, Collectors.toList()));
        byLocation.forEach(
                (name, backups) -> {
                    List<KnownBackup> expired =
                            backups.stream().filter(b -> b.isExpired(facts.now())).toList();
                    Item location = facts.locations().get(name);
                    String failure = failure(location);
                    expired.stream()
                            .filter(backup -> !backup.failure().equals(failure))
                            .forEach(backup -> marks.add(new Mark(backup, failure)));
                    if (location != null && failure.isEmpty()) {
                        batches.add(new Batch(location, ready(expired, facts), backups.size()));
                    }
                });
        return new ExpiryPlan(marks, batches, unfinished(facts));
    }

    private static String failure(@org.jspecify.annotations.Nullable Item location) {
        if (location == null) {
            return NOT_FOUND;
        }
        return location.text("/spec/accessMode").equals("ReadOnly") ? READ_ONLY : "";
    }

    private static List<KnownBackup> ready(List<KnownBackup> expired, Facts facts) {
        return expired.stream()
                .filter(KnownBackup::hasEnded)
                .filter(backup -> !facts.restoring().contains(backup.name()))
                .filter(b -> facts.requests().allow(b.name(), facts.now(), facts.again()))
                .toList();
    }

    private static List<KnownBackup> unfinished(Facts facts) {
        return facts.backups().stream()
                .filter(KnownBackup::isDeleting)
                .filter(backup -> failure(facts.locations().get(backup.location())).isEmpty())
                .filter(b -> facts.requests().allow(b.name(), facts.now(), facts.again()))
                .toList();
    }
}
