package ark.nodeagent;

import ark.api.v1.Annotations;
import ark.api.v1.PodVolumePhase;
import ark.api.v1.PodVolumeRestore;
import ark.api.v1.PodVolumeRestoreSpec;
import ark.api.v1.PodVolumeRestoreStatus;
import ark.api.v1.UploaderType;
import ark.api.v1.VeleroKind;
import ark.item.Item;
import ark.item.Json;
import ark.operation.Operations;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.api.config.informer.FieldSelector;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts what a PodVolumeRestore needs whose pod is on this node, by its phase and by where the
/// pod's init container stands, and returns at once. It looks when either of them changes, and
/// twice a minute.
@ControllerConfiguration(
        name = "pod-volume-restore",
        generationAwareEventProcessing = false,
        triggerReconcilerOnAllEvents = true,
        maxReconciliationInterval =
                @MaxReconciliationInterval(interval = 30, timeUnit = TimeUnit.SECONDS))
final class PodVolumeRestoreReconciler implements Reconciler<PodVolumeRestore> {
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(PodVolumeRestoreReconciler.class);

    private final String node;
    private final Operations operations;
    private final VolumeObjects objects;
    private final VolumeRestoreWork work;
    private final VolumeOperation operation;

    /// Those whose pods were told that they failed.
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /// @param operations with a permit for each volume that may be restored at once; stopped by the
    ///     caller
    PodVolumeRestoreReconciler(
            String node,
            AgentTools tools,
            InstantSource clock,
            Operations operations,
            Duration progressPeriod) {
        this.node = node;
        this.operations = operations;
        objects = new VolumeObjects(tools.cluster(), VeleroKind.POD_VOLUME_RESTORE, clock);
        work = new VolumeRestoreWork(tools, objects);
        operation = new VolumeOperation(objects, work, progressPeriod);
    }

    @Override
    public List<EventSource<?, PodVolumeRestore>> prepareEventSources(
            EventSourceContext<PodVolumeRestore> context) {
        var pods =
                InformerEventSourceConfiguration.from(Pod.class, PodVolumeRestore.class)
                        .withName("pods")
                        .withWatchAllNamespaces()
                        .withFieldSelector(
                                new FieldSelector(new FieldSelector.Field("spec.nodeName", node)))
                        .withPrimaryToSecondaryMapper(
                                (PodVolumeRestore restore) ->
                                        pod(restore).map(Set::of).orElse(Set.of()))
                        .withSecondaryToPrimaryMapper(pod -> restoresOf(pod, context))
                        .build();
        return List.of(new InformerEventSource<>(pods, context));
    }

    private static Optional<ResourceID> pod(PodVolumeRestore restore) {
        ObjectReference pod = restore.getSpec() == null ? null : restore.getSpec().pod();
        return pod == null || pod.getName() == null
                ? Optional.empty()
                : Optional.of(new ResourceID(pod.getName(), pod.getNamespace()));
    }

    private static Set<ResourceID> restoresOf(
            Pod pod, EventSourceContext<PodVolumeRestore> context) {
        String uid = pod.getMetadata().getUid();
        return context.getPrimaryCache()
                .list(restore -> isOf(restore, uid))
                .map(ResourceID::fromResource)
                .collect(Collectors.toSet());
    }

    private static boolean isOf(PodVolumeRestore restore, String podUid) {
        ObjectReference pod = restore.getSpec() == null ? null : restore.getSpec().pod();
        return pod != null && podUid.equals(pod.getUid());
    }

    @Override
    public UpdateControl<PodVolumeRestore> reconcile(
            PodVolumeRestore restore, Context<PodVolumeRestore> context) {
        VolumeId id = VolumeId.of(restore);
        Optional<Pod> pod =
                context.getSecondaryResource(Pod.class)
                        .filter(p -> isOf(restore, p.getMetadata().getUid()));
        WaitingPod.State state = pod.map(WaitingPod::of).orElse(WaitingPod.State.ABSENT);
        if (context.isPrimaryResourceDeleted()) {
            deleted(restore, id, state);
            return UpdateControl.noUpdate();
        }
        if (!isRestic(restore.getSpec()) || (pod.isEmpty() && !isTaken(restore.getStatus()))) {
            return UpdateControl.noUpdate();
        }
        if (state == WaitingPod.State.RUNNING
                && WaitingPod.isLate(pod.orElseThrow())
                && PodVolumePhase.of(restore.getStatus()) == PodVolumePhase.NEW) {
            LOG.atWarn()
                    .addKeyValue("volume", id)
                    .log("other init containers ran before the one that waits for the volume");
        }
        return decide(restore, id, state);
    }

    private static boolean isRestic(PodVolumeRestoreSpec spec) {
        return spec != null
                && (spec.uploaderType() == null || spec.uploaderType() == UploaderType.RESTIC);
    }

    /// Whether an agent of this node began it.
    private boolean isTaken(PodVolumeRestoreStatus status) {
        return status != null && node.equals(status.node());
    }

    private UpdateControl<PodVolumeRestore> decide(
            PodVolumeRestore restore, VolumeId id, WaitingPod.State state) {
        switch (PodVolumePhase.of(restore.getStatus())) {
            case NEW -> {
                if (state == WaitingPod.State.RUNNING) {
                    operations.start(
                            id.uid(),
                            () -> VolumeOperation.attempt(id, () -> operation.begin(id, node)));
                    return lookAgain();
                }
            }
            case IN_PROGRESS -> {
                return inProgress(restore, id, state);
            }
            case COMPLETED -> completed(restore, id, state);
            case FAILED, CANCELED -> {
                if (!operation.isEnding(id)) { // somebody else has ended it
                    operations.cancel(id.uid());
                }
                if (state == WaitingPod.State.RUNNING && !told.contains(id.uid())) {
                    return tellFailure(id);
                }
            }
            case ACCEPTED, PREPARED, CANCELING, UNKNOWN -> {}
        }
        return UpdateControl.noUpdate();
    }

    private UpdateControl<PodVolumeRestore> inProgress(
            PodVolumeRestore restore, VolumeId id, WaitingPod.State state) {
        if (Boolean.TRUE.equals(restore.getSpec().cancel())) {
            operations.cancel(id.uid());
            return operations.startAtOnce(
                            id.uid(), () -> VolumeOperation.attempt(id, () -> operation.resume(id)))
                    ? UpdateControl.noUpdate()
                    : UpdateControl.<PodVolumeRestore>noUpdate().rescheduleAfter(SOON);
        }
        switch (state) {
            // It has seen that all is there, and the agent ended before it could say so.
            case DONE ->
                    operations.startAtOnce(
                            id.uid(),
                            () ->
                                    VolumeOperation.attempt(
                                            id, () -> objects.end(id, Ending.restored(-1, ""))));
            case RUNNING, ABSENT ->
                    operations.start(
                            id.uid(),
                            () -> VolumeOperation.attempt(id, () -> operation.resume(id)));
            case PENDING -> {} // the pod starts anew, and what was restored may be gone with it
        }
        return lookAgain();
    }

    private static UpdateControl<PodVolumeRestore> lookAgain() {
        return UpdateControl.<PodVolumeRestore>noUpdate()
                .rescheduleAfter(VolumeOperation.LOOK_AGAIN);
    }

    private void completed(PodVolumeRestore restore, VolumeId id, WaitingPod.State state) {
        String doneFile =
                Objects.requireNonNullElse(
                                restore.getMetadata().getAnnotations(), Map.<String, String>of())
                        .getOrDefault(Annotations.DONE_FILE, "");
        boolean over = state == WaitingPod.State.DONE;
        // A node that was restarted runs the init containers of its pods again.
        boolean again = state == WaitingPod.State.RUNNING;
        if (over && doneFile.equals(Annotations.DONE_FILE_WRITTEN)) {
            operations.startAtOnce(
                    id.uid(),
                    () ->
                            VolumeOperation.attempt(
                                    id, () -> objects.get(id).ifPresent(work::clean)));
        } else if (again && doneFile.equals(Annotations.DONE_FILE_REMOVED)) {
            operations.startAtOnce(
                    id.uid(),
                    () ->
                            VolumeOperation.attempt(
                                    id, () -> objects.get(id).ifPresent(work::rewrite)));
        }
    }

    /// Under a name of its own: the next event would cancel it. What fails is tried again when it
    /// comes by.
    private UpdateControl<PodVolumeRestore> tellFailure(VolumeId id) {
        if (operations.runs(id.uid())) { // what was cancelled has not ended yet
            return UpdateControl.<PodVolumeRestore>noUpdate().rescheduleAfter(SOON);
        }
        operations.startAtOnce(
                id.uid() + " failed", () -> VolumeOperation.attempt(id, () -> tell(id)));
        return UpdateControl.noUpdate();
    }

    private void tell(VolumeId id) {
        objects.get(id).ifPresent(item -> work.failed(item, item.text("/status/message")));
        told.add(id.uid());
    }

    /// Nobody restores it any more, and its pod would wait for ever.
    private void deleted(PodVolumeRestore restore, VolumeId id, WaitingPod.State state) {
        operations.cancel(id.uid());
        told.remove(id.uid());
        boolean open =
                switch (PodVolumePhase.of(restore.getStatus())) {
                    case NEW, IN_PROGRESS -> true;
                    case ACCEPTED, PREPARED, CANCELING, CANCELED, COMPLETED, FAILED, UNKNOWN ->
                            false;
                };
        if (open && state == WaitingPod.State.RUNNING) {
            Item item =
                    Item.of(
                            VeleroKind.POD_VOLUME_RESTORE.resource(),
                            Json.mapper().valueToTree(restore));
            operations.startAtOnce(
                    id.uid() + " deleted",
                    () ->
                            VolumeOperation.attempt(
                                    id, () -> work.failed(item, "the restore was deleted")));
        }
    }
}
