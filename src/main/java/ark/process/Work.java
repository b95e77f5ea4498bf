package ark.process;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The reconcilers of a program, run by an operator that watches Ark's namespace.
public final class Work implements AutoCloseable {
    /// Objects per page when a watch begins.
    private static final long PAGE = 500;

    /// A reconciler only decides; what takes longer is an operation.
    private static final Duration STOP_LIMIT = Duration.ofSeconds(2);

    private static final Logger log = LoggerFactory.getLogger(Work.class);

    private final String namespace;
    private final Operator operator;

    /// Makes the operator; nothing is watched yet.
    ///
    /// @param broken called when a watch ends that cannot be begun again
    public Work(KubernetesClient client, String namespace, Runnable broken) {
        this.namespace = namespace;
        operator =
                new Operator(
                        overrider ->
                                overrider
                                        .withKubernetesClient(client)
                                        .withCloseClientOnStop(false)
                                        .withUseSSAToPatchPrimaryResource(false)
                                        .withExecutorService(
                                                Executors.newVirtualThreadPerTaskExecutor())
                                        .withReconciliationTerminationTimeout(STOP_LIMIT)
                                        .withMetrics(new Remade())
                                        .withInformerStoppedHandler(
                                                (_, failure) -> {
                                                    if (failure != null) {
                                                        log.atError()
                                                                .setCause(failure)
                                                                .log("a watch broke for good");
                                                        broken.run();
                                                    }
                                                }));
    }

    /// Begins to reconcile, and returns when every watch stands.
    public void start(List<Reconciler<? extends HasMetadata>> reconcilers) {
        reconcilers.forEach(this::register);
        operator.start();
    }

    private <T extends HasMetadata> void register(Reconciler<T> reconciler) {
        operator.register(
                reconciler,
                overrider -> overrider.settingNamespace(namespace).withInformerListLimit(PAGE));
    }

    @Override
    public void close() {
        operator.stop();
    }
}
