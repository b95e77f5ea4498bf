package ark.item;

/// Which object: what `kubectl get RESOURCE -n NAMESPACE NAME` needs.
///
/// @param namespace empty for a cluster-scoped object
public record ItemKey(GroupResource resource, String namespace, String name) {
    public ItemKey {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("no name, resource " + resource);
        }
    }

    public boolean clusterScoped() {
        return namespace.isEmpty();
    }

    /// `namespace/name`, or `name` when cluster-scoped: how lists and messages show it.
    public String path() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }

    @Override
    public String toString() {
        return resource + "/" + path();
    }
}
