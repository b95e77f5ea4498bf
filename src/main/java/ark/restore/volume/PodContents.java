package ark.restore.volume;

import ark.cluster.ResourceCatalog;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.NameFilter;
import ark.podvolume.Claim;
import ark.podvolume.Claim.Backing;
import ark.podvolume.Claim.PersistentVolume;
import ark.podvolume.VolumeChooser;
import ark.podvolume.VolumeChooser.Choice.Chosen;
import ark.podvolume.VolumeRestores.Contents;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which volumes of a pod get their contents from a repository: the one place that decides it, for
/// the init container that waits for them and for those who are asked to restore them. Pure.
///
/// Source of the rules: Velero 1.9.7 and 1.18, pkg/podvolume and pkg/restore.
///
/// @param wanted whether this restore restores contents at all: not when it leaves out claims or
///     persistent volumes
/// @param every whether the backup was asked for all volumes, not only those that pods name
public record PodContents(StoredVolumes stored, boolean wanted, boolean every) {
    /// Their contents are objects, which the cluster puts there by itself.
    private static final Set<String> OBJECTS =
            Set.of("projected", "downwardAPI", "secret", "configMap");

    /// The two kinds as people type them.
    private static final ResourceCatalog KINDS =
            new ResourceCatalog(
                    List.of(
                            type("persistentvolumes", "PersistentVolume", "pv"),
                            type("persistentvolumeclaims", "PersistentVolumeClaim", "pvc")),
                    Map.of());

    private static ResourceType type(String resource, String kind, String shortName) {
        return new ResourceType(
                GroupResource.core(resource),
                "v1",
                kind,
                true,
                List.of(),
                List.of(shortName),
                kind.toLowerCase(Locale.ROOT),
                true);
    }

    /// Whether a restore with this filter restores the contents of volumes.
    ///
    /// @param resources as somebody typed them
    public static boolean wanted(NameFilter resources) {
        var filter = new NameFilter(names(resources.included()), names(resources.excluded()));
        return KINDS.preferred().stream()
                .allMatch(type -> filter.includes(type.resource().toString()));
    }

    private static List<String> names(List<String> typed) {
        return typed.stream()
                .map(name -> KINDS.find(name).map(type -> type.resource().toString()).orElse(name))
                .toList();
    }

    /// What is restored into a pod, and what is to be said of it.
    ///
    /// @param problems each one is something that the backup should have and this restore lacks
    public record Found(List<Contents> contents, List<String> warnings, List<String> problems) {
        public Found {
            contents = List.copyOf(contents);
            warnings = List.copyOf(warnings);
            problems = List.copyOf(problems);
        }
    }

    /// Looks at a pod.
    ///
    /// @param pod as the backup holds it, in the namespace it was in
    public Found of(Item pod) {
        Map<String, PodVolumeContents> known = stored.ofPod(pod.key().path());
        var contents = new ArrayList<Contents>();
        var warnings = new ArrayList<String>();
        var problems = new ArrayList<String>();
        for (JsonNode volume : pod.at("/spec/volumes")) {
            String name = volume.path("name").asText();
            PodVolumeContents what = known.get(name);
            if (what == null || OBJECTS.stream().anyMatch(volume::has)) {
                continue;
            }
            switch (what) {
                case PodVolumeContents.Snapshot s -> {
                    contents.add(new Contents(name, s.id(), s.root()));
                    if (!s.missing().isEmpty()) {
                        warnings.add(
                                "the backup has the contents of volume \"%s\" in part only: %s"
                                        .formatted(name, s.missing()));
                    }
                }
                case PodVolumeContents.Empty() -> {}
                case PodVolumeContents.Lost(String why) ->
                        problems.add(
                                "the contents of volume \"%s\" are not restored: %s"
                                        .formatted(name, why));
            }
        }
        boolean ran = pod.text("/status/phase").equals("Running");
        missing(pod, known).forEach((ran ? problems : warnings)::add);
        return wanted ? new Found(contents, warnings, problems) : unwanted(contents);
    }

    private static Found unwanted(List<Contents> contents) {
        return contents.isEmpty()
                ? new Found(List.of(), List.of(), List.of())
                : new Found(
                        List.of(),
                        List.of(
                                "the contents of its volumes are not restored, since the restore"
                                        + " leaves out persistentvolumes or"
                                        + " persistentvolumeclaims"),
                        List.of());
    }

    /// Volumes that should have been captured, and of which the backup knows nothing.
    private List<String> missing(Item pod, Map<String, PodVolumeContents> known) {
        Item running = pod.edit(json -> json.withObject("/status").put("phase", "Running"));
        var missing = new ArrayList<String>();
        for (VolumeChooser.Choice choice :
                new VolumeChooser(every, PodContents::unseen).choose(running)) {
            if (choice instanceof Chosen(var volume, Claim claim)
                    && !known.containsKey(volume.name())
                    && !stored.storedWithPod(pod.key().namespace() + "/" + claim.name())) {
                missing.add(
                        "the contents of volume \"%s\" are not restored: the backup has none"
                                .formatted(volume.name()));
            }
        }
        return missing;
    }

    private static Optional<Claim> unseen(String namespace, String name) {
        return Optional.of(new Claim(name, "", Backing.FILES, PersistentVolume.NONE));
    }

    /// Whether the contents of a claim come from a repository.
    ///
    /// @param claim `namespace/name` in the backup
    boolean restoresClaim(String claim) {
        return wanted && stored.storedWithPod(claim);
    }
}
