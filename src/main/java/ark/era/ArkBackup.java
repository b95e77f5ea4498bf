package ark.era;

import ark.api.v1.Annotations;
import ark.api.v1.BackupPhase;
import ark.api.v1.Labels;
import ark.api.v1.VeleroKind;
import ark.item.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// A Backup of Ark, as Velero has it.
///
/// Source: Ark 0.9.11, pkg/apis/ark/v1; the names: Ark 0.11, which read both.
public final class ArkBackup {
    static final String API_VERSION = "ark.heptio.com/v1";

    /// What the status of either has.
    private static final List<String> STATUS =
            List.of(
                    "version",
                    "expiration",
                    "phase",
                    "validationErrors",
                    "startTimestamp",
                    "completionTimestamp",
                    "volumeSnapshotsAttempted",
                    "volumeSnapshotsCompleted");

    private ArkBackup() {}

    /// Whether an object is one.
    public static boolean is(JsonNode object) {
        return object.path("apiVersion").asText().equals(API_VERSION)
                && object.path("kind").asText().equals("Backup");
    }

    /// The same backup as `velero.io/v1`, marked with `ark.dev/era: ark`.
    ///
    /// In Ark one object that could not be backed up made the whole backup `Failed`; it was stored
    /// all the same. That is what `PartiallyFailed` says.
    public static ObjectNode asVelero(ObjectNode backup) {
        ObjectNode json = backup.deepCopy();
        json.put("apiVersion", VeleroKind.BACKUP.apiVersion());
        renameKeys(json.withObject("/metadata"), "labels");
        renameKeys(json.withObject("/metadata"), "annotations");
        json.withObject("/metadata/annotations").put(Annotations.ERA, Annotations.ARK_ERA);
        if (json.get("spec") instanceof ObjectNode spec) {
            asVeleroSpec(spec);
        }
        if (json.get("status") instanceof ObjectNode status) {
            asVeleroStatus(status);
        }
        return json;
    }

    /// Changes a Backup's spec, or a Schedule's template, in place.
    static void asVeleroSpec(ObjectNode spec) {
        for (JsonNode entry : spec.at("/hooks/resources")) {
            if (entry instanceof ObjectNode resource && resource.has("hooks")) {
                JsonNode old = resource.remove("hooks"); // what came before `pre`
                if (resource.path("pre").isEmpty() && old instanceof ArrayNode hooks) {
                    resource.set("pre", hooks);
                }
            }
        }
        dropNulls(spec);
    }

    private static void asVeleroStatus(ObjectNode status) {
        int snapshots = status.path("volumeBackups").size();
        status.retain(STATUS);
        dropNulls(status);
        if (snapshots > 0) {
            status.put("volumeSnapshotsAttempted", snapshots);
            status.put("volumeSnapshotsCompleted", snapshots);
        }
        if (status.path("phase").asText().equals(BackupPhase.FAILED.text())) {
            status.put("phase", BackupPhase.PARTIALLY_FAILED.text());
        }
    }

    /// An API server with a schema refuses them.
    private static void dropNulls(ObjectNode json) {
        json.properties().removeIf(field -> field.getValue().isNull());
    }

    private static void renameKeys(ObjectNode metadata, String field) {
        if (!(metadata.get(field) instanceof ObjectNode old)) {
            metadata.remove(field);
            return;
        }
        ObjectNode renamed = Json.object();
        old.properties().forEach(e -> renamed.set(renamed(e.getKey()), e.getValue()));
        metadata.set(field, renamed);
    }

    private static String renamed(String key) {
        if (key.equals(Labels.ARK_SCHEDULE)) {
            return Labels.SCHEDULE_NAME;
        }
        return key.startsWith(Labels.ARK_PREFIX)
                ? "velero.io/" + key.substring(Labels.ARK_PREFIX.length())
                : key;
    }
}
