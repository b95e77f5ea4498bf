package ark.schedule;

import ark.api.v1.Labels;
import ark.api.v1.TrackingKeys;
import ark.api.v1.VeleroKind;
import ark.item.Item;
import ark.item.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// The Backup that a Schedule makes.
///
/// Source: upstream's schedule controller. Not copied, other than there: what belongs to tools that
/// deploy from a repository, since they would delete the backup as soon as they see it.
final class PlannedBackup {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT);

    private PlannedBackup() {}

    /// `SCHEDULE-20261121070000`.
    static String name(String schedule, Instant time, ZoneId zone) {
        return schedule + "-" + STAMP.format(time.atZone(zone));
    }

    static Item of(Item schedule, String name) {
        ObjectNode backup = Json.object();
        backup.put("apiVersion", VeleroKind.BACKUP.apiVersion())
                .put("kind", VeleroKind.BACKUP.kind());
        ObjectNode metadata = backup.putObject("metadata");
        metadata.put("name", name).put("namespace", schedule.key().namespace());
        put(metadata, "labels", labels(schedule));
        put(metadata, "annotations", TrackingKeys.inherited(schedule.annotations()));
        if (schedule.at("/spec/useOwnerReferencesInBackup").asBoolean()) {
            metadata.putArray("ownerReferences")
                    .addObject()
                    .put("apiVersion", VeleroKind.SCHEDULE.apiVersion())
                    .put("kind", VeleroKind.SCHEDULE.kind())
                    .put("name", schedule.key().name())
                    .put("uid", schedule.text("/metadata/uid"))
                    .put("controller", true);
        }
        // As JSON, so that fields which this version does not know come along.
        JsonNode template = schedule.at("/spec/template");
        backup.set("spec", template.isObject() ? template.deepCopy() : Json.object());
        return Item.of(VeleroKind.BACKUP.resource(), backup);
    }

    private static void put(ObjectNode metadata, String field, Map<String, String> keys) {
        if (!keys.isEmpty()) {
            ObjectNode object = metadata.putObject(field);
            keys.forEach(object::put);
        }
    }

    /// Those of the template when it has any of its own; somebody wrote them for the backups.
    private static Map<String, String> labels(Item schedule) {
        JsonNode ofTemplate = schedule.at("/spec/template/metadata/labels");
        Map<String, String> labels = new LinkedHashMap<>();
        if (ofTemplate.isObject()) {
            ofTemplate.properties().forEach(l -> labels.put(l.getKey(), l.getValue().asText()));
        } else {
            labels.putAll(TrackingKeys.inherited(schedule.labels()));
        }
        labels.put(Labels.SCHEDULE_NAME, Labels.value(schedule.key().name()));
        return labels;
    }
}
