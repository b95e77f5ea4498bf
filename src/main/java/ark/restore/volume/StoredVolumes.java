package ark.restore.volume;

import ark.api.v1.Annotations;
import ark.api.v1.Names;
import ark.api.v1.PodVolumePhase;
import ark.api.v1.UploaderType;
import ark.api.v1.VolumeRoot;
import ark.item.Item;
import ark.item.ItemKey;
import ark.podvolume.VolumeChooser;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Which volumes have contents that lie outside the archive: in a repository of pod volumes or in
/// snapshots of a provider. What is added is read as a stranger's input, field by field.
public final class StoredVolumes {
    private static final Pattern SNAPSHOT = Pattern.compile("[0-9a-f]{8,64}");
    private static final int MAX_MESSAGE = 1024;

    private final Map<String, Map<String, PodVolumeContents>> volumesOfPods = new HashMap<>();
    private final Set<String> claimsOfPods = new HashSet<>();
    private final Set<String> volumesInSnapshots = new HashSet<>();
    private final Map<String, String> claimsInSnapshots = new HashMap<>();

    /// Adds what PodVolumeBackups say; of two about one volume the later one counts. Each covers
    /// its claim, whatever became of it.
    ///
    /// @param list PodVolumeBackups as JSON, from the cluster or from the bucket
    public StoredVolumes addPodVolumes(List<JsonNode> list) {
        for (JsonNode podVolume : list) {
            String namespace = podVolume.at("/spec/pod/namespace").asText();
            String claim = annotation(podVolume, Annotations.PVC_NAME);
            if (!claim.isEmpty()) {
                claimsOfPods.add(namespace + "/" + claim);
            }
            String volume = podVolume.at("/spec/volume").asText();
            if (Names.namespaceProblems(volume).isEmpty()) { // it is a label, like those
                volumesOfPods
                        .computeIfAbsent(
                                namespace + "/" + podVolume.at("/spec/pod/name").asText(),
                                _ -> new TreeMap<>())
                        .put(volume, contents(podVolume));
            }
        }
        return this;
    }

    private static String annotation(JsonNode object, String key) {
        return object.path("metadata").path("annotations").path(key).asText();
    }

    private static PodVolumeContents contents(JsonNode podVolume) {
        JsonNode status = podVolume.path("status");
        String snapshot = status.path("snapshotID").asText();
        String message = status.path("message").asText();
        boolean completed =
                PodVolumePhase.of(status.path("phase").asText()) == PodVolumePhase.COMPLETED;
        UploaderType uploader =
                UploaderType.of(podVolume.path("spec").path("uploaderType").asText());
        return switch (uploader) {
            case UNSET, RESTIC -> {
                if (snapshot.isEmpty()) {
                    yield completed
                            ? new PodVolumeContents.Empty()
                            : new PodVolumeContents.Lost("it was not captured: " + shown(message));
                }
                yield snapshot(
                        snapshot,
                        VolumeRoot.parse(annotation(podVolume, Annotations.VOLUME_ROOT))
                                .map(VolumeRoot::json)
                                .orElse(""),
                        completed ? "" : incomplete(status));
            }
            case KOPIA, UNKNOWN ->
                    new PodVolumeContents.Lost(
                            "they were written by "
                                    + (uploader == UploaderType.KOPIA
                                            ? "kopia"
                                            : "an unknown program")
                                    + ", which this version of Ark cannot read");
        };
    }

    private static String incomplete(JsonNode status) {
        String message = shown(status.path("message").asText());
        return message.isEmpty() ? "its phase is " + shown(status.path("phase").asText()) : message;
    }

    private static PodVolumeContents snapshot(String id, String root, String missing) {
        return SNAPSHOT.matcher(id).matches()
                ? new PodVolumeContents.Snapshot(id, root, missing)
                : new PodVolumeContents.Lost(
                        "the backup names no snapshot but \"" + shown(id) + "\"");
    }

    private static String shown(String text) {
        String printable = text.replaceAll("\\p{Cntrl}", " ");
        return printable.length() <= MAX_MESSAGE
                ? printable
                : printable.substring(0, MAX_MESSAGE) + "…";
    }

    /// Adds what the annotations of a pod say in which Ark and the first versions of Velero noted
    /// snapshots. A pod that was restored from such a backup keeps them for ever, so they count
    /// only in backups that have no list of pod volume backups.
    public StoredVolumes addAnnotated(Item pod) {
        if (volumesOfPods.containsKey(pod.key().path())) {
            return this;
        }
        var volumes = new TreeMap<String, PodVolumeContents>();
        pod.annotations()
                .forEach(
                        (key, id) -> {
                            if (key.startsWith(Annotations.ARK_SNAPSHOT_PREFIX)) {
                                volumes.put(
                                        key.substring(Annotations.ARK_SNAPSHOT_PREFIX.length()),
                                        snapshot(id, "", ""));
                            } else if (key.startsWith(Annotations.SNAPSHOT_PREFIX)) {
                                volumes.put(
                                        key.substring(Annotations.SNAPSHOT_PREFIX.length()),
                                        snapshot(id, "", ""));
                            }
                        });
        if (!volumes.isEmpty()) {
            volumesOfPods.put(pod.key().path(), volumes);
        }
        for (JsonNode volume : pod.at("/spec/volumes")) {
            String claim = VolumeChooser.claimOf(pod, volume);
            if (!claim.isEmpty() && volumes.containsKey(volume.path("name").asText())) {
                claimsOfPods.add(pod.key().namespace() + "/" + claim);
            }
        }
        return this;
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

    /// Adds the snapshots that Ark up to 0.9 noted in its Backup, by their volumes.
    ///
    /// @param backup the metadata of the backup, of whatever era
    public StoredVolumes addArkSnapshots(JsonNode backup) {
        backup.at("/status/volumeBackups").fieldNames().forEachRemaining(volumesInSnapshots::add);
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
                case "PodVolumeBackup" -> claimsOfPods.add(claim); // "/" for volumes without one
                default -> {} // a method of its own, or none: there are no contents
            }
        }
        return this;
    }

    /// What is known of the contents of a pod's volumes, by the volumes' names.
    ///
    /// @param pod `namespace/name` in the backup
    public Map<String, PodVolumeContents> ofPod(String pod) {
        return Map.copyOf(volumesOfPods.getOrDefault(pod, Map.of()));
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
