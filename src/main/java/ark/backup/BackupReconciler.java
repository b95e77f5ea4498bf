package ark.backup;

import ark.api.v1.Backup;
import ark.api.v1.BackupPhase;
import ark.api.v1.BackupSpec;
import ark.backup.request.BackupId;
import ark.operation.OnePerName;
import ark.operation.Operations;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts what a Backup needs, by its phase, and returns at once.
///
/// What it is shown may be old: the work itself looks again before it acts. Each Backup comes by
/// once a minute, so that what failed is tried again.
@ControllerConfiguration(
        name = "backup",
        generationAwareEventProcessing = false,
        triggerReconcilerOnAllEvents = true,
        maxReconciliationInterval =
                @MaxReconciliationInterval(interval = 1, timeUnit = TimeUnit.MINUTES))
public final class BackupReconciler implements Reconciler<Backup> {
    private static final Logger LOG = LoggerFactory.getLogger(BackupReconciler.class);

    /// A count of all backups at each of their events would be quadratic.
    private static final Duration COUNT_EVERY = Duration.ofSeconds(5);

    private final BackupTools tools;
    private final Operations operations;
    private final BackupOperation operation;
    private final Settlement settlement;
    private final LeftSnapshots snapshots;
    private final OnePerName names = new OnePerName();
    private final AtomicReference<Instant> counted = new AtomicReference<>(Instant.EPOCH);

    /// Wires the parts of the feature.
    ///
    /// @param operations with a permit for each backup that may run at once; stopped by the caller
    public BackupReconciler(BackupTools tools, Operations operations, BackupSettings settings) {
        this.tools = tools;
        this.operations = operations;
        operation = new BackupOperation(tools, settings);
        settlement = new Settlement(tools, settings);
        snapshots = new LeftSnapshots(tools);
    }

    @Override
    public UpdateControl<Backup> reconcile(Backup backup, Context<Backup> context) {
        boolean deleted = context.isPrimaryResourceDeleted() || backup.isMarkedForDeletion();
        count(context, deleted);
        BackupId id = BackupId.of(backup);
        if (deleted) {
            forgetDeleted(backup, id, context.isPrimaryResourceDeleted());
            return UpdateControl.noUpdate();
        }
        switch (BackupPhase.of(backup.getStatus())) {
            case NEW, QUEUED, READY_TO_START ->
                    operations.start(id.uid(), () -> inTurn(id, operation::run));
            case IN_PROGRESS ->
                    operations.startAtOnce(id.uid(), () -> inTurn(id, settlement::settle));
            case FAILED -> {
                if (LeftSnapshots.mayBeOf(backup)) { // of its own: the backup's may be ending
                    operations.startAtOnce(snapshotsOf(id), () -> attempt(id, snapshots::forget));
                    return UpdateControl.<Backup>noUpdate()
                            .rescheduleAfter(LeftSnapshots.pause(backup, tools.clock().instant()));
                }
            }
            case FAILED_VALIDATION,
                    WAITING_FOR_PLUGIN_OPERATIONS,
                    WAITING_FOR_PLUGIN_OPERATIONS_PARTIALLY_FAILED,
                    FINALIZING,
                    FINALIZING_PARTIALLY_FAILED,
                    COMPLETED,
                    PARTIALLY_FAILED,
                    DELETING,
                    UNKNOWN -> {}
        }
        return UpdateControl.noUpdate();
    }

    private static String snapshotsOf(BackupId id) {
        return "snapshots of " + id.uid();
    }

    /// A backup at work is told to stop, and clears up after itself.
    ///
    /// @param gone not only to be deleted once others allow it
    private void forgetDeleted(Backup backup, BackupId id, boolean gone) {
        boolean atWork = operations.runs(id.uid());
        operations.cancel(id.uid());
        settlement.forget(id);
        boolean left =
                LeftSnapshots.mayBeOf(backup)
                        || (BackupPhase.of(backup.getStatus()) == BackupPhase.IN_PROGRESS
                                && !atWork);
        if (gone && left) {
            BackupSpec spec = backup.getSpec();
            String location =
                    spec == null ? "" : Objects.requireNonNullElse(spec.storageLocation(), "");
            operations.startAtOnce(
                    snapshotsOf(id), () -> attempt(id, _ -> snapshots.forgetOfGone(id, location)));
        }
    }

    /// @param always because no later event may come: the last Backup is gone
    private void count(Context<Backup> context, boolean always) {
        Instant now = tools.clock().instant();
        Instant last = counted.get();
        boolean due = last.plus(COUNT_EVERY).isBefore(now) && counted.compareAndSet(last, now);
        if (due || always) {
            tools.metrics().take(context.getPrimaryCache().list());
        }
    }

    /// All Backups of one name have one folder in the bucket: whoever was deleted has cleared it
    /// before the next one of the name begins, or it would clear away what that one stores.
    private void inTurn(BackupId id, Consumer<BackupId> work) {
        try {
            names.alone(id.toString(), () -> attempt(id, work));
        } catch (InterruptedException e) { // deleted too, or the server stops
            Thread.currentThread().interrupt();
        }
    }

    private static void attempt(BackupId id, Consumer<BackupId> work) {
        try {
            work.accept(id);
        } catch (RuntimeException e) { // the Backup is as it was, and comes by again
            LOG.atWarn()
                    .setCause(e)
                    .addKeyValue("backup", id)
                    .log("a backup could not be worked on; it is tried again within a minute");
        }
    }
}
