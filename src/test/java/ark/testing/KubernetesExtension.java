package ark.testing;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives a test the cluster of this run, and a namespace of its own in it.
final class KubernetesExtension implements ParameterResolver {
    private static final ExtensionContext.Namespace STORE =
            ExtensionContext.Namespace.create(KubernetesExtension.class);
    private static final AtomicInteger NAMESPACES = new AtomicInteger();

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == KubernetesCluster.class
                || type == KubernetesClient.class
                || type == TestNamespace.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        KubernetesCluster cluster = cluster(context);
        Class<?> type = parameter.getParameter().getType();
        if (type == KubernetesCluster.class) return cluster;
        if (type == KubernetesClient.class) return cluster.client();
        // In the store of the test, which closes it, and with it deletes the namespace.
        return context.getStore(STORE)
                .computeIfAbsent(
                        TestNamespace.class,
                        _ -> TestNamespace.create(cluster, namespaceName(context)),
                        TestNamespace.class);
    }

    static KubernetesCluster cluster(ExtensionContext context) {
        String shared =
                SharedCluster.of(context.getRequiredTestClass(), context.getEnclosingTestClasses());
        boolean node = shared.equals(SharedCluster.WITH_NODE);
        return context.getRoot()
                .getStore(STORE)
                .computeIfAbsent(
                        shared,
                        _ -> KubernetesCluster.start(node ? List.of("--node") : List.of()),
                        KubernetesCluster.class);
    }

    private static String namespaceName(ExtensionContext context) {
        String name = context.getRequiredTestClass().getSimpleName().toLowerCase(Locale.ROOT);
        return name.replaceAll("[^a-z0-9]", "") + "-" + NAMESPACES.incrementAndGet();
    }
}
