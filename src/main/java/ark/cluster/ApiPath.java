package ark.cluster;

import ark.item.ItemKey;
import java.util.StringJoiner;

/// Addresses of the Kubernetes API below the server's root.
final class ApiPath {
    private ApiPath() {}

    /// Where a version of a group lies: `/api/v1`, `/apis/apps/v1`.
    static String group(String group, String version) {
        return group.isEmpty()
                ? "/api/" + Call.encoded(version)
                : "/apis/" + Call.encoded(group) + "/" + Call.encoded(version);
    }

    /// All objects of a type, or those of one namespace.
    static String collection(ResourceType type, String namespace) {
        String group = group(type.resource().group(), type.version());
        String within = namespace.isEmpty() ? "" : "/namespaces/" + Call.encoded(namespace);
        return group + within + "/" + Call.encoded(type.resource().resource());
    }

    static String item(ResourceType type, ItemKey key) {
        return collection(type, key.namespace()) + "/" + Call.encoded(key.name());
    }

    /// `?a=b&c=d` of names and values in turn, without those whose value is empty.
    static String query(String... namesAndValues) {
        var query = new StringJoiner("&", "?", "").setEmptyValue("");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (!namesAndValues[i + 1].isEmpty()) {
                query.add(namesAndValues[i] + "=" + Call.encoded(namesAndValues[i + 1]));
            }
        }
        return query.toString();
    }
}
