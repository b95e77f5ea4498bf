package ark.restore;

import ark.api.v1.Restore;
import ark.api.v1.RestorePhase;
import ark.operation.Operations;
import ark.operation.Pause;
import ark.restore.request.RestoreRequest;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts what a Restore needs, by its phase, and returns at once.
///
/// What it is shown may be old: the work itself looks again before it acts. Each Restore comes by
/// once a minute, so that one whose API server stayed away is taken up again.
@ControllerConfiguration(
        name = "restore",
        generationAwareEventProcessing = false,
        triggerReconcilerOnAllEvents = true,
        maxReconciliationInterval =
                @MaxReconciliationInterval(interval = 1, timeUnit = TimeUnit.MINUTES))
public final class RestoreReconciler implements Reconciler<Restore> {
    private static final Logger LOG = LoggerFactory.getLogger(RestoreReconciler.class);

    /// A count of all restores at each of their events would be quadratic.
    private static final Duration COUNT_EVERY = Duration.ofSeconds(5);

    private final RestoreTools tools;
    private final Operations operations;
    private final RestoreOperation operation;
    private final AtomicReference<Instant> counted = new AtomicReference<>(Instant.EPOCH);

    /// @param operations with a permit for each restore that may run at once; stopped by the caller
    public RestoreReconciler(RestoreTools tools, Operations operations, RestoreSettings settings) {
        this.tools = tools;
        this.operations = operations;
        operation = new RestoreOperation(tools, settings, Pause.REAL);
    }

    @Override
    public UpdateControl<Restore> reconcile(Restore restore, Context<Restore> context) {
        boolean deleted = context.isPrimaryResourceDeleted() || restore.isMarkedForDeletion();
        count(context, deleted);
        RestoreRequest.Id id = RestoreRequest.Id.of(restore);
        if (deleted) {
            operations.cancel(id.uid());
            return UpdateControl.noUpdate();
        }
        switch (RestorePhase.of(restore.getStatus())) {
            case NEW, IN_PROGRESS -> operations.start(id.uid(), () -> run(id));
            case FAILED_VALIDATION,
                    WAITING_FOR_PLUGIN_OPERATIONS,
                    WAITING_FOR_PLUGIN_OPERATIONS_PARTIALLY_FAILED,
                    FINALIZING,
                    FINALIZING_PARTIALLY_FAILED,
                    COMPLETED,
                    PARTIALLY_FAILED,
                    FAILED,
                    UNKNOWN -> {}
        }
        return UpdateControl.noUpdate();
    }

    /// @param always because no later event may come: the last Restore is gone
    private void count(Context<Restore> context, boolean always) {
        Instant now = tools.clock().instant();
        Instant last = counted.get();
        boolean due = last.plus(COUNT_EVERY).isBefore(now) && counted.compareAndSet(last, now);
        if (due || always) {
            tools.metrics().count(context.getPrimaryCache().list().count());
        }
    }

    private void run(RestoreRequest.Id id) {
        try {
            operation.run(id);
        } catch (InterruptedException e) { // deleted, or the server stops: the next one goes on
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) { // the Restore is as it was, and comes by again
            LOG.atWarn()
                    .setCause(e)
                    .addKeyValue("restore", id)
                    .log("a restore could not be worked on; it is tried again within a minute");
        }
    }
}
