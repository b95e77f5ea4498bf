package ark.restore.action;

import ark.item.Item;
import ark.item.Selection;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.Set;

/// Removes the init container with which an earlier restore made the pod wait for its volumes: it
/// waits for a file that nobody will write again.
///
/// Source: Velero 1.18, pkg/restore/actions; `restic-wait` is its name up to 1.9.
final class WaitContainerAction implements RestoreItemAction {
    private static final Set<String> NAMES = Set.of("restic-wait", "restore-wait");

    @Override
    public String name() {
        return "velero.io/restic";
    }

    @Override
    public Selection appliesTo() {
        return Selection.ofResources("pods");
    }

    @Override
    public ActionOutcome execute(Item item, Item pristine) {
        return ActionOutcome.keep(
                item.edit(
                        json -> {
                            if (json.at("/spec/initContainers") instanceof ArrayNode containers) {
                                containers.removeIf(c -> NAMES.contains(c.path("name").asText()));
                            }
                        }));
    }
}
