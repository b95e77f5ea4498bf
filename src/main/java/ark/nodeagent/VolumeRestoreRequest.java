package ark.nodeagent;

import ark.api.v1.Annotations;
import ark.api.v1.Labels;
import ark.api.v1.Names;
import ark.api.v1.VolumeRoot;
import ark.item.Item;
import ark.nodeagent.room.VolumeException;
import ark.restic.SnapshotId;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a PodVolumeRestore asks for, checked.
///
/// @param location the name of the storage location
/// @param sourceNamespace whose repository holds the snapshot
/// @param restoreUid of the Restore
/// @param root mode and owner of the volume's own folder, or none
/// @param arkEra whether the pod waits as those of Ark up to 0.11 did
record VolumeRestoreRequest(
        PodReference pod,
        String volume,
        String location,
        String sourceNamespace,
        SnapshotId snapshot,
        String restoreUid,
        List<VolumeRoot> root,
        boolean arkEra) {
    private static final Pattern UID = Pattern.compile("[0-9A-Za-z][0-9A-Za-z-]{0,62}");

    VolumeRestoreRequest {
        root = List.copyOf(root);
    }

    /// Reads one.
    ///
    /// @throws VolumeException with everything that is wrong with it
    static VolumeRestoreRequest of(Item item) {
        var problems = new ArrayList<String>();
        Optional<SnapshotId> snapshot = SnapshotId.parse(item.text("/spec/snapshotID"));
        if (snapshot.isEmpty()) {
            problems.add("spec.snapshotID is no snapshot's id");
        }
        String uid = restoreUid(item);
        if (!UID.matcher(uid).matches()) {
            problems.add("no Restore is its owner");
        }
        String namespace = sourceNamespace(item);
        Names.namespaceProblems(namespace)
                .forEach(problem -> problems.add("spec.sourceNamespace: " + problem));
        String volume = item.text("/spec/volume");
        Names.namespaceProblems(volume) // the rule for volumes is the same: a DNS label
                .forEach(problem -> problems.add("spec.volume: " + problem));
        if (item.text("/spec/backupStorageLocation").isEmpty()) {
            problems.add("spec.backupStorageLocation is missing");
        }
        if (!problems.isEmpty()) {
            throw new VolumeException(String.join("; ", problems));
        }
        return new VolumeRestoreRequest(
                PodReference.of(item),
                volume,
                item.text("/spec/backupStorageLocation"),
                namespace,
                snapshot.orElseThrow(),
                uid,
                VolumeRoot.parse(item.annotations().getOrDefault(Annotations.VOLUME_ROOT, ""))
                        .stream()
                        .toList(),
                item.annotations().getOrDefault(Annotations.ERA, "").equals(Annotations.ARK_ERA));
    }

    /// Source: upstream's agents take the uid of the owner that controls it.
    private static String restoreUid(Item item) {
        for (JsonNode owner : item.at("/metadata/ownerReferences")) {
            if (owner.path("controller").asBoolean()) {
                return owner.path("uid").asText();
            }
        }
        return item.labels().getOrDefault(Labels.RESTORE_UID, "");
    }

    /// Servers before Velero 1.10 name the namespace only at the end of the repository's address.
    private static String sourceNamespace(Item item) {
        String named = item.text("/spec/sourceNamespace");
        String address = item.text("/spec/repoIdentifier");
        return named.isEmpty() ? address.substring(address.lastIndexOf('/') + 1) : named;
    }
}
