package ark.location;

import ark.api.v1.Annotations;
import ark.api.v1.BackupPhase;
import ark.api.v1.GoDuration;
import ark.api.v1.Labels;
import ark.api.v1.Names;
import ark.api.v1.TrackingKeys;
import ark.api.v1.VeleroKind;
import ark.era.ArkBackup;
import ark.item.GroupResource;
import ark.item.InvalidJsonException;
import ark.item.Item;
import ark.item.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// What a backup's metadata in a bucket becomes in the cluster, checked field by field: whoever
/// can write to the bucket must not be able to make the server do anything.
///
/// Kept: name (which must be that of its folder), spec without hooks, status, which must be one of
/// a finished backup, labels, and the few annotations that describe the backup. Not kept: uid,
/// owner references, finalizers, hooks, and every other annotation.
sealed interface SyncedBackup {
    /// The Backup to create.
    record Found(Item backup) implements SyncedBackup {}

    /// Somebody is still at work on it.
    record Unfinished(String phase) implements SyncedBackup {}

    /// It is not shown.
    record Rejected(List<String> problems) implements SyncedBackup {
        public Rejected {
            problems = List.copyOf(problems);
        }
    }

    /// Where it is shown, and as what.
    record Target(String namespace, String location) {
        /// Whether a Backup in the cluster is of this location.
        boolean holds(BackupSync.Known known) {
            return known.location().equals(Labels.value(location));
        }
    }

    GroupResource BACKUPS = VeleroKind.BACKUP.resource();

    /// Larger does not fit into etcd (1.5 MiB) with what the API server adds.
    int MAX_BYTES = 1024 * 1024;

    List<String> DURATIONS = List.of("ttl", "csiSnapshotTimeout", "itemOperationTimeout");

    /// Which annotations are kept, and what their values look like. Nothing that makes a server
    /// act.
    Map<String, Pattern> ANNOTATIONS =
            Map.of(
                    Annotations.SOURCE_CLUSTER_GIT_VERSION, Pattern.compile("[\\w.+-]{1,63}"),
                    Annotations.SOURCE_CLUSTER_MAJOR_VERSION, Pattern.compile("[\\d+]{1,8}"),
                    Annotations.SOURCE_CLUSTER_MINOR_VERSION, Pattern.compile("[\\d+]{1,8}"),
                    Annotations.RESOURCE_TIMEOUT, Pattern.compile("[\\d.hmsuµn]{1,63}"),
                    Annotations.POD_VOLUME_TIMEOUT, Pattern.compile("[\\d.hmsuµn]{1,63}"),
                    Annotations.ERA, Pattern.compile(Annotations.ARK_ERA),
                    Annotations.REVISION, Pattern.compile("\\d{1,20}"),
                    Annotations.CONTENTS_BYTES, Pattern.compile("\\d{1,15}"),
                    Annotations.INEXACT_KINDS, Pattern.compile("[a-z0-9.,/ -]{0,16384}"));

    /// Reads a metadata object.
    ///
    /// @param folder the name of the folder that it lies in
    static SyncedBackup read(String folder, byte[] json, Target target) {
        if (json.length > MAX_BYTES) {
            return rejected("its metadata has " + json.length + " bytes, more than " + MAX_BYTES);
        }
        ObjectNode found;
        try {
            ObjectNode stored = Json.object(json);
            found = ArkBackup.is(stored) ? ArkBackup.asVelero(stored) : stored;
        } catch (InvalidJsonException e) {
            return rejected("its metadata is no JSON: " + e.getMessage());
        }
        List<String> problems = problems(folder, found);
        if (!problems.isEmpty()) {
            return new Rejected(problems);
        }
        String word = found.at("/status/phase").asText();
        return switch (BackupPhase.of(word)) {
            case COMPLETED, PARTIALLY_FAILED, FAILED -> new Found(shown(found, target));
            case IN_PROGRESS,
                    WAITING_FOR_PLUGIN_OPERATIONS,
                    WAITING_FOR_PLUGIN_OPERATIONS_PARTIALLY_FAILED,
                    FINALIZING,
                    FINALIZING_PARTIALLY_FAILED ->
                    new Unfinished(word);
            case NEW, QUEUED, READY_TO_START, FAILED_VALIDATION, DELETING, UNKNOWN ->
                    rejected("its phase is \"" + word + "\", not one of a finished backup");
        };
    }

    private static Rejected rejected(String problem) {
        return new Rejected(List.of(problem));
    }

    private static List<String> problems(String folder, ObjectNode found) {
        var problems = new ArrayList<String>();
        String kind = found.path("apiVersion").asText() + " " + found.path("kind").asText();
        if (!kind.equals("velero.io/v1 Backup")) {
            problems.add("it is a \"" + kind + "\", not a velero.io/v1 Backup");
        }
        String name = found.at("/metadata/name").asText();
        if (!name.equals(folder)) {
            problems.add("it is the metadata of \"" + name + "\"");
        }
        Names.objectNameProblems(folder).forEach(problem -> problems.add("its name " + problem));
        for (String part : List.of("metadata", "spec", "status")) {
            if (!found.path(part).isObject()) {
                problems.add("it has no " + part);
            }
        }
        for (String field : DURATIONS) {
            problems.addAll(durationProblems(field, found.path("spec").path(field)));
        }
        return problems;
    }

    /// One malformed duration would hide every Backup of the namespace from programs in Go.
    private static List<String> durationProblems(String field, JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return List.of();
        }
        try {
            GoDuration.parse(value.asText());
            return List.of();
        } catch (IllegalArgumentException e) {
            return List.of("its " + field + ": " + e.getMessage());
        }
    }

    private static Item shown(ObjectNode found, Target target) {
        ObjectNode backup = Json.object();
        backup.put("apiVersion", "velero.io/v1").put("kind", "Backup");
        ObjectNode metadata = backup.putObject("metadata");
        metadata.put("name", found.at("/metadata/name").asText());
        metadata.put("namespace", target.namespace());
        ObjectNode labels = metadata.putObject("labels");
        found.at("/metadata/labels")
                .properties()
                .forEach(label -> keepLabel(label.getKey(), label.getValue().asText(), labels));
        labels.put(Labels.STORAGE_LOCATION, Labels.value(target.location()));
        ObjectNode annotations = metadata.putObject("annotations");
        found.at("/metadata/annotations")
                .properties()
                .forEach(a -> keepAnnotation(a.getKey(), a.getValue().asText(), annotations));
        ObjectNode spec = backup.putObject("spec");
        spec.setAll((ObjectNode) found.path("spec"));
        spec.remove("hooks");
        spec.put("storageLocation", target.location());
        backup.set("status", found.get("status"));
        return Item.of(BACKUPS, backup);
    }

    private static void keepLabel(String key, String value, ObjectNode labels) {
        boolean valid =
                Names.labelKeyProblems(key).isEmpty() && Names.labelValueProblems(value).isEmpty();
        if (valid && !TrackingKeys.has(key) && !key.equals(Labels.GC_FAILURE)) {
            labels.put(key, value);
        }
    }

    private static void keepAnnotation(String key, String value, ObjectNode annotations) {
        Pattern form = ANNOTATIONS.get(key);
        if (form != null && form.matcher(value).matches()) {
            annotations.put(key, value);
        }
    }
}
