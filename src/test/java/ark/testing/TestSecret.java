package ark.testing;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;

/// A Secret of a test: keys and credentials.
public final class TestSecret {
    /// Where most tests have a location's credentials.
    public static final String CLOUD = "cloud";

    private TestSecret() {}

    /// Makes or replaces a Secret with one key.
    public static void put(
            KubernetesClient client, String namespace, String name, String key, String value) {
        client.resource(
                        new SecretBuilder()
                                .withNewMetadata()
                                .withNamespace(namespace)
                                .withName(name)
                                .endMetadata()
                                .addToStringData(key, value)
                                .build())
                .createOr(NonDeletingOperation::update);
    }
}
