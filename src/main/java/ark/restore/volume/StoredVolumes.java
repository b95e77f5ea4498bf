package ark.restore.volume;

import ark.api.v1.Annotations;
import ark.item.Item;
import ark.item.ItemKey;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Which volumes have contents that lie outside the archive: in a repository of pod volumes or in
/// snapshots of a provider.
public final class StoredVolumes {
    private final Map<String, Set<String>> volumesOfPods = new HashMap<>();
    private final Set<String> claimsOfPods = new HashSet<>();
    private final Set<String> volumesInSnapshots = new HashSet<>();
    private final Map<String, String> claimsInSnapshots = new HashMap<>();

    /// Adds what PodVolumeBackups say. One without a snapshot (the volume was empty) covers its
    /// claim all the same.
    ///
    /// @param list PodVolumeBackups as JSON, from the cluster or from the bucket
    public StoredVolumes addPodVolumes(List<JsonNode> list) {
        for (JsonNode podVolume : list) {
            String namespace = podVolume.at("/spec/pod/namespace").asText();
            String claim =
                    podVolume
                            .path("metadata")
                            .path("annotations")
                            .path(Annotations.PVC_NAME)
                            .asText();
            if (!claim.isEmpty()) {
                claimsOfPods.add(namespace + "/" + claim);
            }
            if (!podVolume.at("/status/snapshotID").asText().isEmpty()) {
                addPodVolume(
                        namespace + "/" + podVolume.at("/spec/pod/name").asText(),
                        podVolume.at("/spec/volume").asText());
            }
        }
        return this;
    }

    /// Adds what the annotations of a pod say in which Ark and the first versions of Velero noted
    /// snapshots. They count only where there is no PodVolumeBackup of the pod.
    public StoredVolumes addAnnotated(Item pod) {
        if (volumesOfPods.containsKey(pod.key().path())) {
            return this;
        }
        Set<String> volumes = new HashSet<>();
        for (String key : pod.annotations().keySet()) {
            for (String prefix :
                    List.of(Annotations.SNAPSHOT_PREFIX, Annotations.ARK_SNAPSHOT_PREFIX)) {
                if (key.startsWith(prefix)) {
                    volumes.add(key.substring(prefix.length()));
                }
            }
        }
        volumes.forEach(volume -> addPodVolume(pod.key().path(), volume));
        for (JsonNode volume : pod.at("/spec/volumes")) {
            String claim = volume.at("/persistentVolumeClaim/claimName").asText();
            if (!claim.isEmpty() && volumes.contains(volume.path("name").asText())) {
                claimsOfPods.add(pod.key().namespace() + "/" + claim);
            }
        }
        return this;
    }

    private void addPodVolume(String pod, String volume) {
        volumesOfPods.computeIfAbsent(pod, _ -> new TreeSet<>()).add(volume);
    }

    /// Adds the snapshots of the file `-volumesnapshots.json.gz`.
    public StoredVolumes addSnapshots(List<JsonNode> snapshots) {
        for (JsonNode snapshot : snapshots) {
            JsonNode spec = snapshot.path("spec");
            String old = spec.path("PersistentVolumeName").asText(); // up to Velero 1.10
            String volume = spec.path("persistentVolumeName").asText(old);
            if (!volume.isEmpty()) {
                volumesInSnapshots.add(volume);
            }
        }
        return this;
    }

    /// Adds the VolumeSnapshots of the file `-csi-volumesnapshots.json.gz`.
    public StoredVolumes addCsiSnapshots(List<JsonNode> snapshots) {
        for (JsonNode snapshot : snapshots) {
            String claim = snapshot.at("/spec/source/persistentVolumeClaimName").asText();
            if (!claim.isEmpty()) {
                claimsInSnapshots.put(
                        snapshot.at("/metadata/namespace").asText() + "/" + claim,
                        "a CSI snapshot");
            }
        }
        return this;
    }

    /// Adds what the file `-volumeinfo.json.gz` of Velero 1.13 and later says.
    public StoredVolumes addVolumeInfo(List<JsonNode> volumes) {
        for (JsonNode volume : volumes) {
            String claim =
                    volume.path("pvcNamespace").asText() + "/" + volume.path("pvcName").asText();
            boolean moved = volume.path("snapshotDataMoved").asBoolean();
            if (volume.path("skipped").asBoolean()) {
                continue;
            }
            switch (volume.path("backupMethod").asText()) {
                case "NativeSnapshot" -> volumesInSnapshots.add(volume.path("pvName").asText());
                case "CSISnapshot" ->
                        claimsInSnapshots.put(
                                claim, moved ? "a snapshot that was moved" : "a CSI snapshot");
                case "PodVolumeBackup" -> claimsOfPods.add(claim);
                default -> {} // a method of its own, or none: there are no contents
            }
        }
        return this;
    }

    /// What to say of a pod that was restored without the contents of its volumes, if it has any.
    ///
    /// @param pod `namespace/name` in the backup
    public Optional<String> lostWithPod(String pod, ItemKey target) {
        Set<String> volumes = volumesOfPods.getOrDefault(pod, Set.of());
        return volumes.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        ("pod %s: the contents of its volumes %s are in the backup, but this"
                                        + " version of Ark cannot restore them; the volumes start"
                                        + " empty")
                                .formatted(target.path(), String.join(", ", volumes)));
    }

    /// Whether the contents of a claim are stored as those of a pod's volume.
    public boolean storedWithPod(String claim) {
        return claimsOfPods.contains(claim);
    }

    /// Whether a provider has a snapshot of a PersistentVolume.
    public boolean inSnapshot(String persistentVolume) {
        return volumesInSnapshots.contains(persistentVolume);
    }

    /// What to say of a claim whose contents a provider has, if it is so.
    ///
    /// @param claim `namespace/name` in the backup
    public Optional<String> lostWithClaim(String claim, ItemKey target) {
        return Optional.ofNullable(claimsInSnapshots.get(claim))
                .map(
                        in ->
                                ("claim %s: its contents are in %s, which this version of Ark"
                                                + " cannot restore; the volume starts empty")
                                        .formatted(target.path(), in));
    }
}
