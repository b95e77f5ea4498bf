package ark.cli.backup;

import com.fasterxml.jackson.databind.JsonNode;

/// One entry of a backup's list of volume snapshots, as pages show it.
///
/// Source of the fields: Velero 1.9.7, `<backup>-volumesnapshots.json.gz`.
///
/// @param iops `<N/A>` when the provider has none
record NativeSnapshot(String volume, String id, String type, String zone, String iops) {
    static NativeSnapshot of(JsonNode snapshot) {
        JsonNode spec = snapshot.path("spec");
        // Up to Velero 1.10 the field began with a capital letter.
        String volume =
                spec.path("persistentVolumeName")
                        .asText(spec.path("PersistentVolumeName").asText());
        JsonNode iops = spec.path("volumeIOPS");
        return new NativeSnapshot(
                volume,
                snapshot.at("/status/providerSnapshotID").asText(),
                spec.path("volumeType").asText(),
                spec.path("volumeAZ").asText(),
                iops.isNumber() ? iops.asText() : "<N/A>");
    }
}
