package ark.restore.action;

import ark.item.Item;
import ark.item.Selection;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// Lets the cluster fill the token Secret of a service account anew: with the old account's uid it
/// would be deleted at once. A Secret that was made for the account by Kubernetes before 1.24 is
/// left out.
///
/// Source: Velero 1.18, pkg/restore/actions.
final class SecretAction implements RestoreItemAction {
    private static final String ACCOUNT = "kubernetes.io/service-account.name";
    private static final String ACCOUNT_UID = "kubernetes.io/service-account.uid";

    @Override
    public String name() {
        return "velero.io/secret";
    }

    @Override
    public Selection appliesTo() {
        return Selection.ofResources("secrets");
    }

    @Override
    public ActionOutcome execute(Item item, Item pristine) {
        if (!item.text("/type").equals("kubernetes.io/service-account-token")) {
            return ActionOutcome.keep(item);
        }
        String account = item.annotations().getOrDefault(ACCOUNT, "");
        if (!account.isEmpty() && item.key().name().startsWith(account + "-token-")) {
            return new ActionOutcome.Skip("the cluster made it for service account " + account);
        }
        return ActionOutcome.keep(
                item.edit(
                        json -> {
                            if (json.at("/metadata/annotations")
                                    instanceof ObjectNode annotations) {
                                annotations.remove(ACCOUNT_UID);
                            }
                            if (json.get("data") instanceof ObjectNode data) {
                                data.remove(List.of("token", "ca.crt"));
                            }
                        }));
    }
}
