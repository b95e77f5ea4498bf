package ark.item;

import java.util.Comparator;

/// A kind of resource without its version, as `kubectl` writes it: `pods`, `deployments.apps`.
///
/// @param group API group; empty for the core group
/// @param resource plural lower-case resource name
public record GroupResource(String group, String resource) implements Comparable<GroupResource> {
    private static final Comparator<GroupResource> ORDER =
            Comparator.comparing(GroupResource::resource).thenComparing(GroupResource::group);

    public GroupResource {
        if (resource.isEmpty()) {
            throw new IllegalArgumentException("no resource name, group \"" + group + "\"");
        }
    }

    /// The core group's resource of that name.
    public static GroupResource core(String resource) {
        return new GroupResource("", resource);
    }

    /// Reads `resource[.group]`; everything after the first dot is the group.
    public static GroupResource parse(String text) {
        int dot = text.indexOf('.');
        return dot < 0
                ? core(text)
                : new GroupResource(text.substring(dot + 1), text.substring(0, dot));
    }

    @Override
    public int compareTo(GroupResource other) {
        return ORDER.compare(this, other);
    }

    /// `resource` or `resource.group`; also the folder's name in a backup's archive.
    @Override
    public String toString() {
        return group.isEmpty() ? resource : resource + "." + group;
    }
}
