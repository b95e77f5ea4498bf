package ark.restore;

import ark.item.Item;
import ark.item.Json;
import ark.podvolume.VolumeChooser;
import ark.podvolume.VolumeOutcome;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/// What became of the contents of a volume, as an entry of `<restore>-volumeinfo.json.gz`.
///
/// Source: Velero 1.18, internal/volume.
///
/// @param pod as it was created
/// @param claims finds a claim by the name that it has in the pod's namespace
record VolumeInfo(Item pod, VolumeOutcome outcome, Lookup claims) {
    /// Finds claims.
    interface Lookup {
        /// The claim; empty when it is gone, or nobody knows.
        Optional<Item> find(String namespace, String name);
    }

    /// The whole file.
    static byte[] file(List<VolumeInfo> volumes) {
        ArrayNode list = Json.mapper().createArrayNode();
        volumes.forEach(volume -> list.add(volume.json()));
        return Json.bytes(list);
    }

    private ObjectNode json() {
        String namespace = pod.key().namespace();
        String claim = claim();
        ObjectNode info = Json.object();
        if (!claim.isEmpty()) {
            info.put("pvcName", claim).put("pvcNamespace", namespace);
            claims.find(namespace, claim)
                    .map(found -> found.text("/spec/volumeName"))
                    .filter(volume -> !volume.isEmpty())
                    .ifPresent(volume -> info.put("pvName", volume));
        }
        info.put("restoreMethod", "PodVolumeRestore").put("snapshotDataMoved", false);
        Item object = outcome.object();
        ObjectNode volume = info.putObject("pvrInfo");
        volume.put("snapshotHandle", object.text("/spec/snapshotID"));
        JsonNode size = object.at("/status/progress/totalBytes");
        if (size.canConvertToLong()) {
            volume.put("size", size.longValue());
        }
        volume.put("uploaderType", object.text("/spec/uploaderType"))
                .put("volumeName", outcome.volume().name())
                .put("podName", pod.key().name())
                .put("podNamespace", namespace)
                .put("nodeName", pod.text("/spec/nodeName"))
                .put("Phase", object.text("/status/phase"));
        return info;
    }

    private String claim() {
        for (JsonNode volume : pod.at("/spec/volumes")) {
            if (volume.path("name").asText().equals(outcome.volume().name())) {
                return VolumeChooser.claimOf(pod, volume);
            }
        }
        return "";
    }
}
