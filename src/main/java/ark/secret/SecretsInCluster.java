package ark.secret;

import ark.cluster.Cluster;
import ark.cluster.ClusterException;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;

/// The Secrets of one namespace that hold keys and credentials. None is kept: a change takes effect
/// at once.
public final class SecretsInCluster {
    private static final GroupResource SECRETS = GroupResource.core("secrets");
    private static final ResourceType TYPE = ResourceType.of(SECRETS, "v1", "Secret", true);

    private final Cluster cluster;
    private final String namespace;

    /// @param namespace the server's
    public SecretsInCluster(Cluster cluster, String namespace) {
        this.cluster = cluster;
        this.namespace = namespace;
    }

    /// One value, or empty when there is no such Secret or key.
    ///
    /// @throws ClusterException `DENIED` and others, when it cannot be told
    public Optional<byte[]> read(String secret, String key) {
        return read(namespace, secret, key);
    }

    /// One value of a Secret in any namespace.
    public Optional<byte[]> read(String where, String secret, String key) {
        return cluster.get(TYPE, where, secret)
                .map(item -> item.at("/data").path(key))
                .filter(value -> value.isTextual())
                .map(value -> Base64.getDecoder().decode(value.asText()));
    }

    /// Reads a value, or makes the Secret: of several processes that do so at once one wins, and
    /// all read the same.
    ///
    /// @param fresh makes a value
    /// @return empty when the Secret exists and has no such key: it is somebody else's to mend
    public Optional<byte[]> readOrCreate(String secret, String key, Supplier<byte[]> fresh) {
        Optional<byte[]> found = read(secret, key);
        if (found.isPresent()) {
            return found;
        }
        try {
            cluster.create(TYPE, item(secret, key, fresh.get()), "");
        } catch (ClusterException e) {
            if (e.reason() != ClusterException.Reason.ALREADY_EXISTS) {
                throw e;
            }
        }
        return read(secret, key);
    }

    private Item item(String secret, String key, byte[] value) {
        ObjectNode json = Json.object().put("apiVersion", "v1").put("kind", "Secret");
        ObjectNode metadata = json.putObject("metadata");
        metadata.put("namespace", namespace).put("name", secret);
        metadata.putObject("labels").put("component", "velero");
        json.put("type", "Opaque");
        json.putObject("data").put(key, Base64.getEncoder().encodeToString(value));
        return Item.of(SECRETS, json);
    }
}
