package ark.restore.version;

import ark.item.Item;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Kinds of Kubernetes whose old version and `v1` of the same group have the same shape: what was
/// stored in the old one is valid in the new one as it is, with every default filled in. So a
/// backup of an old cluster can be restored into one that serves the new version only.
///
/// Source: Kubernetes, "Deprecated API Migration Guide", v1.16 to v1.25. Kinds of which fields
/// changed (Ingress, webhook configurations) and kinds that moved to another group (`extensions`)
/// are not among them. Fields that were dropped (`rollbackTo`, `templateGeneration`) the API
/// server ignores.
public final class SameShape {
    private static final Map<String, List<String>> KINDS =
            Map.of(
                    "apps",
                    List.of(
                            "Deployment",
                            "StatefulSet",
                            "DaemonSet",
                            "ReplicaSet",
                            "ControllerRevision"),
                    "batch",
                    List.of("CronJob"),
                    "policy",
                    List.of("PodDisruptionBudget"),
                    "rbac.authorization.k8s.io",
                    List.of("Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"),
                    "scheduling.k8s.io",
                    List.of("PriorityClass"),
                    "storage.k8s.io",
                    List.of("StorageClass"));

    private SameShape() {}

    /// The item in `v1`, if that says the same.
    ///
    /// @param item in a version that the cluster does not serve
    /// @param served the `group/version` in which it serves the kind
    public static Optional<Item> of(Item item, List<String> served) {
        String group = item.key().resource().group();
        String successor = group + "/v1";
        boolean same =
                served.contains(successor)
                        && item.apiVersion().startsWith(group + "/v1")
                        && KINDS.getOrDefault(group, List.of()).contains(item.kind())
                        && !selectsEverythingThere(item);
        return same
                ? Optional.of(item.edit(json -> json.put("apiVersion", successor)))
                : Optional.empty();
    }

    /// An empty selector means no pod in `v1beta1`, and every pod in `v1`.
    private static boolean selectsEverythingThere(Item item) {
        return item.kind().equals("PodDisruptionBudget") && item.at("/spec/selector").isEmpty();
    }
}
