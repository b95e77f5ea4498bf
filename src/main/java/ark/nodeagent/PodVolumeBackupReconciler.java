package ark.nodeagent;

import ark.api.v1.PodVolumeBackup;
import ark.api.v1.PodVolumeBackupSpec;
import ark.api.v1.PodVolumePhase;
import ark.api.v1.UploaderType;
import ark.api.v1.VeleroKind;
import ark.operation.Operations;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Starts what a PodVolumeBackup of this node needs, by its phase, and returns at once. Each comes
/// by twice a minute, so that what failed is tried again.
@ControllerConfiguration(
        name = "pod-volume-backup",
        generationAwareEventProcessing = false,
        triggerReconcilerOnAllEvents = true,
        maxReconciliationInterval =
                @MaxReconciliationInterval(interval = 30, timeUnit = TimeUnit.SECONDS))
final class PodVolumeBackupReconciler implements Reconciler<PodVolumeBackup> {
    private static final Duration SOON = Duration.ofSeconds(1);

    private final String node;
    private final AgentMetrics metrics;
    private final Operations operations;
    private final VolumeOperation operation;
    private volatile Supplier<Stream<PodVolumeBackup>> all = Stream::empty;

    /// @param operations with a permit for each volume that may be backed up at once; stopped by
    ///     the caller
    PodVolumeBackupReconciler(
            String node,
            AgentTools tools,
            InstantSource clock,
            Operations operations,
            Duration progressPeriod) {
        this.node = node;
        this.operations = operations;
        metrics = tools.metrics();
        var objects = new VolumeObjects(tools.cluster(), VeleroKind.POD_VOLUME_BACKUP, clock);
        var work = new VolumeBackupWork(tools, objects, () -> all.get());
        operation = new VolumeOperation(objects, work, progressPeriod);
    }

    @Override
    public List<EventSource<?, PodVolumeBackup>> prepareEventSources(
            EventSourceContext<PodVolumeBackup> context) {
        all = () -> context.getPrimaryCache().list();
        return List.of();
    }

    @Override
    public UpdateControl<PodVolumeBackup> reconcile(
            PodVolumeBackup backup, Context<PodVolumeBackup> context) {
        VolumeId id = VolumeId.of(backup);
        if (context.isPrimaryResourceDeleted()) {
            cancel(id);
            metrics.forget(backupName(backup), id.name());
            return UpdateControl.noUpdate();
        }
        return isOurs(backup.getSpec()) ? decide(backup, id) : UpdateControl.noUpdate();
    }

    private boolean isOurs(PodVolumeBackupSpec spec) {
        return spec != null
                && node.equals(spec.node())
                && (spec.uploaderType() == null || spec.uploaderType() == UploaderType.RESTIC);
    }

    private UpdateControl<PodVolumeBackup> decide(PodVolumeBackup backup, VolumeId id) {
        switch (PodVolumePhase.of(backup.getStatus())) {
            case NEW -> {
                if (operations.start(id.uid(), () -> begin(id))) {
                    metrics.enqueued();
                }
                return lookAgain();
            }
            case IN_PROGRESS -> {
                if (Boolean.TRUE.equals(backup.getSpec().cancel())) {
                    operations.cancel(id.uid());
                    if (!operations.startAtOnce(id.uid(), () -> resume(id))) {
                        return UpdateControl.<PodVolumeBackup>noUpdate().rescheduleAfter(SOON);
                    }
                } else {
                    operations.start(id.uid(), () -> resume(id));
                }
                return lookAgain();
            }
            case COMPLETED, FAILED, CANCELED -> {
                cancel(id);
                if (operation.isEnding(id)) { // and was interrupted, unless it is at it
                    operations.startAtOnce(
                            id.uid(),
                            () -> VolumeOperation.attempt(id, () -> operation.endAgain(id)));
                }
            }
            case ACCEPTED, PREPARED, CANCELING, UNKNOWN -> {}
        }
        return UpdateControl.noUpdate();
    }

    /// Somebody else has ended or deleted it. Who has come to its end already removes a snapshot
    /// that nobody will know of.
    private void cancel(VolumeId id) {
        if (!operation.isEnding(id)) {
            operations.cancel(id.uid());
        }
    }

    private static UpdateControl<PodVolumeBackup> lookAgain() {
        return UpdateControl.<PodVolumeBackup>noUpdate()
                .rescheduleAfter(VolumeOperation.LOOK_AGAIN);
    }

    private void begin(VolumeId id) {
        metrics.dequeued();
        VolumeOperation.attempt(id, () -> operation.begin(id, ""));
    }

    private void resume(VolumeId id) {
        VolumeOperation.attempt(id, () -> operation.resume(id));
    }

    /// As [AgentMetrics] has it.
    private static String backupName(PodVolumeBackup backup) {
        PodVolumeBackupSpec spec = backup.getSpec();
        String name = spec == null || spec.tags() == null ? "" : spec.tags().get("backup");
        return backup.getMetadata().getNamespace() + "/" + Objects.requireNonNullElse(name, "");
    }
}
