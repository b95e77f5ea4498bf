package ark.archive;

import ark.item.GroupResource;
import ark.item.ItemKey;
import ark.item.TerminalText;
import java.util.Optional;
import java.util.regex.Pattern;

/// The name of one entry of an archive that holds an object: the only grammar, for writing and
/// for reading.
///
/// ```
/// resources/GROUPRESOURCE/[VERSION[-preferredversion]/]cluster/NAME.json
/// resources/GROUPRESOURCE/[VERSION[-preferredversion]/]namespaces/NAMESPACE/NAME.json
/// ```
///
/// @param version API version of the object's folder; empty for the plain path
/// @param preferred the version's folder carries the suffix `-preferredversion`
record EntryPath(ItemKey key, String version, boolean preferred) {
    static final String VERSION_ENTRY = "metadata/version";

    private static final String RESOURCES = "resources";
    private static final String CLUSTER = "cluster";
    private static final String NAMESPACES = "namespaces";
    private static final String PREFERRED = "-preferredversion";
    private static final String JSON = ".json";

    /// Longer than any name the API server takes: 253 for most kinds, unlimited for RBAC's.
    private static final int MAX_NAME_CHARACTERS = 1024;

    /// A DNS label: namespaces and versions. Source: RFC 1123, as Kubernetes reads it.
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    private static final Pattern GROUP_RESOURCE =
            Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-.a-z0-9]*))?");

    /// A group is a DNS subdomain of at most 253 characters, a resource a label of at most 63.
    private static final int MAX_GROUP_RESOURCE_CHARACTERS = 63 + 1 + 253;

    /// The path that every version of the format has.
    static EntryPath plain(ItemKey key) {
        return new EntryPath(key, "", false);
    }

    static EntryPath versioned(ItemKey key, String version, boolean preferred) {
        return new EntryPath(key, version, preferred);
    }

    /// Reads an entry's name, or nothing when it is outside the grammar.
    static Optional<EntryPath> parse(String text) {
        String[] parts = text.split("/", -1);
        boolean known = parts.length >= 4 && parts[0].equals(RESOURCES);
        if (!known || !text.endsWith(JSON)) {
            return Optional.empty();
        }
        int scope = scopeAt(parts);
        boolean cluster = scope >= 0 && parts[scope].equals(CLUSTER);
        if (scope < 0 || parts.length != scope + (cluster ? 2 : 3)) {
            return Optional.empty();
        }
        String last = parts[parts.length - 1];
        String name = last.substring(0, last.length() - JSON.length());
        String namespace = cluster ? "" : parts[scope + 1];
        String folder = scope == 3 ? parts[2] : "";
        boolean preferred = folder.endsWith(PREFERRED);
        String version =
                preferred ? folder.substring(0, folder.length() - PREFERRED.length()) : folder;
        boolean odd = (!cluster && namespace.isEmpty()) || (preferred && version.isEmpty());
        if (odd || !groupResource(parts[1]) || !nameValid(name)) {
            return Optional.empty();
        }
        var path =
                new EntryPath(
                        new ItemKey(GroupResource.parse(parts[1]), namespace, name),
                        version,
                        preferred);
        return path.valid() ? Optional.of(path) : Optional.empty();
    }

    /// Where `cluster` or `namespaces` stands, or -1. The plain reading goes first: a version is
    /// never called so.
    private static int scopeAt(String[] parts) {
        for (int i = 2; i <= 3; i++) {
            boolean plainCluster = parts[i].equals(CLUSTER) && parts.length == i + 2;
            boolean plainNamespaced = parts[i].equals(NAMESPACES) && parts.length == i + 3;
            if (plainCluster || plainNamespaced) {
                return i;
            }
        }
        return -1;
    }

    /// Whether every part is inside the grammar; what is not is neither written nor read.
    boolean valid() {
        return folderValid() && nameValid(key.name());
    }

    boolean folderValid() {
        return groupResource(key.resource().toString())
                && (key.namespace().isEmpty() || label(key.namespace()))
                && (version.isEmpty() || label(version));
    }

    private static boolean groupResource(String text) {
        return text.length() <= MAX_GROUP_RESOURCE_CHARACTERS
                && GROUP_RESOURCE.matcher(text).matches()
                && !text.contains("..")
                && !text.endsWith(".");
    }

    private static boolean label(String text) {
        return LABEL.matcher(text).matches();
    }

    /// What the API server takes as a path segment, without what somebody's tools might read as
    /// more than a name. Source: Kubernetes, "Object Names and IDs", path segment names.
    static boolean nameValid(String text) {
        if (text.isEmpty()
                || text.length() > MAX_NAME_CHARACTERS
                || text.equals(".")
                || text.equals("..")) {
            return false;
        }
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            if (!allowedInName(text.codePointAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean allowedInName(int c) {
        boolean usual = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
        return usual || possibleInName(c);
    }

    private static boolean possibleInName(int c) {
        return c != '/'
                && c != '\\'
                && c != '%'
                && c != '\uFFFD' // bytes that were not UTF-8
                && Character.isDefined(c)
                && TerminalText.isShown(c);
    }

    /// The folder that the entry lies in, with a `/` at its end.
    String folder() {
        var text = new StringBuilder(RESOURCES).append('/').append(key.resource()).append('/');
        if (!version.isEmpty()) {
            text.append(version).append(preferred ? PREFERRED : "").append('/');
        }
        if (key.clusterScoped()) {
            text.append(CLUSTER);
        } else {
            text.append(NAMESPACES).append('/').append(key.namespace());
        }
        return text.append('/').toString();
    }

    /// The last part of the path of an object of this name.
    static String file(String name) {
        return name + JSON;
    }

    @Override
    public String toString() {
        return folder() + file(key.name());
    }
}
