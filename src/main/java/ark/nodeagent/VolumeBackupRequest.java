package ark.nodeagent;

import ark.item.Item;
import ark.nodeagent.room.VolumeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// What a PodVolumeBackup asks for, checked.
///
/// @param location the name of the storage location
/// @param tags of the snapshot
/// @param claimUid of the volume's claim, or ""
record VolumeBackupRequest(
        PodReference pod,
        String volume,
        String location,
        Map<String, String> tags,
        String claimUid) {
    /// Names and uids; restic takes tags apart at commas.
    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9._:-]{0,253}");

    VolumeBackupRequest {
        tags = Map.copyOf(tags);
    }

    /// Reads one.
    ///
    /// @throws VolumeException with everything that is wrong with it
    static VolumeBackupRequest of(Item item) {
        var problems = new ArrayList<String>();
        var tags = new TreeMap<String, String>();
        item.at("/spec/tags")
                .properties()
                .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
        tags.forEach(
                (key, value) -> {
                    if (!KEY.matcher(key).matches() || !VALUE.matcher(value).matches()) {
                        problems.add("no tag of a snapshot: " + shown(key + "=" + value));
                    }
                });
        for (String member : List.of("volume", "backupStorageLocation")) {
            if (item.text("/spec/" + member).isEmpty()) {
                problems.add("spec." + member + " is missing");
            }
        }
        if (!problems.isEmpty()) {
            throw new VolumeException(String.join("; ", problems));
        }
        return new VolumeBackupRequest(
                PodReference.of(item),
                item.text("/spec/volume"),
                item.text("/spec/backupStorageLocation"),
                tags,
                item.labels().getOrDefault(ark.api.v1.Labels.PVC_UID, ""));
    }

    private static String shown(String text) {
        return "\"" + text.replaceAll("\\p{Cntrl}", "?") + "\"";
    }
}
