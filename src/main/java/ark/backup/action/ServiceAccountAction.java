package ark.backup.action;

import ark.api.v1.Backup;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.ItemKey;
import ark.item.Selection;
import ark.spi.BackupItemAction;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A service account brings the bindings that name it, of either scope, each with its role.
///
/// Source: Velero 1.9.7, pkg/backup/service_account_action.go, which knows cluster role bindings
/// only. Bindings in namespaces that the backup does not include are left out by its filters.
final class ServiceAccountAction implements BackupItemAction {
    private static final String RBAC = "rbac.authorization.k8s.io";

    private final Bindings bindings;

    /// Guarded by `this`: what each account needs, read once for all accounts.
    private @Nullable Map<String, Set<ItemKey>> needed;

    private @Nullable RuntimeException failure;

    /// Where the cluster's bindings come from.
    interface Bindings {
        /// Gives every object of a resource, one by one; none when the cluster does not serve it.
        void each(GroupResource resource, Consumer<Item> binding);
    }

    ServiceAccountAction(Bindings bindings) {
        this.bindings = bindings;
    }

    @Override
    public String name() {
        return "velero.io/service-account";
    }

    @Override
    public Selection appliesTo() {
        return Selection.ofResources("serviceaccounts");
    }

    @Override
    public Outcome execute(Item account, Backup backup) {
        Set<ItemKey> ofAccount = needed().getOrDefault(account.key().path(), Set.of());
        return new Outcome.Keep(account, List.copyOf(ofAccount));
    }

    private synchronized Map<String, Set<ItemKey>> needed() {
        if (failure != null) {
            throw failure; // asking once for each account would take as many deadlines
        }
        if (needed == null) {
            try {
                needed = read();
            } catch (RuntimeException e) {
                failure = e;
                throw e;
            }
        }
        return needed;
    }

    private Map<String, Set<ItemKey>> read() {
        var byAccount = new HashMap<String, Set<ItemKey>>();
        for (String resource : List.of("clusterrolebindings", "rolebindings")) {
            bindings.each(new GroupResource(RBAC, resource), binding -> add(binding, byAccount));
        }
        return byAccount;
    }

    private static void add(Item binding, Map<String, Set<ItemKey>> byAccount) {
        for (JsonNode subject : binding.at("/subjects")) {
            if (subject.path("kind").asText().equals("ServiceAccount")) {
                String account =
                        subject.path("namespace").asText(binding.key().namespace())
                                + "/"
                                + subject.path("name").asText();
                Set<ItemKey> ofAccount =
                        byAccount.computeIfAbsent(account, _ -> new LinkedHashSet<>());
                ofAccount.add(binding.key());
                ofAccount.add(role(binding));
            }
        }
    }

    private static ItemKey role(Item binding) {
        String name = binding.text("/roleRef/name");
        return binding.text("/roleRef/kind").equals("Role")
                ? new ItemKey(new GroupResource(RBAC, "roles"), binding.key().namespace(), name)
                : new ItemKey(new GroupResource(RBAC, "clusterroles"), "", name);
    }
}
