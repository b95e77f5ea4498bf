package ark.backup.request;

import ark.cluster.ResourceType;
import ark.item.NameFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/// Turns the resource names of a filter, as somebody typed them (`deploy`, `Deployment`,
/// `deployments.apps`), into those that the cluster serves.
///
/// A name that nobody serves stays as it was typed, and so matches nothing: were it dropped, a
/// filter with one mistyped name would include everything.
public final class ResourceNames {
    private final Function<String, Optional<ResourceType>> find;
    private final List<String> unknownIncluded = new ArrayList<>();
    private final List<String> unknownExcluded = new ArrayList<>();
    private final List<String> wrongScope = new ArrayList<>();

    /// Rules whose names are known.
    ///
    /// @param rules with the names that the cluster serves
    /// @param unknownIncluded asked for, and served by nobody
    /// @param unknownExcluded excluded, and served by nobody
    /// @param wrongScope in a filter of the other scope, and therefore without effect
    public record Resolved(
            ResourceRules rules,
            List<String> unknownIncluded,
            List<String> unknownExcluded,
            List<String> wrongScope) {}

    private ResourceNames(Function<String, Optional<ResourceType>> find) {
        this.find = find;
    }

    /// Resolves the names in rules.
    ///
    /// @param find the type of a name as typed
    public static Resolved resolve(
            ResourceRules rules, Function<String, Optional<ResourceType>> find) {
        var names = new ResourceNames(find);
        ResourceRules resolved = names.resolve(rules);
        return new Resolved(
                resolved,
                List.copyOf(names.unknownIncluded),
                List.copyOf(names.unknownExcluded),
                List.copyOf(names.wrongScope));
    }

    private ResourceRules resolve(ResourceRules rules) {
        return switch (rules) {
            case ResourceRules.Plain plain ->
                    new ResourceRules.Plain(
                            resolve(plain.resources(), _ -> true), plain.clusterScoped());
            case ResourceRules.Scoped scoped ->
                    new ResourceRules.Scoped(
                            resolve(scoped.namespaced(), ResourceType::namespaced),
                            resolve(scoped.clusterScoped(), type -> !type.namespaced()));
        };
    }

    private NameFilter resolve(NameFilter filter, Predicate<ResourceType> fits) {
        return new NameFilter(
                resolve(filter.included(), fits, unknownIncluded),
                resolve(filter.excluded(), fits, unknownExcluded));
    }

    private List<String> resolve(
            List<String> typed, Predicate<ResourceType> fits, List<String> unknown) {
        var names = new ArrayList<String>();
        for (String name : typed) {
            Optional<ResourceType> type = isPattern(name) ? Optional.empty() : find.apply(name);
            if (type.isEmpty()) {
                names.add(name);
                if (!isPattern(name)) {
                    unknown.add(name);
                }
            } else if (fits.test(type.get())) {
                names.add(type.get().resource().toString());
            } else {
                wrongScope.add(name);
            }
        }
        return names;
    }

    private static boolean isPattern(String name) {
        return name.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
    }
}
