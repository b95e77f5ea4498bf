package ark.retention;

import ark.api.v1.GoTime;
import ark.item.Item;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which backups somebody has already asked to delete.
///
/// @param open backups with a request that is not processed
/// @param failed when the newest request was made that failed, by backup
record KnownRequests(Set<String> open, Map<String, Instant> failed) {
    KnownRequests {
        open = Set.copyOf(open);
        failed = Map.copyOf(failed);
    }

    static KnownRequests of(List<Item> requests) {
        var open = new HashSet<String>();
        var failed = new HashMap<String, Instant>();
        for (Item request : requests) {
            String backup = request.text("/spec/backupName");
            if (request.text("/status/phase").equals("Processed")) {
                Instant made = GoTime.parse(request.text("/metadata/creationTimestamp"));
                failed.merge(backup, made, (one, other) -> one.isAfter(other) ? one : other);
            } else {
                open.add(backup);
            }
        }
        return new KnownRequests(open, failed);
    }

    /// Whether it is time for a request: nobody works on one, and the last one that failed was made
    /// long enough ago.
    boolean allow(String backup, Instant now, Duration pause) {
        Instant last = failed.get(backup);
        return !open.contains(backup) && (last == null || !last.plus(pause).isAfter(now));
    }
}
