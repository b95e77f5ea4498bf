package ark.location;

import ark.api.v1.Annotations;
import ark.api.v1.GoTime;
import ark.api.v1.Labels;
import ark.api.v1.Names;
import ark.api.v1.PodVolumePhase;
import ark.api.v1.UploaderType;
import ark.api.v1.VeleroKind;
import ark.api.v1.VolumeRoot;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.Json;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/// What a backup's list of pod volume backups in a bucket becomes in the cluster.
///
/// Each is built anew from fields that were checked one by one: only a finished one is shown, it
/// belongs to this backup whatever it said, and nothing in it can be taken for an option, a path
/// or an address of somebody else by the agent that restores it. Memory holds one at a time.
final class SyncedVolumes {
    static final GroupResource POD_VOLUME_BACKUPS = VeleroKind.POD_VOLUME_BACKUP.resource();

    /// More volumes than any backup has; each is one object in the cluster.
    static final int MAX_VOLUMES = 10_000;

    /// Decompressed bytes of one pod volume backup, and of all. A real one has 3 KB.
    static final int MAX_BYTES_EACH = 256 * 1024;

    static final int MAX_BYTES = 64 * 1024 * 1024;

    private static final int MAX_MESSAGE = 1024;
    private static final int MAX_PATH = 4096;

    private static final Pattern UID = Pattern.compile("[0-9A-Za-z-]{1,64}");
    private static final Pattern SNAPSHOT = Pattern.compile("([0-9a-f]{8,64})?");
    private static final Pattern PATH = Pattern.compile("(/[\\x20-\\x7e]*)?");
    private static final Pattern TAG = Pattern.compile("[\\x21-\\x2b\\x2d-\\x7e]{1,253}");

    /// What a restic repository can be addressed by here; `rest:`, `sftp:`, `rclone:` and options
    /// are not among them. Empty for other uploaders.
    private static final Pattern REPOSITORY =
            Pattern.compile("((s3:|azure:|gs:|/)[\\x21-\\x7e]{0,2048})?");

    /// Reads one value, behind which more may come.
    private static final ObjectReader ENTRIES =
            Json.mapper().reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private SyncedVolumes() {}

    /// The backup that the volumes belong to.
    ///
    /// @param uid of the Backup in this cluster
    record Owner(SyncedBackup.Target target, String backup, String uid) {}

    /// One entry of the list.
    sealed interface Entry {
        /// The PodVolumeBackup to create.
        record Shown(Item volume) implements Entry {}

        /// It is left out.
        record Rejected(String problem) implements Entry {}
    }

    /// Reads the list to its end.
    ///
    /// @param file gzip of an array, or of `null` for none; the caller closes it
    /// @throws IOException when it is no such file, or larger than any real one
    static void read(InputStream file, Owner owner, Consumer<Entry> each) throws IOException {
        try (var limited = new LimitedStream(new GZIPInputStream(file), MAX_BYTES);
                JsonParser json = Json.mapper().getFactory().createParser(limited)) {
            JsonToken first = json.nextToken();
            if (first == null || first == JsonToken.VALUE_NULL) {
                return;
            }
            if (first != JsonToken.START_ARRAY) {
                throw new IOException("it is no list");
            }
            int count = 0;
            while (json.nextToken() != JsonToken.END_ARRAY) {
                count++;
                if (count > MAX_VOLUMES) {
                    throw new IOException("it lists more than " + MAX_VOLUMES);
                }
                limited.allow(MAX_BYTES_EACH);
                each.accept(entry(ENTRIES.readTree(json), owner));
            }
        } catch (JsonProcessingException e) {
            throw new IOException(e.getOriginalMessage(), e);
        }
    }

    /// Whether the list has an entry. Reads no further.
    ///
    /// @param file as for [#read]
    /// @throws IOException when it is no gzip of JSON
    static boolean any(InputStream file) throws IOException {
        try (JsonParser json = Json.mapper().getFactory().createParser(new GZIPInputStream(file))) {
            JsonToken first = json.nextToken();
            return first != null
                    && first != JsonToken.VALUE_NULL
                    && !(first == JsonToken.START_ARRAY && json.nextToken() == JsonToken.END_ARRAY);
        }
    }

    private static Entry entry(JsonNode found, Owner owner) {
        try {
            return new Entry.Shown(shown(found, owner));
        } catch (IllegalArgumentException e) {
            String name = Texts.shown(found.at("/metadata/name").asText(), 100);
            return new Entry.Rejected("pod volume backup \"" + name + "\": " + e.getMessage());
        }
    }

    private static Item shown(JsonNode entry, Owner owner) {
        ObjectNode volume = Json.object();
        volume.put("apiVersion", "velero.io/v1").put("kind", "PodVolumeBackup");
        volume.set("metadata", metadata(entry.path("metadata"), owner));
        volume.set("spec", spec(entry.path("spec"), owner));
        volume.set("status", status(entry.path("status")));
        return Item.of(POD_VOLUME_BACKUPS, volume);
    }

    private static ObjectNode metadata(JsonNode found, Owner owner) {
        ObjectNode metadata = Json.object();
        metadata.put("name", objectName("name", found.path("name")));
        metadata.put("namespace", owner.target().namespace());
        ObjectNode labels = metadata.putObject("labels");
        labels.put(Labels.BACKUP_NAME, Labels.value(owner.backup()));
        labels.put(Labels.BACKUP_UID, owner.uid());
        String claim = found.path("labels").path(Labels.PVC_UID).asText();
        if (UID.matcher(claim).matches()) {
            labels.put(Labels.PVC_UID, claim);
        }
        String claimName = found.path("annotations").path(Annotations.PVC_NAME).asText();
        if (Names.objectNameProblems(claimName).isEmpty()) {
            metadata.withObject("/annotations").put(Annotations.PVC_NAME, claimName);
        }
        VolumeRoot.parse(found.path("annotations").path(Annotations.VOLUME_ROOT).asText())
                .ifPresent(
                        root ->
                                metadata.withObject("/annotations")
                                        .put(Annotations.VOLUME_ROOT, root.json()));
        metadata.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", "velero.io/v1")
                .put("kind", "Backup")
                .put("name", owner.backup())
                .put("uid", owner.uid())
                .put("controller", true);
        return metadata;
    }

    private static ObjectNode spec(JsonNode found, Owner owner) {
        ObjectNode spec = Json.object();
        spec.put("node", objectName("node", found.path("node")));
        JsonNode pod = found.path("pod");
        spec.putObject("pod")
                .put("kind", "Pod")
                .put("namespace", namespace(pod.path("namespace")))
                .put("name", objectName("pod", pod.path("name")))
                .put("uid", matching("uid of the pod", UID, pod.path("uid")));
        spec.put("volume", namespaceLike("volume", found.path("volume")));
        spec.put("backupStorageLocation", owner.target().location());
        spec.put(
                "repoIdentifier", matching("repository", REPOSITORY, found.path("repoIdentifier")));
        String uploader = found.path("uploaderType").asText();
        if (UploaderType.of(uploader) == UploaderType.UNKNOWN) {
            throw invalid("uploader", uploader);
        }
        if (!uploader.isEmpty()) {
            spec.put("uploaderType", uploader);
        }
        ObjectNode tags = spec.putObject("tags");
        for (Map.Entry<String, JsonNode> tag : found.path("tags").properties()) {
            String value = tag.getValue().asText();
            if (TAG.matcher(tag.getKey()).matches() && TAG.matcher(value).matches()) {
                tags.put(tag.getKey(), value);
            }
        }
        return spec;
    }

    private static ObjectNode status(JsonNode found) {
        String phase = found.path("phase").asText();
        switch (PodVolumePhase.of(phase)) {
            case COMPLETED, FAILED, CANCELED -> {}
            case NEW, ACCEPTED, PREPARED, IN_PROGRESS, CANCELING, UNKNOWN ->
                    throw new IllegalArgumentException(
                            "its phase is \"" + phase + "\", not one of a finished one");
        }
        ObjectNode status = Json.object();
        status.put("phase", phase);
        String snapshot = matching("snapshot", SNAPSHOT, found.path("snapshotID"));
        if (!snapshot.isEmpty()) {
            status.put("snapshotID", snapshot);
        }
        String path = found.path("path").asText();
        if (path.length() <= MAX_PATH && PATH.matcher(path).matches() && !path.contains("..")) {
            status.put("path", path);
        }
        if (found.path("message").isTextual()) {
            status.put("message", Texts.shown(found.path("message").asText(), MAX_MESSAGE));
        }
        for (String time : List.of("startTimestamp", "completionTimestamp")) {
            copyTime(time, found, status);
        }
        ObjectNode progress = status.putObject("progress");
        for (String bytes : List.of("totalBytes", "bytesDone")) {
            if (found.path("progress").path(bytes).canConvertToLong()) {
                progress.put(bytes, Math.max(0, found.path("progress").path(bytes).longValue()));
            }
        }
        return status;
    }

    private static void copyTime(String field, JsonNode found, ObjectNode status) {
        try {
            status.put(field, GoTime.format(GoTime.parse(found.path(field).asText())));
        } catch (IllegalArgumentException e) { // absent or no time: left out
        }
    }

    private static String objectName(String what, JsonNode value) {
        String name = value.asText();
        if (!Names.objectNameProblems(name).isEmpty()) {
            throw invalid(what, name);
        }
        return name;
    }

    private static String namespace(JsonNode value) {
        return namespaceLike("namespace", value);
    }

    /// Volumes of pods and namespaces are both DNS labels.
    private static String namespaceLike(String what, JsonNode value) {
        String name = value.asText();
        if (!Names.namespaceProblems(name).isEmpty()) {
            throw invalid(what, name);
        }
        return name;
    }

    private static String matching(String what, Pattern form, JsonNode value) {
        String text = value.asText("");
        if (!form.matcher(text).matches()) {
            throw invalid(what, text);
        }
        return text;
    }

    private static IllegalArgumentException invalid(String what, String value) {
        return new IllegalArgumentException(
                "its " + what + " cannot be \"" + Texts.shown(value, 100) + "\"");
    }
}
