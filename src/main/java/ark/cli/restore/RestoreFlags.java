package ark.cli.restore;

import ark.api.v1.Names;
import ark.api.v1.RestoreSpec;
import ark.cli.flag.BareFlag;
import ark.cli.flag.FilterFlags;
import ark.cli.flag.FlagReader;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.TypedLocalObjectReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What to restore and how: the flags that become a `RestoreSpec`.
///
/// Source: Velero 1.9.7 and 1.18, `restore create`.
final class RestoreFlags {
    @Option(
            names = "--namespace-mappings",
            paramLabel = "FROM:TO,...",
            description = "Restore namespaces under other names.")
    private List<String> namespaceMappings = new ArrayList<>();

    @Option(
            names = "--labels",
            paramLabel = "KEY=VALUE,...",
            description = "Labels of the restore itself.")
    private List<String> labels = new ArrayList<>();

    @Option(
            names = "--annotations",
            paramLabel = "KEY=VALUE,...",
            description = "Annotations of the restore itself.")
    private List<String> annotations = new ArrayList<>();

    @Option(
            names = "--existing-resource-policy",
            paramLabel = "POLICY",
            description =
                    "What to do with objects that exist: none leaves them, update changes them"
                            + " to what is in the backup. Default: none")
    private String existingResourcePolicy = "";

    @Option(
            names = "--status-include-resources",
            paramLabel = "RESOURCE,...",
            description = "Resources whose status is restored too; * for all.")
    private String statusIncludeResources = "";

    @Option(
            names = "--status-exclude-resources",
            paramLabel = "RESOURCE,...",
            description = "Resources of those above whose status is not restored.")
    private String statusExcludeResources = "";

    @Option(
            names = "--restore-volumes",
            arity = "0..1",
            preprocessor = BareFlag.class,
            description = "Restore volumes from snapshots, or not.")
    private String restoreVolumes = "";

    @Option(
            names = "--preserve-nodeports",
            arity = "0..1",
            preprocessor = BareFlag.class,
            description = "Keep the node ports of Services, or let the cluster choose others.")
    private String preserveNodePorts = "";

    @Option(
            names = "--item-operation-timeout",
            paramLabel = "DURATION",
            description = "How long to wait for operations of plugins. Default: the server's, 4h.")
    private String itemOperationTimeout = "";

    @Option(
            names = "--resource-modifier-configmap",
            paramLabel = "NAME",
            description = "A ConfigMap with changes to make to objects.")
    private String resourceModifier = "";

    @Option(
            names = "--write-sparse-files",
            arity = "0..1",
            preprocessor = BareFlag.class,
            description = "Write runs of zeros in volumes as holes.")
    private String writeSparseFiles = "";

    @Option(
            names = "--parallel-files-download",
            paramLabel = "N",
            description = "Files to write at the same time for one volume.")
    private String parallelFiles = "";

    @Mixin private FilterFlags filter = new FilterFlags();

    Map<String, String> labels(FlagReader flags) {
        return flags.labels("--labels", labels);
    }

    Map<String, String> annotations(FlagReader flags) {
        return flags.map("--annotations", annotations, '=');
    }

    /// What the flags say, without the backup; problems go to `flags`.
    RestoreSpec.Builder spec(FlagReader flags) {
        List<LabelSelector> anyOf = filter.anySelector(flags);
        Map<String, String> mapping = mapping(flags);
        List<String> excludedNamespaces = filter.excludedNamespaces(flags);
        List<String> includedResources = filter.includedResources(flags);
        List<String> excludedResources = filter.excludedResources(flags);
        return RestoreSpec.builder()
                .includedNamespaces(filter.includedNamespaces(flags))
                .excludedNamespaces(excludedNamespaces.isEmpty() ? null : excludedNamespaces)
                .includedResources(includedResources.isEmpty() ? null : includedResources)
                .excludedResources(excludedResources.isEmpty() ? null : excludedResources)
                .namespaceMapping(mapping.isEmpty() ? null : mapping)
                .labelSelector(filter.selector(flags).orElse(null))
                .orLabelSelectors(anyOf.isEmpty() ? null : anyOf)
                .includeClusterResources(filter.clusterResources(flags).orElse(null))
                .existingResourcePolicy(policy(flags).orElse(null))
                .restoreStatus(statusFilter(flags).orElse(null))
                .restorePVs(flags.choice("--restore-volumes", restoreVolumes).orElse(null))
                .preserveNodePorts(
                        flags.choice("--preserve-nodeports", preserveNodePorts).orElse(null))
                .itemOperationTimeout(
                        flags.wireDuration("--item-operation-timeout", itemOperationTimeout)
                                .orElse(null))
                .uploaderConfig(uploaderConfig(flags).orElse(null))
                .resourceModifier(
                        resourceModifier.isEmpty()
                                ? null
                                : new TypedLocalObjectReference(
                                        null, "configmap", resourceModifier));
    }

    private Map<String, String> mapping(FlagReader flags) {
        Map<String, String> mapping = flags.map("--namespace-mappings", namespaceMappings, ':');
        mapping.forEach(
                (from, to) -> {
                    checkNamespace(from, flags);
                    checkNamespace(to, flags);
                });
        return mapping;
    }

    private static void checkNamespace(String name, FlagReader flags) {
        Names.namespaceProblems(name)
                .forEach(
                        problem ->
                                flags.problem(
                                        "--namespace-mappings: invalid namespace \""
                                                + name
                                                + "\": "
                                                + problem));
    }

    private Optional<String> policy(FlagReader flags) {
        return switch (existingResourcePolicy) {
            case "" -> Optional.empty();
            case "none", "update" -> Optional.of(existingResourcePolicy);
            default -> {
                flags.problem(
                        "existing-resource-policy has invalid value, it accepts only none, update as"
                                + " value");
                yield Optional.empty();
            }
        };
    }

    /// To exclude alone has no effect, as upstream has it.
    private Optional<RestoreSpec.StatusFilter> statusFilter(FlagReader flags) {
        List<String> included = flags.list(statusIncludeResources);
        List<String> excluded = flags.list(statusExcludeResources);
        flags.filter(
                "--status-include-resources", included, "--status-exclude-resources", excluded);
        return included.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new RestoreSpec.StatusFilter(
                                included, excluded.isEmpty() ? null : excluded));
    }

    private Optional<RestoreSpec.UploaderConfig> uploaderConfig(FlagReader flags) {
        Optional<Boolean> sparse = flags.choice("--write-sparse-files", writeSparseFiles);
        Optional<Long> parallel = flags.count("--parallel-files-download", parallelFiles);
        return sparse.isEmpty() && parallel.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new RestoreSpec.UploaderConfig(sparse.orElse(null), parallel.orElse(null)));
    }
}
