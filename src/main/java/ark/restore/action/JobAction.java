package ark.restore.action;

import ark.item.Item;
import ark.item.Selection;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// Frees a Job from the uid that it had: the API server makes selector and label anew.
final class JobAction implements RestoreItemAction {
    private static final List<String> UID_LABELS =
            List.of("controller-uid", "batch.kubernetes.io/controller-uid");

    @Override
    public String name() {
        return "velero.io/job";
    }

    @Override
    public Selection appliesTo() {
        return Selection.ofResources("jobs.batch");
    }

    @Override
    public ActionOutcome execute(Item item, Item pristine) {
        return ActionOutcome.keep(
                item.edit(
                        json -> {
                            removeUid(json, "/spec/selector/matchLabels");
                            removeUid(json, "/spec/template/metadata/labels");
                        }));
    }

    private static void removeUid(ObjectNode json, String pointer) {
        if (json.at(pointer) instanceof ObjectNode labels) {
            labels.remove(UID_LABELS);
        }
    }
}
