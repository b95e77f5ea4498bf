package ark.testing;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A namespace that exists for one test, with its ServiceAccount `default`. Its deletion begins
/// when the test ends and is not awaited.
public record TestNamespace(String name, KubernetesClient client) implements AutoCloseable {
    /// The controllers of an idle cluster make the account within a second.
    private static final Duration ACCOUNT_LIMIT = Duration.ofMinutes(2);

    static TestNamespace create(KubernetesCluster cluster, String name) {
        KubernetesClient client = cluster.client();
        client.namespaces()
                .resource(
                        new NamespaceBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .endMetadata()
                                .build())
                .create();
        client.serviceAccounts()
                .inNamespace(name)
                .withName("default")
                .waitUntilCondition(
                        account -> account != null,
                        ACCOUNT_LIMIT.toMillis(),
                        TimeUnit.MILLISECONDS);
        return new TestNamespace(name, client);
    }

    @Override
    public void close() {
        client.namespaces().withName(name).delete();
    }
}
