package ark.retention;

import ark.api.v1.BackupPhase;
import ark.api.v1.BackupStorageLocation;
import ark.api.v1.Labels;
import ark.backupstore.BackupStore;
import ark.backupstore.BackupStores;
import ark.event.Events;
import ark.item.Item;
import ark.item.Json;
import ark.operation.FailPoint;
import ark.spi.StoreException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out one DeleteBackupRequest, from wherever an earlier attempt got to.
///
/// What fails is collected in the request; the Backup then stays, in phase `Deleting`, and another
/// request tries again.
final class BackupDeletion {
    private static final Logger log = LoggerFactory.getLogger(BackupDeletion.class);

    private final Resources resources;
    private final BackupStores stores;
    private final VolumeData volumes;
    private final Events events;
    private final RetentionMetrics metrics;

    BackupDeletion(
            Resources resources,
            BackupStores stores,
            VolumeData volumes,
            Events events,
            RetentionMetrics metrics) {
        this.resources = resources;
        this.stores = stores;
        this.volumes = volumes;
        this.events = events;
        this.metrics = metrics;
    }

    /// Carries it out.
    ///
    /// @param name of the request
    /// @throws InterruptedException when the server stops
    void run(String name) throws InterruptedException {
        Optional<Item> request = resources.get(Resources.REQUESTS, name);
        if (request.isEmpty() || request.get().text("/status/phase").equals("Processed")) {
            return;
        }
        String backup = request.get().text("/spec/backupName");
        switch (DeletionPlan.of(request.get(), facts(request.get(), backup))) {
            case DeletionPlan.Leave() -> {}
            case DeletionPlan.Refuse(String why) -> refuse(request.get(), why);
            case DeletionPlan.Finish() -> finish(backup);
            case DeletionPlan.DeleteResource(Item found) -> {
                resources.delete(Resources.BACKUPS, found);
                finish(backup);
            }
            case DeletionPlan.Delete plan -> delete(request.get(), plan);
        }
    }

    private DeletionPlan.Facts facts(Item request, String backup) {
        if (backup.isEmpty()) {
            return new DeletionPlan.Facts(
                    List.of(request), Optional.empty(), Optional.empty(), List.of());
        }
        Optional<Item> found = resources.get(Resources.BACKUPS, backup);
        return new DeletionPlan.Facts(
                resources.requestsFor(backup),
                found,
                found.flatMap(
                        item ->
                                resources.get(
                                        Resources.LOCATIONS, item.text("/spec/storageLocation"))),
                resources.restoresOf(backup));
    }

    private void refuse(Item request, String why) {
        log.atWarn().addKeyValue("request", request.key().name()).log("not deleted: " + why);
        processed(request, List.of(why));
    }

    private void processed(Item request, List<String> errors) {
        ObjectNode status = Json.object().put("phase", "Processed");
        ArrayNode list = status.putArray("errors");
        errors.forEach(list::add);
        resources.patchStatus(Resources.REQUESTS, request, status);
    }

    private void delete(Item request, DeletionPlan.Delete plan) throws InterruptedException {
        Item backup = plan.backup();
        String name = backup.key().name();
        try (BackupStore store = stores.open(BackupStorageLocation.of(plan.location()))) {
            var work = new DeletionWork(resources, store, volumes, plan, events);
            Optional<String> refusal = work.refusal();
            if (refusal.isPresent()) {
                refuse(request, refusal.get());
                return;
            }
            deleteOtherRequests(request, name);
            resources.begin(request, backup);
            FailPoint.DELETION_BEGUN.reached();
            if (!marked(backup)) {
                refuse(request, "a restore of it has just begun");
                return;
            }
            FailPoint.DELETION_MARKED.reached();
            tell(request, backup, work.run());
        } catch (StoreException e) {
            processed(request, List.of(String.valueOf(e.getMessage())));
        }
    }

    /// Marks the backup, so that no restore begins any more. One that began before it could see the
    /// mark is seen here: each of the two looks behind its own mark.
    private boolean marked(Item backup) {
        if (BackupPhase.of(backup.text("/status/phase")) == BackupPhase.DELETING) {
            return true;
        }
        resources.patchStatus(
                Resources.BACKUPS, backup, Json.object().put("phase", BackupPhase.DELETING.text()));
        if (resources.restoresOf(backup.key().name()).stream().noneMatch(DeletionPlan::pins)) {
            return true;
        }
        resources.patchStatus(
                Resources.BACKUPS,
                backup,
                Json.object().put("phase", backup.text("/status/phase")));
        return false;
    }

    private void tell(Item request, Item backup, List<String> errors) {
        String name = backup.key().name();
        String schedule = backup.labels().getOrDefault(Labels.SCHEDULE_NAME, "");
        metrics.attempted(schedule);
        if (errors.isEmpty()) {
            metrics.succeeded(schedule);
            log.atInfo().addKeyValue("backup", name).log("backup deleted");
            finish(name);
        } else {
            metrics.failed(schedule);
            log.atError().addKeyValue("backup", name).log("not deleted: " + errors);
            processed(request, errors);
        }
    }

    private void deleteOtherRequests(Item request, String backup) {
        resources.requestsFor(backup).stream()
                .filter(other -> !other.key().equals(request.key()))
                .forEach(other -> resources.delete(Resources.REQUESTS, other));
    }

    /// All requests for a backup that is no more have served.
    private void finish(String backup) {
        resources
                .requestsFor(backup)
                .forEach(
                        request -> {
                            resources.delete(Resources.REQUESTS, request);
                            FailPoint.DELETION_REQUEST_REMOVED.reached();
                        });
    }
}
