package ark.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import ark.api.v1.BackupStorageLocation;
import ark.item.Json;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.util.Optional;

/// Custom resources as YAML, for tests.
final class Resources {
    private Resources() {}

    /// Makes a location that is a folder, unless there is one of the name.
    static void location(KubernetesClient client, String namespace, String name, Path bucket) {
        var locations = client.resources(BackupStorageLocation.class).inNamespace(namespace);
        if (locations.withName(name).get() == null) {
            create(
                    client,
                    namespace,
                    """
                    apiVersion: velero.io/v1
                    kind: BackupStorageLocation
                    metadata: {name: %s}
                    spec:
                      provider: filesystem
                      config: {path: %s}
                      objectStorage: {bucket: %s}
                    """
                            .formatted(name, bucket.getParent(), bucket.getFileName()));
        }
    }

    static void create(KubernetesClient client, String namespace, String yaml) {
        GenericKubernetesResource resource =
                Serialization.unmarshal(yaml, GenericKubernetesResource.class);
        client.resource(resource).inNamespace(namespace).create();
    }

    /// The value at a JSON pointer, as `/status/phase`, or "" when there is none.
    static String text(
            KubernetesClient client, String namespace, String kind, String name, String pointer) {
        return get(client, namespace, kind, name)
                .map(found -> Json.tree(Serialization.asJson(found).getBytes(UTF_8)).at(pointer))
                .map(node -> node.isValueNode() ? node.asText("") : node.toString())
                .orElse("");
    }

    static Optional<GenericKubernetesResource> get(
            KubernetesClient client, String namespace, String kind, String name) {
        return Optional.ofNullable(all(client, namespace, kind).withName(name).get());
    }

    static NonNamespaceOperation<
                    GenericKubernetesResource,
                    GenericKubernetesResourceList,
                    Resource<GenericKubernetesResource>>
            all(KubernetesClient client, String namespace, String kind) {
        return client.genericKubernetesResources("velero.io/v1", kind).inNamespace(namespace);
    }
}
