package ark.era;

import ark.api.v1.Annotations;
import ark.api.v1.VeleroKind;
import ark.item.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Turns the resources of an installation of Ark into those of this one.
///
/// Source of the fields: Ark 0.9.11, pkg/apis/ark/v1/config.go.
public final class Migration {
    /// Ark never expired what had no ttl; Velero gives such a backup its default.
    private static final String NEVER = "876000h0m0s";

    private static final String DEFAULT = "default";

    private final String namespace;
    private final List<ObjectNode> objects = new ArrayList<>();
    private final Map<String, String> flags = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    /// What came of it.
    ///
    /// @param objects to create, of `velero.io/v1`
    /// @param flags of the server, with their values
    /// @param notes what a person should know, one sentence each
    public record Result(List<ObjectNode> objects, Map<String, String> flags, List<String> notes) {}

    private Migration(String namespace) {
        this.namespace = namespace;
    }

    /// Migrates documents; a `List` is taken for its items.
    ///
    /// @param namespace of the new server
    public static Result of(List<JsonNode> documents, String namespace) {
        var migration = new Migration(namespace);
        documents.forEach(migration::take);
        return new Result(
                List.copyOf(migration.objects), migration.flags, List.copyOf(migration.notes));
    }

    private void take(JsonNode document) {
        if (document.path("kind").asText().endsWith("List") && document.path("items").isArray()) {
            document.path("items").forEach(this::take);
            return;
        }
        String name = document.at("/metadata/name").asText();
        String kind = document.path("kind").asText();
        if (!document.path("apiVersion").asText().equals(ArkBackup.API_VERSION)) {
            notes.add(kind + " \"" + name + "\" is not of " + ArkBackup.API_VERSION + ": left out");
            return;
        }
        switch (kind) {
            case "Config" -> config(document);
            case "Schedule" -> schedule(document, name);
            case "BackupStorageLocation" ->
                    renamed(VeleroKind.BACKUP_STORAGE_LOCATION, name, document);
            case "VolumeSnapshotLocation" ->
                    renamed(VeleroKind.VOLUME_SNAPSHOT_LOCATION, name, document);
            case "Backup" ->
                    notes.add("Backup \"" + name + "\" is found in its location: left out");
            default -> notes.add(kind + " \"" + name + "\" is not needed any more: left out");
        }
    }

    private ObjectNode add(VeleroKind kind, String name) {
        ObjectNode object = Json.object();
        object.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
        object.putObject("metadata").put("name", name).put("namespace", namespace);
        objects.add(object);
        return object;
    }

    private void renamed(VeleroKind kind, String name, JsonNode document) {
        add(kind, name).set("spec", document.path("spec").deepCopy());
    }

    private void config(JsonNode config) {
        JsonNode storage = config.path("backupStorageProvider");
        if (storage.path("bucket").asText().isEmpty()) {
            notes.add("the Config has no backupStorageProvider.bucket: no location was made");
        } else {
            location(config, storage);
        }
        JsonNode volumes = config.path("persistentVolumeProvider");
        if (!volumes.path("name").asText().isEmpty()) {
            ObjectNode spec = add(VeleroKind.VOLUME_SNAPSHOT_LOCATION, DEFAULT).putObject("spec");
            spec.put("provider", volumes.path("name").asText());
            texts(volumes.path("config"), spec.putObject("config"));
        }
        flag(config, "gcSyncPeriod", "--garbage-collection-frequency");
        flag(config, "podVolumeOperationTimeout", "--fs-backup-timeout");
        var priorities = new ArrayList<String>();
        config.path("resourcePriorities").forEach(one -> priorities.add(one.asText()));
        if (!priorities.isEmpty()) {
            flags.put("--restore-resource-priorities", String.join(",", priorities));
        }
        if (config.path("restoreOnlyMode").asBoolean()) {
            flags.put("--restore-only", "true");
        }
        if (config.hasNonNull("scheduleSyncPeriod")) {
            notes.add("scheduleSyncPeriod is not needed: schedules are looked at on time");
        }
    }

    private void flag(JsonNode config, String field, String flag) {
        if (config.hasNonNull(field)) {
            flags.put(flag, config.path(field).asText());
        }
    }

    private void location(JsonNode config, JsonNode storage) {
        String provider = storage.path("name").asText();
        ObjectNode spec = add(VeleroKind.BACKUP_STORAGE_LOCATION, DEFAULT).putObject("spec");
        spec.put("provider", provider);
        spec.put("default", true);
        spec.putObject("objectStorage").put("bucket", storage.path("bucket").asText());
        ObjectNode settings = spec.putObject("config");
        texts(storage.path("config"), settings);
        settings.remove("bucket"); // Ark's server added it
        String restic = storage.path("resticLocation").asText();
        if (!restic.isEmpty()) {
            settings.put("resticLocation", restic);
            notes.add(
                    "restic repositories stay in "
                            + restic
                            + "; copy the Secret ark-restic-credentials to namespace "
                            + namespace);
        }
        if (config.path("restoreOnlyMode").asBoolean()) {
            spec.put("accessMode", "ReadOnly");
        }
        if (config.hasNonNull("backupSyncPeriod")) {
            spec.put("backupSyncPeriod", config.path("backupSyncPeriod").asText());
        }
        notes.add(
                "the location's credentials: copy the Secret cloud-credentials to namespace "
                        + namespace);
        if (provider.equals("azure")) {
            notes.add(
                    "add storageAccount and resourceGroup to the location's config: Ark had them in"
                            + " its environment");
        }
    }

    private static void texts(JsonNode from, ObjectNode to) {
        from.properties().forEach(field -> to.put(field.getKey(), field.getValue().asText()));
    }

    private void schedule(JsonNode document, String name) {
        ObjectNode schedule = add(VeleroKind.SCHEDULE, name);
        schedule.withObject("/metadata/annotations")
                .put(Annotations.FIRST_RUN, Annotations.IMMEDIATELY);
        ObjectNode spec = schedule.putObject("spec");
        spec.put("schedule", document.at("/spec/schedule").asText());
        ObjectNode template =
                document.at("/spec/template") instanceof ObjectNode old
                        ? old.deepCopy()
                        : Json.object();
        ArkBackup.asVeleroSpec(template);
        String ttl = template.path("ttl").asText();
        if (ttl.isEmpty() || ttl.matches("0(h|m|s|h0m0s)?")) {
            template.put("ttl", NEVER);
            notes.add(
                    "Schedule \""
                            + name
                            + "\" has no ttl, so Ark never expired its backups: they are kept for 100"
                            + " years");
        }
        spec.set("template", template);
    }
}
