package ark.cli.backup;

import ark.api.v1.Labels;
import ark.api.v1.TrackingKeys;
import ark.cli.output.DisplayTime;
import ark.cli.session.Kind;
import ark.cli.session.Session;
import ark.item.Item;
import ark.item.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;

/// A backup as a schedule makes it, made now by hand.
///
/// Source: Velero 1.9.7, `backup create --from-schedule`.
final class ScheduledBackup {
    /// As upstream's command; the server's own zone is not known here.
    private static final DisplayTime UTC = new DisplayTime(ZoneOffset.UTC);

    private final Session session;

    ScheduledBackup(Session session) {
        this.session = session;
    }

    /// @param name "" for the schedule's name and the time
    ObjectNode of(String schedule, String name) {
        Item template = session.resources().get(Kind.SCHEDULE, schedule);
        Map<String, String> annotations = TrackingKeys.inherited(template.annotations());
        String backup = name.isEmpty() ? schedule + "-" + UTC.stamp(session.now()) : name;
        ObjectNode object =
                session.resources().newObject(Kind.BACKUP, backup, labels(template), annotations);
        // As JSON, so that fields which this version does not know come along.
        JsonNode spec = template.at("/spec/template");
        object.set("spec", spec.isObject() ? spec.deepCopy() : Json.object());
        if (template.at("/spec/useOwnerReferencesInBackup").asBoolean()) {
            own(object, template);
        }
        return object;
    }

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

    private static void own(ObjectNode backup, Item schedule) {
        backup.withObject("/metadata")
                .putArray("ownerReferences")
                .addObject()
                .put("apiVersion", Kind.SCHEDULE.apiVersion())
                .put("kind", Kind.SCHEDULE.kind())
                .put("name", schedule.key().name())
                .put("uid", schedule.text("/metadata/uid"))
                .put("controller", true);
    }
}
