package ark.restore;

import java.util.List;

/// In which order resources are restored: the high ones in their order, then all others by name,
/// then the low ones. Names as people type them.
public record Priorities(List<String> high, List<String> low) {
    /// Source: Velero 1.18, pkg/cmd/server.
    public static final Priorities DEFAULT =
            new Priorities(
                    List.of(
                            "customresourcedefinitions",
                            "namespaces",
                            "storageclasses",
                            "volumesnapshotclass.snapshot.storage.k8s.io",
                            "volumesnapshotcontents.snapshot.storage.k8s.io",
                            "volumesnapshots.snapshot.storage.k8s.io",
                            "datauploads.velero.io",
                            "persistentvolumes",
                            "persistentvolumeclaims",
                            "clusterroles",
                            "roles",
                            "serviceaccounts",
                            "clusterrolebindings",
                            "rolebindings",
                            "secrets",
                            "configmaps",
                            "limitranges",
                            "priorityclasses",
                            "pods",
                            "replicasets.apps",
                            "clusterclasses.cluster.x-k8s.io",
                            "endpoints",
                            "services"),
                    List.of(
                            "clusterbootstraps.run.tanzu.vmware.com",
                            "clusters.cluster.x-k8s.io",
                            "clusterresourcesets.addons.cluster.x-k8s.io",
                            "apps.kappctrl.k14s.io",
                            "packageinstalls.packaging.carvel.dev"));

    public Priorities {
        high = List.copyOf(high);
        low = List.copyOf(low);
    }

    /// Reads the value of the server's flag: names, of which those behind a `-` are low. Empty:
    /// [#DEFAULT].
    public static Priorities parse(List<String> names) {
        if (names.isEmpty()) {
            return DEFAULT;
        }
        int separator = names.indexOf("-");
        return separator < 0
                ? new Priorities(names, List.of())
                : new Priorities(
                        names.subList(0, separator), names.subList(separator + 1, names.size()));
    }
}
