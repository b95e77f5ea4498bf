package ark.process;

import static org.awaitility.Awaitility.await;

import ark.testing.KubernetesCluster;
import ark.testing.KubernetesTest;
import ark.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@KubernetesTest
class WorkIT {
    @Test
    void whatIsMadeAgainWhileItsDeletionIsLookedAtIsReconciled(
            KubernetesCluster cluster, TestNamespace namespace) {
        KubernetesClient client = cluster.client();
        var reconciler = new Slow();
        try (var work = new Work(client, namespace.name(), () -> {})) {
            work.start(List.of(reconciler));
            ConfigMap first = client.resource(map(namespace)).create();
            await().until(() -> reconciler.seen.contains(first.getMetadata().getUid()));

            client.resource(first).delete();
            await().until(() -> reconciler.deleted.getCount() == 0);
            ConfigMap second = client.resource(map(namespace)).create();
            await().until(() -> reconciler.isKnown(second.getMetadata().getUid()));
            reconciler.goOn.countDown();

            await().until(() -> reconciler.seen.contains(second.getMetadata().getUid()));
        }
    }

    private static ConfigMap map(TestNamespace namespace) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(namespace.name())
                .withName("again")
                .endMetadata()
                .build();
    }

    /// Takes its time over a deletion.
    @ControllerConfiguration(
            name = "slow",
            generationAwareEventProcessing = false,
            triggerReconcilerOnAllEvents = true)
    private static final class Slow implements Reconciler<ConfigMap> {
        final List<String> seen = new CopyOnWriteArrayList<>();
        final CountDownLatch deleted = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);
        private volatile List<Context<ConfigMap>> contexts = List.of();

        @Override
        public UpdateControl<ConfigMap> reconcile(ConfigMap map, Context<ConfigMap> context)
                throws InterruptedException {
            if (context.isPrimaryResourceDeleted()) {
                contexts = List.of(context);
                deleted.countDown();
                goOn.await(2, TimeUnit.MINUTES);
            } else if (map.getMetadata().getName().equals("again")) {
                seen.add(map.getMetadata().getUid());
            }
            return UpdateControl.noUpdate();
        }

        boolean isKnown(String uid) {
            return contexts.stream()
                    .flatMap(context -> context.getPrimaryCache().list(_ -> true))
                    .anyMatch(map -> map.getMetadata().getUid().equals(uid));
        }
    }
}
