package ark.backup.request;

import ark.item.LabelSelector;
import ark.item.NameFilter;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What a backup asks for: its spec with every default applied.
///
/// @param location name of the storage location
/// @param ttl how long it is kept, counted from its start
/// @param namespaces as typed; wildcards are not expanded yet
/// @param resources as typed; not resolved by discovery yet
/// @param anyOf an item must match one of these; none: labels do not matter
/// @param order plural resource name without group, to `namespace/name` or `name`, in the order
///     wanted
public record BackupRequest(
        BackupId id,
        String location,
        Duration ttl,
        NameFilter namespaces,
        ResourceRules resources,
        List<LabelSelector> anyOf,
        Map<String, List<String>> order,
        SnapshotWish snapshots) {
    public BackupRequest {
        anyOf = List.copyOf(anyOf);
        order = Map.copyOf(order);
    }
}
