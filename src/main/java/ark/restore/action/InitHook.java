package ark.restore.action;

import ark.item.Selection;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// Containers that restored pods run before their own.
///
/// @param selection of the pods, by the namespaces that they are restored into and by labels
/// @param containers as a pod's spec has them; not changed by anybody
public record InitHook(Selection selection, List<ObjectNode> containers) {
    public InitHook {
        containers = List.copyOf(containers);
    }
}
