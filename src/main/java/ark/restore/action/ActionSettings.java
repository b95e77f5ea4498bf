package ark.restore.action;

import ark.item.Item;
import java.util.List;
import java.util.Map;

/// What the actions of one restore need to know of it.
///
/// @param namespaceMapping from the namespaces of the backup to those restored into; what is not
///     named keeps its name
/// @param initHooks containers to put into restored pods
/// @param waiting which pods wait for the contents of their volumes, and how
public record ActionSettings(
        Map<String, String> namespaceMapping,
        boolean preserveNodePorts,
        List<InitHook> initHooks,
        Waiting waiting) {
    public static final ActionSettings NONE =
            new ActionSettings(Map.of(), false, List.of(), new Waiting("", "", _ -> List.of()));

    /// How pods wait for the contents of their volumes.
    ///
    /// @param restoreUid the uid of the Restore, by which agents and pods know each other
    /// @param image of the container that waits, where no ConfigMap names another
    public record Waiting(String restoreUid, String image, Volumes volumes) {}

    /// Knows which volumes get their contents from a repository.
    public interface Volumes {
        /// The names of a pod's volumes that it waits for.
        ///
        /// @param pod as the backup holds it
        List<String> of(Item pod);
    }

    public ActionSettings {
        namespaceMapping = Map.copyOf(namespaceMapping);
        initHooks = List.copyOf(initHooks);
    }

    String targetOf(String namespace) {
        return namespaceMapping.getOrDefault(namespace, namespace);
    }
}
