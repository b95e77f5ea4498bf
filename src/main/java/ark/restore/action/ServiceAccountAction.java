package ark.restore.action;

import ark.item.Item;
import ark.item.Selection;
import com.fasterxml.jackson.databind.node.ArrayNode;

/// Removes the reference to the token Secret that Kubernetes before 1.24 made for every account.
final class ServiceAccountAction implements RestoreItemAction {
    @Override
    public String name() {
        return "velero.io/service-account";
    }

    @Override
    public Selection appliesTo() {
        return Selection.ofResources("serviceaccounts");
    }

    @Override
    public ActionOutcome execute(Item item, Item pristine) {
        String prefix = item.key().name() + "-token-";
        return ActionOutcome.keep(
                item.edit(
                        json -> {
                            if (json.get("secrets") instanceof ArrayNode secrets) {
                                removeLast(secrets, prefix);
                            }
                        }));
    }

    private static void removeLast(ArrayNode secrets, String prefix) {
        for (int i = secrets.size() - 1; i >= 0; i--) {
            if (secrets.get(i).path("name").asText().startsWith(prefix)) {
                secrets.remove(i);
                return;
            }
        }
    }
}
