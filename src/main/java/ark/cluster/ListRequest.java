package ark.cluster;

/// What to list.
///
/// @param namespace empty for all namespaces, and for cluster-scoped types
/// @param labelSelector as the API takes it (`a=b,c in (d,e)`); empty for everything
public record ListRequest(
        ResourceType type, String namespace, String labelSelector, Revision revision) {
    public ListRequest {
        if (!type.namespaced() && !namespace.isEmpty()) {
            throw new IllegalArgumentException(type.resource() + " do not lie in namespaces");
        }
    }

    /// Every object of a type, in its newest state.
    public static ListRequest all(ResourceType type) {
        return new ListRequest(type, "", "", Revision.LATEST);
    }

    public ListRequest in(String otherNamespace) {
        return new ListRequest(type, otherNamespace, labelSelector, revision);
    }

    public ListRequest labelled(String otherLabelSelector) {
        return new ListRequest(type, namespace, otherLabelSelector, revision);
    }

    public ListRequest at(Revision otherRevision) {
        return new ListRequest(type, namespace, labelSelector, otherRevision);
    }
}
