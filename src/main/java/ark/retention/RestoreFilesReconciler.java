package ark.retention;

import ark.api.v1.Annotations;
import ark.api.v1.BackupStorageLocation;
import ark.api.v1.Restore;
import ark.api.v1.RestorePhase;
import ark.backupstore.BackupStore;
import ark.cluster.ClusterException;
import ark.item.Item;
import ark.operation.Operations;
import ark.spi.StoreException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes a Restore's files from its location when the Restore is deleted.
///
/// A finalizer, the one of Velero 1.12 and later, keeps a deleted Restore until its files are gone.
/// It is let go without that when nobody can say where the files are (the Backup or the location
/// does not exist) or when they may not be deleted (the location is read-only).
@ControllerConfiguration(
        name = "restore-files",
        generationAwareEventProcessing = false,
        triggerReconcilerOnAllEvents = true,
        maxReconciliationInterval =
                @MaxReconciliationInterval(interval = 1, timeUnit = TimeUnit.MINUTES))
public final class RestoreFilesReconciler implements Reconciler<Restore> {
    private static final Duration AGAIN = Duration.ofSeconds(15);
    private static final Logger log = LoggerFactory.getLogger(RestoreFilesReconciler.class);

    private final Resources resources;
    private final DeletionReconciler.Tools tools;
    private final Operations operations;

    /// @param namespace the server's
    /// @param tools with operations of its own; one at a time per restore
    public RestoreFilesReconciler(String namespace, DeletionReconciler.Tools tools) {
        this.resources = new Resources(tools.cluster(), namespace);
        this.tools = tools;
        this.operations = tools.operations();
    }

    @Override
    public UpdateControl<Restore> reconcile(Restore restore, Context<Restore> context) {
        boolean holds = restore.getFinalizers().contains(Annotations.RESTORE_FINALIZER);
        boolean gone = context.isPrimaryResourceDeleted();
        boolean toHold = !restore.isMarkedForDeletion() && !holds && hasFiles(restore);
        boolean toLetGo = restore.isMarkedForDeletion() && holds;
        if (gone || !(toHold || toLetGo)) {
            return UpdateControl.noUpdate();
        }
        String name = restore.getMetadata().getName();
        operations.start(restore.getMetadata().getUid(), () -> look(name));
        return UpdateControl.<Restore>noUpdate().rescheduleAfter(AGAIN);
    }

    private static boolean hasFiles(Restore restore) {
        return switch (RestorePhase.of(restore.getStatus())) {
            case NEW, FAILED_VALIDATION, UNKNOWN -> false;
            case IN_PROGRESS,
                    WAITING_FOR_PLUGIN_OPERATIONS,
                    WAITING_FOR_PLUGIN_OPERATIONS_PARTIALLY_FAILED,
                    FINALIZING,
                    FINALIZING_PARTIALLY_FAILED,
                    COMPLETED,
                    PARTIALLY_FAILED,
                    FAILED ->
                    true;
        };
    }

    private void look(String name) {
        try {
            resources.get(Resources.RESTORES, name).ifPresent(this::holdOrLetGo);
        } catch (ClusterException e) {
            boolean usual =
                    e.reason() == ClusterException.Reason.CONFLICT
                            || e.reason() == ClusterException.Reason.NOT_FOUND;
            if (!usual && !Thread.currentThread().isInterrupted()) {
                log.atWarn().setCause(e).addKeyValue("restore", name).log("tried again soon");
            }
        } catch (StoreException e) {
            log.atWarn()
                    .setCause(e)
                    .addKeyValue("restore", name)
                    .log("its files cannot be deleted, tried again soon");
        }
    }

    private void holdOrLetGo(Item restore) {
        List<String> finalizers = Resources.finalizers(restore);
        boolean holds = finalizers.contains(Annotations.RESTORE_FINALIZER);
        if (restore.text("/metadata/deletionTimestamp").isEmpty()) {
            if (!holds) {
                resources.setFinalizers(
                        Resources.RESTORES,
                        restore,
                        Stream.concat(finalizers.stream(), Stream.of(Annotations.RESTORE_FINALIZER))
                                .toList());
            }
        } else if (holds) {
            deleteFiles(restore);
            resources.removeFinalizer(restore);
        }
    }

    private void deleteFiles(Item restore) {
        String backup = restore.text("/spec/backupName");
        Optional<Item> found = resources.get(Resources.BACKUPS, backup);
        if (found.isEmpty()) {
            tell(restore, "its backup is gone; files that are left of it stay where they are");
            return;
        }
        String name = found.get().text("/spec/storageLocation");
        Optional<Item> location = resources.get(Resources.LOCATIONS, name);
        if (location.isEmpty()) {
            tell(restore, "its files stay: there is no location " + name);
        } else if (location.get().text("/spec/accessMode").equals("ReadOnly")) {
            tell(restore, "its files stay: location " + name + " is read-only");
        } else {
            try (BackupStore store =
                    tools.stores().open(BackupStorageLocation.of(location.get()))) {
                store.deleteRestore(restore.key().name(), backup);
            }
        }
    }

    private static void tell(Item restore, String what) {
        log.atInfo().addKeyValue("restore", restore.key().name()).log("deleted; " + what);
    }
}
