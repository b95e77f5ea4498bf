package ark.cli.install;

import ark.cli.session.Kind;
import ark.item.GroupResource;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/// The kinds of an installation's objects, as the API server has them in its addresses.
final class Kinds {
    static final Kind NAMESPACE = kind("v1", "", "namespaces", "Namespace");
    static final Kind SECRET = kind("v1", "", "secrets", "Secret");
    static final Kind POD = kind("v1", "", "pods", "Pod");
    static final Kind DEPLOYMENT = kind("apps/v1", "apps", "deployments", "Deployment");
    static final Kind DAEMON_SET = kind("apps/v1", "apps", "daemonsets", "DaemonSet");
    static final Kind CLUSTER_ROLE = rbac("clusterroles", "ClusterRole");
    static final Kind CLUSTER_ROLE_BINDING = rbac("clusterrolebindings", "ClusterRoleBinding");

    private static final Map<String, Kind> ALL =
            Map.ofEntries(
                    Map.entry("Namespace", NAMESPACE),
                    Map.entry("Deployment", DEPLOYMENT),
                    Map.entry("DaemonSet", DAEMON_SET),
                    Map.entry("ClusterRole", CLUSTER_ROLE),
                    Map.entry("ClusterRoleBinding", CLUSTER_ROLE_BINDING),
                    Map.entry("Role", rbac("roles", "Role")),
                    Map.entry("RoleBinding", rbac("rolebindings", "RoleBinding")),
                    Map.entry(
                            "ServiceAccount", kind("v1", "", "serviceaccounts", "ServiceAccount")),
                    Map.entry("Secret", SECRET),
                    Map.entry("BackupStorageLocation", Kind.LOCATION),
                    Map.entry("VolumeSnapshotLocation", Kind.SNAPSHOT_LOCATION));

    private Kinds() {}

    private static Kind kind(String apiVersion, String group, String plural, String kind) {
        return new Kind(apiVersion, new GroupResource(group, plural), kind);
    }

    private static Kind rbac(String plural, String kind) {
        return kind("rbac.authorization.k8s.io/v1", "rbac.authorization.k8s.io", plural, kind);
    }

    /// @throws IllegalArgumentException for a kind that no installation has
    static Kind of(ObjectNode object) {
        Kind kind = ALL.get(object.path("kind").asText());
        if (kind == null) {
            throw new IllegalArgumentException(
                    "no kind of an installation: " + object.path("kind"));
        }
        return kind;
    }
}
