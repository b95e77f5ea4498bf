package ark.cli.backup;

import ark.api.v1.Labels;
import ark.cli.session.Kind;
import ark.cli.session.Session;
import ark.item.Item;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/// A backup as a schedule makes it, made now by hand.
///
/// Source: Velero 1.9.7, `backup create --from-schedule`.
final class ScheduledBackup {
    /// Of `kubectl apply`; it describes the schedule, not the backup.
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    private final Session session;

    ScheduledBackup(Session session) {
        this.session = session;
    }

    /// @param name "" for the schedule's name and the time
    ObjectNode of(String schedule, String name) {
        Item template = session.resources().get(Kind.SCHEDULE, schedule);
        Map<String, String> annotations = new LinkedHashMap<>(template.annotations());
        annotations.remove(LAST_APPLIED);
        String backup =
                name.isEmpty() ? schedule + "-" + session.times().stamp(session.now()) : name;
        ObjectNode object =
                session.resources().newObject(Kind.BACKUP, backup, labels(template), annotations);
        // As JSON, so that fields which this version does not know come along.
        object.set("spec", template.at("/spec/template").deepCopy());
        if (template.at("/spec/useOwnerReferencesInBackup").asBoolean()) {
            own(object, template);
        }
        return object;
    }

    private static Map<String, String> labels(Item schedule) {
        var ofTemplate = new LinkedHashMap<String, String>();
        schedule.at("/spec/template/metadata/labels")
                .properties()
                .forEach(label -> ofTemplate.put(label.getKey(), label.getValue().asText()));
        Map<String, String> labels =
                ofTemplate.isEmpty() ? new LinkedHashMap<>(schedule.labels()) : ofTemplate;
        labels.put(Labels.SCHEDULE_NAME, schedule.key().name());
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
