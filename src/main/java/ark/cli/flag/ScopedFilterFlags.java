package ark.cli.flag;

import ark.api.v1.BackupSpec;
import java.util.List;
import picocli.CommandLine.Option;

/// The four filters of Velero 1.11 and later, which tell cluster-scoped resources from others.
final class ScopedFilterFlags {
    @Option(
            names = "--include-cluster-scoped-resources",
            paramLabel = "RESOURCE,...",
            description =
                    "Cluster-scoped resources to include; * for all. Not with"
                            + " --include-resources and its like.")
    private String includeClusterScoped = "";

    @Option(
            names = "--exclude-cluster-scoped-resources",
            paramLabel = "RESOURCE,...",
            description = "Cluster-scoped resources to leave out.")
    private String excludeClusterScoped = "";

    @Option(
            names = "--include-namespace-scoped-resources",
            paramLabel = "RESOURCE,...",
            description = "Resources in namespaces to include; * for all.")
    private String includeNamespaceScoped = "";

    @Option(
            names = "--exclude-namespace-scoped-resources",
            paramLabel = "RESOURCE,...",
            description = "Resources in namespaces to leave out.")
    private String excludeNamespaceScoped = "";

    void checkAgainst(FilterFlags others, FlagReader flags) {
        boolean used =
                !(includeClusterScoped
                                + excludeClusterScoped
                                + includeNamespaceScoped
                                + excludeNamespaceScoped)
                        .isEmpty();
        if (used) {
            others.used()
                    .forEach(
                            flag ->
                                    flags.problem(
                                            flag
                                                    + ": cannot be used together with filters for"
                                                    + " cluster-scoped or namespace-scoped"
                                                    + " resources"));
        }
    }

    void addTo(BackupSpec.Builder spec, FlagReader flags) {
        List<String> clusterScoped = flags.list(includeClusterScoped);
        List<String> notClusterScoped = flags.list(excludeClusterScoped);
        flags.filter(
                "--include-cluster-scoped-resources",
                clusterScoped,
                "--exclude-cluster-scoped-resources",
                notClusterScoped);
        List<String> namespaceScoped = flags.list(includeNamespaceScoped);
        List<String> notNamespaceScoped = flags.list(excludeNamespaceScoped);
        flags.filter(
                "--include-namespace-scoped-resources",
                namespaceScoped,
                "--exclude-namespace-scoped-resources",
                notNamespaceScoped);
        spec.includedClusterScopedResources(BackupFlags.orNull(clusterScoped))
                .excludedClusterScopedResources(BackupFlags.orNull(notClusterScoped))
                .includedNamespaceScopedResources(BackupFlags.orNull(namespaceScoped))
                .excludedNamespaceScopedResources(BackupFlags.orNull(notNamespaceScoped));
    }
}
