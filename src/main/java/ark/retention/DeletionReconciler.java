package ark.retention;

import ark.api.v1.DeleteBackupRequest;
import ark.api.v1.DeleteBackupRequestSpec;
import ark.api.v1.RequestPhase;
import ark.backupstore.BackupStores;
import ark.cluster.Cluster;
import ark.event.Events;
import ark.operation.Operations;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes the DeleteBackupRequests: starts a deletion, or finds it running, and clears away what has
/// served. A deletion that a server left in the middle is found `InProgress` and started again.
@ControllerConfiguration(
        name = "backup-deletion",
        generationAwareEventProcessing = false,
        maxReconciliationInterval =
                @MaxReconciliationInterval(interval = 1, timeUnit = TimeUnit.MINUTES))
public final class DeletionReconciler implements Reconciler<DeleteBackupRequest> {
    /// A request that failed stays so long, for people to see why. Source: upstream's servers.
    private static final Duration KEPT = Duration.ofHours(24);

    /// How often a request is looked at that waits for another or met an error.
    private static final Duration AGAIN = Duration.ofSeconds(15);

    private static final Logger log = LoggerFactory.getLogger(DeletionReconciler.class);

    private final BackupDeletion deletion;
    private final Resources resources;
    private final Operations operations;
    private final InstantSource clock;

    /// What the reconciler works with.
    ///
    /// @param operations its own; one deletion at a time per backup
    /// @param volumes what backups own outside their files
    public record Tools(
            Cluster cluster,
            BackupStores stores,
            VolumeData volumes,
            Operations operations,
            InstantSource clock) {}

    /// @param namespace the server's
    public DeletionReconciler(String namespace, Tools tools, RetentionMetrics metrics) {
        resources = new Resources(tools.cluster(), namespace);
        deletion =
                new BackupDeletion(
                        resources,
                        tools.stores(),
                        tools.volumes(),
                        new Events(tools.cluster(), tools.clock()),
                        metrics);
        operations = tools.operations();
        clock = tools.clock();
    }

    @Override
    public UpdateControl<DeleteBackupRequest> reconcile(
            DeleteBackupRequest request, Context<DeleteBackupRequest> context) {
        String name = request.getMetadata().getName();
        return switch (RequestPhase.of(request.getStatus())) {
            case PROCESSED -> deleteInTime(request);
            case NEW, IN_PROGRESS, UNKNOWN -> {
                DeleteBackupRequestSpec spec = request.getSpec();
                String backup = spec == null || spec.backupName() == null ? "" : spec.backupName();
                operations.start(backup.isEmpty() ? "request " + name : backup, () -> run(name));
                yield UpdateControl.<DeleteBackupRequest>noUpdate().rescheduleAfter(AGAIN);
            }
        };
    }

    private void run(String request) {
        try {
            deletion.run(request);
        } catch (InterruptedException e) { // the server stops; the next one goes on
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            if (!Thread.currentThread().isInterrupted()) { // tried again soon
                log.atWarn().setCause(e).addKeyValue("request", request).log("deletion failed");
            }
        }
    }

    private UpdateControl<DeleteBackupRequest> deleteInTime(DeleteBackupRequest request) {
        Instant created = Instant.parse(request.getMetadata().getCreationTimestamp());
        Duration left = Duration.between(clock.instant(), created.plus(KEPT));
        if (!left.isPositive()) {
            resources
                    .get(Resources.REQUESTS, request.getMetadata().getName())
                    .ifPresent(item -> resources.delete(Resources.REQUESTS, item));
            return UpdateControl.noUpdate();
        }
        return UpdateControl.<DeleteBackupRequest>noUpdate().rescheduleAfter(left.plusSeconds(1));
    }
}
