package ark.restore;

import ark.api.v1.BackupStorageLocation;
import ark.api.v1.Restore;
import ark.api.v1.RestorePhase;
import ark.api.v1.RestoreSpec;
import ark.api.v1.RestoreStatus;
import ark.cluster.ClusterException;
import ark.cluster.ClusterException.Reason;
import ark.item.Item;
import ark.operation.FailPoint;
import ark.operation.Pause;
import ark.podvolume.VolumeRequests;
import ark.podvolume.VolumeTools;
import ark.restore.request.RestoreRequest;
import ark.restore.request.RestoreValidator;
import ark.restore.request.RestoreValidator.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes one Restore to its last phase, from wherever it is.
final class RestoreOperation {
    private static final Logger LOG = LoggerFactory.getLogger(RestoreOperation.class);

    private static final Duration DELETION_YIELDS_WITHIN = Duration.ofSeconds(5);

    private final RestoreTools tools;
    private final Pause pause;
    private final RestoreObjects objects;
    private final RestoreValidator validator;
    private final VolumeTools volumes;
    private final RestoreAttempt attempt;

    RestoreOperation(RestoreTools tools, RestoreSettings settings, Pause pause) {
        this.tools = tools;
        this.pause = pause;
        objects = new RestoreObjects(tools.cluster(), settings.server().namespace());
        validator = new RestoreValidator(objects, settings.waits().podVolumes());
        volumes = new VolumeTools(tools.cluster(), tools.clock(), pause);
        attempt = new RestoreAttempt(tools, settings, pause);
    }

    /// Does nothing unless the Restore is there, and new or in progress. In progress it was begun
    /// by a server that did not finish it: what has its labels is its own.
    ///
    /// @throws ClusterException when the API server stays away or the work is cancelled; the
    ///     Restore is then as it was, or in progress
    void run(RestoreRequest.Id id) throws InterruptedException {
        Optional<Item> item = objects.restore(id);
        if (item.isEmpty()) {
            return; // what made us start was old news
        }
        RestorePhase phase = RestorePhase.of(item.get().text("/status/phase"));
        switch (phase) {
            case NEW -> run(id, item.get(), false);
            case IN_PROGRESS -> run(id, item.get(), true);
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
    }

    private void run(RestoreRequest.Id id, Item item, boolean resumed) throws InterruptedException {
        Restore restore;
        try {
            restore = RestoreObjects.decode(item);
        } catch (IllegalArgumentException e) {
            refuse(id, resumed, List.of("malformed: " + e.getMessage()));
            return;
        }
        switch (validator.validate(restore, resumed)) {
            case Verdict.Refused(List<String> problems) -> refuse(id, resumed, problems);
            case Verdict.Accepted(
                            RestoreRequest request,
                            var additions,
                            BackupStorageLocation location) -> {
                if (resumed) {
                    objects.patchSpec(id, additions);
                } else {
                    FailPoint.RESTORE_SEEN.reached();
                    begin(request, additions);
                    FailPoint.RESTORE_BEGUN.reached();
                }
                Optional<String> problem = lost(request);
                end(
                        request,
                        problem.isPresent() ? failed(problem.get()) : outcome(request, location));
                FailPoint.RESTORE_ENDED.reached();
            }
        }
    }

    /// One that was begun cannot be invalid any more: it failed.
    private void refuse(RestoreRequest.Id id, boolean resumed, List<String> problems) {
        RestorePhase phase = resumed ? RestorePhase.FAILED : RestorePhase.FAILED_VALIDATION;
        objects.patchStatus(
                id,
                RestoreStatus.builder()
                        .phase(phase)
                        .validationErrors(resumed ? null : problems)
                        .failureReason(resumed ? String.join("; ", problems) : null)
                        .completionTimestamp(resumed ? tools.clock().instant() : null)
                        .build());
        tools.metrics().ended("", phase);
    }

    /// One change: from the moment that it is in progress everybody sees which backup it needs.
    private void begin(RestoreRequest request, RestoreSpec additions) {
        objects.patchStatus(
                request.id(),
                RestoreStatus.builder()
                        .phase(RestorePhase.IN_PROGRESS)
                        .startTimestamp(tools.clock().instant())
                        .build(),
                additions);
        tools.metrics().began(request.schedule());
    }

    /// Why the backup cannot be restored any more. Whoever deletes a backup marks it and then looks
    /// for restores; a restore marks itself and then looks at the backup. So at least one of the
    /// two sees the other. A deletion that sees a restore takes its mark back at once, and that is
    /// waited for.
    private Optional<String> lost(RestoreRequest request) throws InterruptedException {
        var problem = new AtomicReference<Optional<String>>(Optional.empty());
        pause.until(
                DELETION_YIELDS_WITHIN,
                () -> {
                    problem.set(validator.problemOf(request.backup()));
                    return problem.get().isEmpty();
                });
        return problem.get();
    }

    private RestoreStatus outcome(RestoreRequest request, BackupStorageLocation location)
            throws InterruptedException {
        try {
            return attempt.run(request, location);
        } catch (InterruptedException e) {
            giveUpIfDeleted(request.id());
            throw e;
        } catch (ClusterException e) {
            if (e.reason() == Reason.CANCELLED) {
                giveUpIfDeleted(request.id());
            }
            if (e.reason() == Reason.CANCELLED || e.reason() == Reason.UNREACHABLE) {
                throw e;
            }
            return broken(request, e);
        } catch (RuntimeException e) { // a restore that always breaks must come to an end
            return broken(request, e);
        }
    }

    /// Nobody waits for the volumes of a Restore that is gone; those of one whose server stops go
    /// on, and the next server finds them.
    private void giveUpIfDeleted(RestoreRequest.Id id) {
        boolean interrupted = Thread.interrupted();
        try {
            boolean wanted =
                    objects.restore(id)
                            .filter(r -> r.text("/metadata/deletionTimestamp").isEmpty())
                            .isPresent();
            if (!wanted) {
                new VolumeRequests(volumes, RestoreObjects.owner(id)).remove();
            }
        } catch (ClusterException e) {
            LOG.atWarn()
                    .setCause(e)
                    .addKeyValue("restore", id)
                    .log("volumes may be restored for a restore that was deleted");
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private RestoreStatus broken(RestoreRequest request, RuntimeException e) {
        LOG.atError().setCause(e).addKeyValue("restore", request.id()).log("a restore broke off");
        return failed(String.valueOf(e.getMessage()));
    }

    private RestoreStatus failed(String reason) {
        return RestoreStatus.builder()
                .phase(RestorePhase.FAILED)
                .failureReason(reason)
                .completionTimestamp(tools.clock().instant())
                .build();
    }

    private void end(RestoreRequest request, RestoreStatus status) {
        objects.patchStatus(request.id(), status);
        tools.metrics().ended(request.schedule(), RestorePhase.of(status));
        LOG.atInfo()
                .addKeyValue("restore", request.id())
                .addKeyValue("phase", RestorePhase.of(status).text())
                .log("restore ended");
    }
}
