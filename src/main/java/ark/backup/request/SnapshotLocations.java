package ark.backup.request;

import ark.api.v1.BackupSpec;
import ark.api.v1.VolumeSnapshotLocation;
import ark.backup.request.SnapshotWish.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Chooses one volume snapshot location for each provider.
///
/// Source of rules and sentences: Velero 1.9.7, pkg/controller/backup_controller.go.
final class SnapshotLocations {
    private final Map<String, String> chosen = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();

    /// @param problems when there are any, the wish is void
    record Choice(SnapshotWish wish, List<String> problems) {}

    private SnapshotLocations() {}

    /// @param defaults by provider: which of several to take
    static Choice choose(
            BackupSpec spec, List<VolumeSnapshotLocation> existing, Map<String, String> defaults) {
        if (Boolean.FALSE.equals(spec.snapshotVolumes())) {
            return new Choice(new SnapshotWish(Wanted.NO, List.of()), List.of());
        }
        List<String> named =
                spec.volumeSnapshotLocations() == null ? List.of() : spec.volumeSnapshotLocations();
        var choice = new SnapshotLocations();
        named.forEach(name -> choice.take(name, existing));
        if (choice.problems.isEmpty()) {
            choice.complete(existing, defaults);
        }
        boolean insisted = Boolean.TRUE.equals(spec.snapshotVolumes()) || !named.isEmpty();
        return new Choice(
                new SnapshotWish(
                        insisted ? Wanted.YES : Wanted.WHERE_POSSIBLE,
                        List.copyOf(choice.chosen.values())),
                List.copyOf(choice.problems));
    }

    private void take(String name, List<VolumeSnapshotLocation> existing) {
        var location = existing.stream().filter(l -> nameOf(l).equals(name)).findFirst();
        if (location.isEmpty()) {
            problems.add(
                    ("a VolumeSnapshotLocation CRD for the location %s with the name specified in"
                                    + " the backup spec needs to be created before this snapshot"
                                    + " can be executed. Error:"
                                    + " volumesnapshotlocations.velero.io \"%s\" not found")
                            .formatted(name, name));
            return;
        }
        String provider = providerOf(location.get());
        String earlier = chosen.putIfAbsent(provider, name);
        if (earlier != null && !earlier.equals(name)) {
            problems.add(
                    ("more than one VolumeSnapshotLocation name specified for provider %s: %s;"
                                    + " unexpected name was %s")
                            .formatted(provider, name, earlier));
        }
    }

    /// A provider that the backup does not name takes its only location, or the server's default.
    private void complete(List<VolumeSnapshotLocation> existing, Map<String, String> defaults) {
        var byProvider = new TreeMap<String, List<String>>();
        for (VolumeSnapshotLocation location : existing) {
            byProvider
                    .computeIfAbsent(providerOf(location), _ -> new ArrayList<>())
                    .add(nameOf(location));
        }
        byProvider.keySet().removeAll(chosen.keySet());
        byProvider.forEach(
                (provider, names) -> {
                    String preferred = defaults.getOrDefault(provider, "");
                    if (names.size() == 1) {
                        chosen.put(provider, names.getFirst());
                    } else if (preferred.isEmpty()) {
                        problems.add(
                                ("provider %s has more than one possible volume snapshot location,"
                                                + " and none were specified explicitly or as a"
                                                + " default")
                                        .formatted(provider));
                    } else if (names.contains(preferred)) {
                        chosen.put(provider, preferred);
                    } else {
                        problems.add(
                                ("error getting volume snapshot location named %s:"
                                                + " volumesnapshotlocations.velero.io \"%s\" not"
                                                + " found")
                                        .formatted(preferred, preferred));
                    }
                });
    }

    private static String nameOf(VolumeSnapshotLocation location) {
        return location.getMetadata().getName();
    }

    private static String providerOf(VolumeSnapshotLocation location) {
        String provider = location.getSpec() == null ? null : location.getSpec().provider();
        return provider == null ? "" : provider;
    }
}
