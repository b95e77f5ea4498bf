package ark.cluster;

/// Which state of the cluster a read wants.
///
/// Source: Kubernetes API concepts, "Resource versions".
public sealed interface Revision {
    /// The newest state: a consistent read.
    record Latest() implements Revision {}

    /// The state exactly as it was at a resource version.
    record Exact(String resourceVersion) implements Revision {
        public Exact {
            if (resourceVersion.isEmpty() || resourceVersion.equals("0")) {
                throw new IllegalArgumentException(
                        "not an exact revision: \"" + resourceVersion + "\"");
            }
        }
    }

    Revision LATEST = new Latest();

    static Revision exact(String resourceVersion) {
        return new Exact(resourceVersion);
    }
}
