package ark.backup.request;

import ark.api.v1.BackupSpec;
import ark.api.v1.LabelSelectors;
import ark.api.v1.Names;
import ark.backup.request.ResourceRules.ClusterScoped;
import ark.item.LabelSelector;
import ark.item.NameFilter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a backup's spec selects: namespaces, resources, labels, order.
///
/// Source of rules and sentences: Velero 1.9.7 and 1.18, pkg/controller/backup_controller.go and
/// pkg/util/collections/includes_excludes.go.
///
/// @param namespaces as typed; wildcards are not expanded yet
/// @param resources as typed; not resolved by discovery yet
/// @param anyOf an item must match one of these; none: labels do not matter
/// @param order plural resource name without group, to `namespace/name` or `name`, in the order
///     wanted
public record FilterRules(
        NameFilter namespaces,
        ResourceRules resources,
        List<LabelSelector> anyOf,
        Map<String, List<String>> order) {
    public FilterRules {
        anyOf = List.copyOf(anyOf);
        order = Map.copyOf(order);
    }

    private static final String FAMILIES =
            """
            include-resources, exclude-resources and include-cluster-resources are old filter \
            parameters.
            include-cluster-scoped-resources, exclude-cluster-scoped-resources, \
            include-namespace-scoped-resources and exclude-namespace-scoped-resources are new \
            filter parameters.
            They cannot be used together""";

    /// The rules of a spec without [#problems].
    static FilterRules of(BackupSpec spec) {
        return new FilterRules(
                filter(spec.includedNamespaces(), spec.excludedNamespaces()),
                resources(spec),
                selectors(spec),
                order(spec));
    }

    private static ResourceRules resources(BackupSpec spec) {
        if (usesScopedFamily(spec)) {
            return new ResourceRules.Scoped(namespacedFilter(spec), clusterScopedFilter(spec));
        }
        Boolean cluster = spec.includeClusterResources();
        ClusterScoped scoped = ClusterScoped.AUTO;
        if (cluster != null) {
            scoped = cluster ? ClusterScoped.ALL : ClusterScoped.NONE;
        }
        return new ResourceRules.Plain(
                filter(spec.includedResources(), spec.excludedResources()), scoped);
    }

    private static NameFilter namespacedFilter(BackupSpec spec) {
        return filter(
                spec.includedNamespaceScopedResources(), spec.excludedNamespaceScopedResources());
    }

    private static NameFilter clusterScopedFilter(BackupSpec spec) {
        return filter(spec.includedClusterScopedResources(), spec.excludedClusterScopedResources());
    }

    private static NameFilter filter(
            @Nullable List<String> included, @Nullable List<String> excluded) {
        return new NameFilter(orEmpty(included), orEmpty(excluded));
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    private static boolean usesScopedFamily(BackupSpec spec) {
        return Stream.of(namespacedFilter(spec), clusterScopedFilter(spec))
                .anyMatch(f -> !f.included().isEmpty() || !f.excluded().isEmpty());
    }

    private static boolean usesPlainFamily(BackupSpec spec) {
        NameFilter resources = filter(spec.includedResources(), spec.excludedResources());
        return spec.includeClusterResources() != null
                || !resources.included().isEmpty()
                || !resources.excluded().isEmpty();
    }

    private static List<LabelSelector> selectors(BackupSpec spec) {
        var selectors = new ArrayList<LabelSelector>();
        if (spec.labelSelector() != null) {
            selectors.add(LabelSelectors.of(spec.labelSelector()));
        }
        orEmpty(spec.orLabelSelectors()).forEach(s -> selectors.add(LabelSelectors.of(s)));
        // An empty selector matches everything; so does any list that has one.
        return selectors.stream().anyMatch(LabelSelector::everything) ? List.of() : selectors;
    }

    private static Map<String, List<String>> order(BackupSpec spec) {
        var order = new LinkedHashMap<String, List<String>>();
        if (spec.orderedResources() != null) {
            spec.orderedResources()
                    .forEach(
                            (resource, names) -> {
                                if (!names.isEmpty()) {
                                    order.put(resource, List.of(names.split(",", -1)));
                                }
                            });
        }
        return order;
    }

    /// Everything that is wrong with a spec's filters.
    static List<String> problems(BackupSpec spec) {
        var problems = new ArrayList<String>();
        if (usesPlainFamily(spec) && usesScopedFamily(spec)) {
            problems.add(FAMILIES);
        }
        filter(spec.includedResources(), spec.excludedResources())
                .problems()
                .forEach(p -> problems.add("Invalid included/excluded resource lists: " + p));
        scopedProblems(clusterScopedFilter(spec))
                .forEach(
                        p ->
                                problems.add(
                                        "Invalid cluster-scoped included/excluded resource lists: "
                                                + p));
        scopedProblems(namespacedFilter(spec))
                .forEach(
                        p ->
                                problems.add(
                                        "Invalid namespace-scoped included/excluded resource"
                                                + " lists: "
                                                + p));
        namespaceProblems(filter(spec.includedNamespaces(), spec.excludedNamespaces()))
                .forEach(p -> problems.add("Invalid included/excluded namespace lists: " + p));
        problems.addAll(selectorProblems(spec));
        return problems;
    }

    private static List<String> scopedProblems(NameFilter filter) {
        var problems = new ArrayList<String>();
        if (filter.included().size() > 1 && filter.included().contains("*")) {
            problems.add(
                    "includes list must either contain '*' only, or a non-empty list of items");
        }
        if (filter.excluded().size() > 1 && filter.excluded().contains("*")) {
            problems.add(
                    "excludes list must either contain '*' only, or a non-empty list of items");
        }
        if (!filter.included().isEmpty() && filter.excluded().contains("*")) {
            problems.add("when exclude is '*', include cannot have value");
        }
        filter.excluded().stream()
                .filter(filter.included()::contains)
                .distinct()
                .sorted()
                .forEach(
                        name ->
                                problems.add(
                                        "excludes list cannot contain an item in the includes"
                                                + " list: "
                                                + name));
        return problems;
    }

    private static List<String> namespaceProblems(NameFilter filter) {
        var problems = new ArrayList<>(filter.problems());
        Stream.concat(filter.included().stream(), filter.excluded().stream())
                .distinct()
                .filter(name -> !name.equals("*"))
                .forEach(name -> problems.addAll(Names.namespacePatternProblems(name)));
        return problems;
    }

    private static List<String> selectorProblems(BackupSpec spec) {
        var problems = new ArrayList<String>();
        if (spec.labelSelector() != null && !orEmpty(spec.orLabelSelectors()).isEmpty()) {
            problems.add(
                    "encountered labelSelector as well as orLabelSelectors in backup spec, only"
                            + " one can be specified");
        }
        LabelSelectors.problems(spec.labelSelector())
                .forEach(p -> problems.add("invalid labelSelector: " + p));
        orEmpty(spec.orLabelSelectors())
                .forEach(
                        selector ->
                                LabelSelectors.problems(selector)
                                        .forEach(
                                                p ->
                                                        problems.add(
                                                                "invalid orLabelSelectors: " + p)));
        return problems;
    }
}
