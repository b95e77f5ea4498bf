package ark.cluster;

import ark.item.GroupResource;
import java.util.List;

/// One kind of resource in one version, as the API server's discovery describes it.
///
/// @param version `v1`, without the group
/// @param namespaced whether objects lie in namespaces
/// @param verbs what may be done with it: `list`, `create`, `get`, `delete` ...
/// @param shortNames `po` for pods
/// @param singular `pod`; may be empty
/// @param statusSubresource whether the status is written separately, at `.../status`
public record ResourceType(
        GroupResource resource,
        String version,
        String kind,
        boolean namespaced,
        List<String> verbs,
        List<String> shortNames,
        String singular,
        boolean statusSubresource) {
    public ResourceType {
        verbs = List.copyOf(verbs);
        shortNames = List.copyOf(shortNames);
    }

    /// A type that needs no discovery, such as one of Ark's own: all verbs, no status subresource.
    public static ResourceType of(
            GroupResource resource, String version, String kind, boolean namespaced) {
        List<String> verbs = List.of("create", "delete", "get", "list", "patch", "update", "watch");
        return new ResourceType(resource, version, kind, namespaced, verbs, List.of(), "", false);
    }

    /// `v1` or `apps/v1`, as objects write it.
    public String apiVersion() {
        return resource.group().isEmpty() ? version : resource.group() + "/" + version;
    }

    /// Whether every one of these verbs is allowed.
    public boolean supports(String... wanted) {
        return verbs.containsAll(List.of(wanted));
    }

    @Override
    public String toString() {
        return resource + " (" + apiVersion() + ")";
    }
}
