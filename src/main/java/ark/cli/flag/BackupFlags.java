package ark.cli.flag;

import ark.api.v1.BackupSpec;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What to capture and how: the flags that become a `BackupSpec`.
///
/// Source: Velero 1.9.7 and 1.18, `backup create`.
public final class BackupFlags {
    @Option(
            names = "--ttl",
            paramLabel = "DURATION",
            description = "How long to keep the backup, such as 72h. Default: the server's, 720h.")
    private String ttl = "";

    @Option(
            names = "--storage-location",
            paramLabel = "NAME",
            description = "The location to store the backup in. Default: the default location.")
    private String storageLocation = "";

    @Option(
            names = "--volume-snapshot-locations",
            paramLabel = "NAME,...",
            description = "Locations of volume snapshots, at most one per provider.")
    private List<String> snapshotLocations = new ArrayList<>();

    @Option(
            names = "--labels",
            paramLabel = "KEY=VALUE,...",
            description = "Labels of the backup itself.")
    private List<String> labels = new ArrayList<>();

    @Option(
            names = "--annotations",
            paramLabel = "KEY=VALUE,...",
            description = "Annotations of the backup itself.")
    private List<String> annotations = new ArrayList<>();

    @Option(
            names = "--ordered-resources",
            paramLabel = "KIND=NS/NAME,...;...",
            description =
                    "What to capture first, and in which order: pods=shop/db,shop/web;"
                            + "persistentvolumes=pv1")
    private String orderedResources = "";

    @Mixin private FilterFlags filter = new FilterFlags();
    @Mixin private ScopedFilterFlags scoped = new ScopedFilterFlags();
    @Mixin private VolumeFlags volumes = new VolumeFlags();

    /// The name in `--storage-location`; "" when there is none.
    public String storageLocation() {
        return storageLocation;
    }

    public List<String> snapshotLocations() {
        return snapshotLocations.stream()
                .flatMap(text -> CommaSeparated.of(text).stream())
                .toList();
    }

    public Map<String, String> labels(FlagReader flags) {
        return flags.labels("--labels", labels);
    }

    public Map<String, String> annotations(FlagReader flags) {
        return flags.map("--annotations", annotations, '=');
    }

    /// What the flags say; problems go to `flags`.
    public BackupSpec spec(FlagReader flags) {
        scoped.checkAgainst(filter, flags);
        List<LabelSelector> anyOf = filter.anySelector(flags);
        List<String> snapshotLocations = snapshotLocations();
        Map<String, String> ordered = ordered(flags);
        BackupSpec.Builder spec =
                BackupSpec.builder()
                        .includedNamespaces(filter.includedNamespaces(flags))
                        .excludedNamespaces(orNull(filter.excludedNamespaces(flags)))
                        .includedResources(orNull(filter.includedResources(flags)))
                        .excludedResources(orNull(filter.excludedResources(flags)))
                        .labelSelector(filter.selector(flags).orElse(null))
                        .orLabelSelectors(anyOf.isEmpty() ? null : anyOf)
                        .includeClusterResources(filter.clusterResources(flags).orElse(null))
                        .ttl(flags.wireDuration("--ttl", ttl).orElse(null))
                        .storageLocation(storageLocation.isEmpty() ? null : storageLocation)
                        .volumeSnapshotLocations(orNull(snapshotLocations))
                        .orderedResources(ordered.isEmpty() ? null : ordered);
        scoped.addTo(spec, flags);
        volumes.addTo(spec, flags);
        return spec.build();
    }

    private Map<String, String> ordered(FlagReader flags) {
        var ordered = new LinkedHashMap<String, String>();
        if (orderedResources.isEmpty()) {
            return ordered;
        }
        for (String entry : orderedResources.split(";", -1)) {
            String[] sides = entry.split("=", -1);
            if (sides.length != 2 || sides[0].isBlank()) {
                flags.problem("Invalid OrderedResources '" + entry + "'.");
            } else {
                ordered.put(sides[0].strip(), sides[1].strip());
            }
        }
        return ordered;
    }

    /// What is not set is absent on the wire.
    static @org.jspecify.annotations.Nullable List<String> orNull(List<String> names) {
        return names.isEmpty() ? null : names;
    }
}
