package ark.cluster;

import ark.item.GroupResource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// The kinds of resource that a cluster serves, as discovery told it at one moment.
///
/// Names are understood as kubectl understands them: `pods`, `pod`, `po`, `deployments.apps`,
/// `deployments.v1.apps`, `Deployment`. Where several groups have a name, the group that discovery
/// names first wins; the core group always comes first.
public final class ResourceCatalog {
    private final List<ResourceType> served;
    private final Map<String, String> failedGroups;
    private final Map<GroupResource, ResourceType> preferred = new LinkedHashMap<>();

    /// @param served every version of every type: groups in the order of the discovery document,
    ///     within a group its preferred version first
    /// @param failedGroups `group/version` to the reason why it could not be discovered
    public ResourceCatalog(List<ResourceType> served, Map<String, String> failedGroups) {
        this.served = List.copyOf(served);
        this.failedGroups = Map.copyOf(failedGroups);
        served.forEach(type -> preferred.putIfAbsent(type.resource(), type));
    }

    /// Each type once, in its group's preferred version or the first that has it.
    public List<ResourceType> preferred() {
        return List.copyOf(preferred.values());
    }

    /// Each type in each version that is served.
    public List<ResourceType> served() {
        return served;
    }

    /// The versions of one resource, the preferred one first; empty when it is not served.
    public List<ResourceType> versions(GroupResource resource) {
        return served.stream().filter(type -> type.resource().equals(resource)).toList();
    }

    /// What failed to be discovered: `metrics.k8s.io/v1beta1` to the reason. Their types are
    /// missing.
    public Map<String, String> failedGroups() {
        return failedGroups;
    }

    /// The type in its preferred version.
    public Optional<ResourceType> find(GroupResource resource) {
        return Optional.ofNullable(preferred.get(resource));
    }

    /// The type of an object.
    ///
    /// @param apiVersion `v1`, `apps/v1`
    public Optional<ResourceType> find(String apiVersion, String kind) {
        return served.stream()
                .filter(type -> type.kind().equals(kind) && type.apiVersion().equals(apiVersion))
                .findFirst();
    }

    /// The type that a person means; upper and lower case are the same.
    public Optional<ResourceType> find(String asTyped) {
        String text = asTyped.strip().toLowerCase(Locale.ROOT);
        int dot = text.indexOf('.');
        String name = dot < 0 ? text : text.substring(0, dot);
        String group = dot < 0 ? "" : text.substring(dot + 1);
        return inGroup(name, type -> groupMatches(type, group))
                .or(() -> inVersionOfGroup(name, group));
    }

    private static boolean groupMatches(ResourceType type, String group) {
        return group.isEmpty() || type.resource().group().equals(group);
    }

    /// `deployments.v1.apps`, and a group that is only begun: `ingresses.networking`.
    private Optional<ResourceType> inVersionOfGroup(String name, String group) {
        int dot = group.indexOf('.');
        String version = dot < 0 ? group : group.substring(0, dot);
        String rest = dot < 0 ? "" : group.substring(dot + 1);
        return inGroup(
                        name,
                        type ->
                                type.version().equals(version)
                                        && type.resource().group().equals(rest))
                .or(() -> inGroup(name, type -> type.resource().group().startsWith(group)));
    }

    private Optional<ResourceType> inGroup(String name, Predicate<ResourceType> group) {
        var candidates = new ArrayList<>(preferred.values());
        candidates.addAll(served);
        List<Predicate<ResourceType>> ways =
                List.of(
                        type -> type.resource().resource().equals(name),
                        type -> type.singular().equals(name),
                        type -> type.shortNames().contains(name),
                        type -> type.kind().toLowerCase(Locale.ROOT).equals(name));
        return ways.stream()
                .flatMap(way -> candidates.stream().filter(group.and(way)).findFirst().stream())
                .findFirst();
    }
}
