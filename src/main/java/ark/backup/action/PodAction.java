package ark.backup.action;

import ark.api.v1.Backup;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.ItemKey;
import ark.item.Selection;
import ark.spi.BackupItemAction;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// A pod brings the claims of its volumes and its priority class.
///
/// Source: Velero 1.9.7, pkg/backup/pod_action.go; ephemeral volumes as 1.18.
final class PodAction implements BackupItemAction {
    private static final GroupResource CLAIMS = GroupResource.core("persistentvolumeclaims");
    private static final GroupResource PRIORITY_CLASSES =
            new GroupResource("scheduling.k8s.io", "priorityclasses");

    @Override
    public String name() {
        return "velero.io/pod";
    }

    @Override
    public Selection appliesTo() {
        return Selection.ofResources("pods");
    }

    @Override
    public Outcome execute(Item pod, Backup backup) {
        List<ItemKey> needed = new ArrayList<>();
        String priorityClass = pod.text("/spec/priorityClassName");
        if (!priorityClass.isEmpty()) {
            needed.add(new ItemKey(PRIORITY_CLASSES, "", priorityClass));
        }
        for (JsonNode volume : pod.at("/spec/volumes")) {
            String claim = claimOf(volume, pod.key().name());
            if (!claim.isEmpty()) {
                needed.add(new ItemKey(CLAIMS, pod.key().namespace(), claim));
            }
        }
        return new Outcome.Keep(pod, needed);
    }

    /// An ephemeral volume has a claim that is named after pod and volume.
    private static String claimOf(JsonNode volume, String pod) {
        return volume.has("ephemeral")
                ? pod + "-" + volume.path("name").asText("")
                : volume.at("/persistentVolumeClaim/claimName").asText("");
    }
}
