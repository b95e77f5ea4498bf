package ark.backup.volume;

import ark.item.Item;
import ark.item.Json;
import ark.podvolume.Claim;
import ark.podvolume.VolumeChooser.Choice.Declined;
import ark.podvolume.VolumeOutcome;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// The lists of a backup's volumes that lie beside its archive.
///
/// Source: Velero 1.9.7, `podvolumebackups.json.gz` as observed; 1.18, internal/volume, for the
/// other one.
///
/// @param outcomes one for each volume that was chosen
/// @param declined the others
public record VolumeFiles(List<VolumeOutcome> outcomes, List<Declined> declined) {
    public VolumeFiles {
        outcomes = List.copyOf(outcomes);
        declined = List.copyOf(declined);
    }

    /// Content of `<backup>-podvolumebackups.json.gz`: the objects, without kind as upstream has
    /// it.
    public byte[] podVolumeBackups() {
        ArrayNode list = Json.mapper().createArrayNode();
        for (VolumeOutcome outcome : outcomes) {
            list.add(outcome.object().copyOfJson().without(List.of("apiVersion", "kind")));
        }
        return Json.bytes(list);
    }

    /// Content of `<backup>-volumeinfo.json.gz`: what became of each volume.
    public byte[] volumeInfo() {
        ArrayNode list = Json.mapper().createArrayNode();
        outcomes.forEach(outcome -> list.add(info(outcome)));
        declined.forEach(volume -> list.add(info(volume)));
        return Json.bytes(list);
    }

    private static ObjectNode info(VolumeOutcome outcome) {
        Item object = outcome.object();
        ObjectNode info = Json.object();
        Claim claim = outcome.claim();
        put(info, "pvcName", claim.name());
        put(info, "pvcNamespace", claim.name().isEmpty() ? "" : outcome.volume().pod().namespace());
        put(info, "pvName", claim.volume().name());
        info.put("backupMethod", "PodVolumeBackup")
                .put("snapshotDataMoved", false)
                .put("preserveLocalSnapshot", false)
                .put("skipped", false);
        put(info, "startTimestamp", object.text("/status/startTimestamp"));
        put(info, "completionTimestamp", object.text("/status/completionTimestamp"));
        info.put("result", outcome.completed() ? "succeeded" : "failed");
        ObjectNode volume = info.putObject("pvbInfo");
        put(volume, "snapshotHandle", object.text("/status/snapshotID"));
        JsonNode size = object.at("/status/progress/totalBytes");
        if (size.canConvertToLong()) {
            volume.put("size", size.longValue());
        }
        volume.put("uploaderType", "restic");
        volume.put("volumeName", outcome.volume().name())
                .put("podName", outcome.volume().pod().name())
                .put("podNamespace", outcome.volume().pod().namespace())
                .put("nodeName", object.text("/spec/node"))
                .put("Phase", object.text("/status/phase"));
        if (!claim.volume().name().isEmpty()) {
            ObjectNode persistent = info.putObject("pvInfo");
            put(persistent, "reclaimPolicy", claim.volume().reclaimPolicy());
            ObjectNode labels = persistent.putObject("labels");
            claim.volume().labels().entrySet().stream()
                    .sorted(java.util.Map.Entry.comparingByKey())
                    .forEach(label -> labels.put(label.getKey(), label.getValue()));
        }
        return info;
    }

    private static ObjectNode info(Declined declined) {
        ObjectNode info = Json.object();
        info.put("snapshotDataMoved", false)
                .put("preserveLocalSnapshot", false)
                .put("skipped", true)
                .put("skippedReason", declined.reason());
        info.putObject("pvbInfo")
                .put("volumeName", declined.volume().name())
                .put("podName", declined.volume().pod().name())
                .put("podNamespace", declined.volume().pod().namespace());
        return info;
    }

    private static void put(ObjectNode json, String field, String text) {
        if (!text.isEmpty()) {
            json.put(field, text);
        }
    }
}
