package ark.restore.action;

import java.util.List;
import java.util.Map;

/// What the actions of one restore need to know of it.
///
/// @param namespaceMapping from the namespaces of the backup to those restored into; what is not
///     named keeps its name
/// @param initHooks containers to put into restored pods
public record ActionSettings(
        Map<String, String> namespaceMapping, boolean preserveNodePorts, List<InitHook> initHooks) {
    public static final ActionSettings NONE = new ActionSettings(Map.of(), false, List.of());

    public ActionSettings {
        namespaceMapping = Map.copyOf(namespaceMapping);
        initHooks = List.copyOf(initHooks);
    }

    String targetOf(String namespace) {
        return namespaceMapping.getOrDefault(namespace, namespace);
    }
}
