package ark.restore.action;

import ark.item.Item;
import ark.item.Selection;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Lets the subjects of a role binding follow the namespaces to where they are restored.
final class RoleBindingAction implements RestoreItemAction {
    private final ActionSettings settings;
    private final String resource;

    /// @param resource `rolebindings` or `clusterrolebindings`
    RoleBindingAction(ActionSettings settings, String resource) {
        this.settings = settings;
        this.resource = resource;
    }

    @Override
    public String name() {
        return resource.equals("rolebindings")
                ? "velero.io/role-bindings"
                : "velero.io/cluster-role-bindings";
    }

    @Override
    public Selection appliesTo() {
        return Selection.ofResources(resource + ".rbac.authorization.k8s.io");
    }

    @Override
    public ActionOutcome execute(Item item, Item pristine) {
        return settings.namespaceMapping().isEmpty()
                ? ActionOutcome.keep(item)
                : ActionOutcome.keep(item.edit(json -> json.path("subjects").forEach(this::map)));
    }

    private void map(JsonNode subject) {
        String namespace = subject.path("namespace").asText();
        if (subject instanceof ObjectNode object && !namespace.isEmpty()) {
            object.put("namespace", settings.targetOf(namespace));
        }
    }
}
