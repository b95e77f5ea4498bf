package ark.server;

import ark.cluster.Cluster;
import ark.cluster.ClusterException;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.Json;
import ark.process.CannotStartException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;

/// The Secrets of the server's namespace.
final class SecretsInCluster implements LocationStores.Secrets {
    private static final GroupResource SECRETS = GroupResource.core("secrets");
    private static final ResourceType TYPE = ResourceType.of(SECRETS, "v1", "Secret", true);

    private final Cluster cluster;
    private final String namespace;

    SecretsInCluster(Cluster cluster, String namespace) {
        this.cluster = cluster;
        this.namespace = namespace;
    }

    @Override
    public Optional<byte[]> read(String secret, String key) {
        return cluster.get(TYPE, namespace, secret)
                .map(item -> item.at("/data").path(key))
                .filter(value -> value.isTextual())
                .map(value -> Base64.getDecoder().decode(value.asText()));
    }

    /// Reads a value, or puts a new one there: of several servers that do so at once one wins, and
    /// all read the same.
    ///
    /// @param fresh makes a value
    byte[] readOrCreate(String secret, String key, Supplier<byte[]> fresh) {
        Optional<byte[]> found = read(secret, key);
        if (found.isPresent()) {
            return found.get();
        }
        try {
            cluster.create(TYPE, item(secret, key, fresh.get()), "");
        } catch (ClusterException e) {
            if (e.reason() != ClusterException.Reason.ALREADY_EXISTS) {
                throw e;
            }
        }
        return read(secret, key)
                .orElseThrow(
                        () ->
                                new CannotStartException(
                                        "the Secret \"" + secret + "\" has no key \"" + key + "\"",
                                        "Delete the Secret; the server makes a new one.",
                                        null));
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
