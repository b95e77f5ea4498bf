package ark.server;

import ark.api.v1.VeleroKind;
import ark.cluster.Cluster;
import ark.cluster.ResourceCatalog;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.process.CannotStartException;
import java.util.Arrays;
import java.util.List;

/// What must be there before a server can work.
final class StartChecks {
    /// Source: the kinds that upstream's servers ask for, of both eras.
    static final List<GroupResource> KINDS =
            Arrays.stream(VeleroKind.values()).map(VeleroKind::resource).toList();

    private StartChecks() {}

    /// @throws CannotStartException with everything of one sort that is missing
    static void run(Cluster cluster, String namespace) {
        var namespaces =
                ResourceType.of(GroupResource.core("namespaces"), "v1", "Namespace", false);
        if (cluster.get(namespaces, "", namespace).isEmpty()) {
            throw new CannotStartException(
                    "there is no namespace \"" + namespace + "\"",
                    "Create it (kubectl create namespace "
                            + namespace
                            + "), or name another one: --namespace",
                    null);
        }
        ResourceCatalog catalog = cluster.discover();
        List<String> missing =
                KINDS.stream()
                        .filter(kind -> catalog.find(kind).isEmpty())
                        .map(GroupResource::toString)
                        .toList();
        if (!missing.isEmpty()) {
            throw new CannotStartException(
                    "the cluster does not have the resources " + String.join(", ", missing),
                    "Install them: ark install --crds-only",
                    null);
        }
    }
}
