package ark.cli.flag;

import ark.api.v1.Names;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/// Which objects: the filters that backups and restores share.
public final class FilterFlags {
    @Option(
            names = "--include-namespaces",
            paramLabel = "NAME,...",
            description = "Namespaces to include; * for all. Default: *")
    private String includeNamespaces = "*";

    @Option(
            names = "--exclude-namespaces",
            paramLabel = "NAME,...",
            description = "Namespaces to leave out.")
    private String excludeNamespaces = "";

    @Option(
            names = "--include-resources",
            paramLabel = "RESOURCE,...",
            description = "Resources to include, such as storageclasses.storage.k8s.io; * for all.")
    private String includeResources = "";

    @Option(
            names = "--exclude-resources",
            paramLabel = "RESOURCE,...",
            description = "Resources to leave out.")
    private String excludeResources = "";

    @Option(
            names = {"-l", "--selector"},
            paramLabel = "SELECTOR",
            description = "Only objects with these labels: app=web,tier in (front,back),!test")
    private String selector = "";

    @Option(
            names = "--or-selector",
            paramLabel = "SELECTOR or ...",
            description = "Objects that one of several selectors chooses: app=a or app=b")
    private String orSelector = "";

    @Option(
            names = "--include-cluster-resources",
            arity = "0..1",
            preprocessor = BareFlag.class,
            description =
                    "Include cluster-scoped resources, or not. Default: those that belong to"
                            + " what is included.")
    private String clusterResources = "";

    public List<String> includedNamespaces(FlagReader flags) {
        List<String> included = flags.list(includeNamespaces);
        checkNamespaces("--include-namespaces", included, flags);
        return included;
    }

    public List<String> excludedNamespaces(FlagReader flags) {
        List<String> excluded = flags.list(excludeNamespaces);
        checkNamespaces("--exclude-namespaces", excluded, flags);
        flags.filter(
                "--include-namespaces",
                flags.list(includeNamespaces),
                "--exclude-namespaces",
                excluded);
        return excluded;
    }

    private static void checkNamespaces(String flag, List<String> names, FlagReader flags) {
        names.stream()
                .filter(name -> !name.equals("*"))
                .flatMap(name -> Names.namespacePatternProblems(name).stream())
                .forEach(problem -> flags.problem(flag + ": " + problem));
    }

    public List<String> includedResources(FlagReader flags) {
        return flags.list(includeResources);
    }

    public List<String> excludedResources(FlagReader flags) {
        List<String> excluded = flags.list(excludeResources);
        flags.filter(
                "--include-resources",
                flags.list(includeResources),
                "--exclude-resources",
                excluded);
        return excluded;
    }

    public Optional<LabelSelector> selector(FlagReader flags) {
        return flags.selector("--selector", selector);
    }

    public List<LabelSelector> anySelector(FlagReader flags) {
        if (!selector.isEmpty() && !orSelector.isEmpty()) {
            flags.problem("--or-selector: either this or --selector, but not both");
        }
        return flags.anySelector("--or-selector", orSelector);
    }

    public Optional<Boolean> clusterResources(FlagReader flags) {
        return flags.choice("--include-cluster-resources", clusterResources);
    }

    /// The flags of this family that were used and have no place beside [ScopedFilterFlags].
    List<String> used() {
        return Stream.of(
                        includeResources.isEmpty() ? "" : "--include-resources",
                        excludeResources.isEmpty() ? "" : "--exclude-resources",
                        clusterResources.isEmpty() ? "" : "--include-cluster-resources")
                .filter(flag -> !flag.isEmpty())
                .toList();
    }
}
