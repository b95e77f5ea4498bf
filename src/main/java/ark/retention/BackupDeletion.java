package ark.retention;

import ark.api.v1.BackupPhase;
import ark.api.v1.Labels;
import ark.backupstore.BackupStore;
import ark.backupstore.BackupStores;
import ark.cluster.ClusterException;
import ark.item.InvalidJsonException;
import ark.item.Item;
import ark.item.Json;
import ark.spi.StoreException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
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
    private final RetentionMetrics metrics;

    BackupDeletion(Resources resources, BackupStores stores, RetentionMetrics metrics) {
        this.resources = resources;
        this.stores = stores;
        this.metrics = metrics;
    }

    /// @param name of the request
    void run(String name) {
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

    private void delete(Item request, DeletionPlan.Delete plan) {
        Item backup = plan.backup();
        String name = backup.key().name();
        String schedule = backup.labels().getOrDefault(Labels.SCHEDULE_NAME, "");
        deleteOtherRequests(request, name);
        resources.begin(request, backup);
        if (BackupPhase.of(backup.text("/status/phase")) != BackupPhase.DELETING) {
            resources.patchStatus(
                    Resources.BACKUPS,
                    backup,
                    Json.object().put("phase", BackupPhase.DELETING.text()));
        }
        metrics.attempted(schedule);
        List<String> errors = deleteAll(plan);
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

    private List<String> deleteAll(DeletionPlan.Delete plan) {
        var errors = new ArrayList<String>();
        try (BackupStore store = stores.open(Resources.location(plan.location()))) {
            deleteFiles(store, plan.backup());
            for (Item restore : plan.restores()) {
                deleteRestore(store, restore, errors);
            }
            if (errors.isEmpty()) {
                resources.delete(Resources.BACKUPS, plan.backup());
            }
        } catch (StoreException | ClusterException e) {
            errors.add(String.valueOf(e.getMessage()));
        }
        return errors;
    }

    private static void deleteFiles(BackupStore store, Item backup) {
        String name = backup.key().name();
        if (isAnother(store.metadata(name), backup)) {
            log.atWarn()
                    .addKeyValue("backup", name)
                    .log("the location holds another backup of that name, which stays");
            return;
        }
        store.delete(name);
    }

    /// Whether what the bucket holds is not this backup: one that failed because the name was
    /// taken must not take the other one's data along. A backup that another cluster made has
    /// another uid here, but the times are the same.
    private static boolean isAnother(Optional<byte[]> metadata, Item backup) {
        if (metadata.isEmpty()) {
            return false;
        }
        ObjectNode stored;
        try {
            stored = Json.object(metadata.get());
        } catch (InvalidJsonException e) {
            return false; // damaged
        }
        String uid = stored.at("/metadata/uid").asText();
        boolean sameTimes =
                List.of("/status/startTimestamp", "/status/completionTimestamp").stream()
                        .allMatch(time -> stored.at(time).asText().equals(backup.text(time)));
        return !sameTimes && !uid.equals(backup.text("/metadata/uid"));
    }

    private void deleteRestore(BackupStore store, Item restore, List<String> errors) {
        try {
            store.deleteRestore(restore.key().name(), restore.text("/spec/backupName"));
            resources.delete(Resources.RESTORES, restore);
            resources.letGo(restore); // its files are gone already
        } catch (StoreException | ClusterException e) { // the other restores can still go
            errors.add(String.valueOf(e.getMessage()));
        }
    }

    /// All requests for a backup that is no more have served.
    private void finish(String backup) {
        resources
                .requestsFor(backup)
                .forEach(request -> resources.delete(Resources.REQUESTS, request));
    }
}
