package ark.repository;

import ark.api.v1.BackupStorageLocation;
import ark.api.v1.GoTime;
import ark.api.v1.RepositoryPhase;
import ark.cluster.ClusterException;
import ark.item.Item;
import ark.item.Json;
import ark.restic.ResticException;
import ark.spi.StoreException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does what a [RepositoryPlan] says, and writes what came of it.
final class RepositoryWork {
    private static final int MAX_MESSAGE = 4000;

    /// Begins the message of a repository that was not maintained.
    private static final String FAILED = "maintenance failed: ";

    private static final Logger log = LoggerFactory.getLogger(RepositoryWork.class);

    private final RepositorySettings settings;
    private final RepositoryTools tools;
    private final RepositoryObjects objects;
    private final RepositoryPreparation preparation;
    private final RepositoryUpkeep upkeep;
    private final RepositoryMetrics metrics;

    RepositoryWork(RepositorySettings settings, RepositoryTools tools, RepositoryMetrics metrics) {
        this.settings = settings;
        this.tools = tools;
        this.metrics = metrics;
        objects = new RepositoryObjects(tools.cluster(), settings.namespace());
        preparation = new RepositoryPreparation(tools);
        upkeep = new RepositoryUpkeep(tools);
    }

    /// Does it for a repository that may be gone by now.
    ///
    /// @throws ClusterException when the API server refuses
    void run(String name, RepositoryPlan plan) throws InterruptedException {
        Optional<Item> found = objects.repository(name);
        if (found.isEmpty()) {
            return;
        }
        Item repository = found.get();
        Optional<BackupStorageLocation> location =
                objects.location(repository.text("/spec/backupStorageLocation"));
        if (location.isEmpty()) {
            write(
                    repository,
                    new Prepared.NotReady(
                            "",
                            "BackupStorageLocation \"%s\" does not exist"
                                    .formatted(repository.text("/spec/backupStorageLocation"))));
            return;
        }
        String volumeNamespace = repository.text("/spec/volumeNamespace");
        switch (plan) {
            case RepositoryPlan.Rest _ -> {}
            case RepositoryPlan.Prepare() ->
                    write(repository, preparation.run(volumeNamespace, location.get()));
            case RepositoryPlan.Unlock() -> unlock(repository, volumeNamespace, location.get());
            case RepositoryPlan.Maintain() -> {
                unlock(repository, volumeNamespace, location.get());
                maintain(repository, volumeNamespace, location.get());
            }
        }
    }

    private void write(Item repository, Prepared prepared) {
        switch (prepared) {
            case Prepared.Ready(String address, String warning) ->
                    ready(repository, address, warning);
            case Prepared.NotReady(String address, String why) ->
                    notReady(repository, address, why);
        }
    }

    private void ready(Item repository, String address, String warning) {
        Item complete = objects.complete(repository, address, settings.pruneEvery());
        ObjectNode status = Json.object().put("phase", RepositoryPhase.READY.text());
        message(status, warning);
        if (complete.text("/status/lastMaintenanceTime").isEmpty()) {
            status.put("lastMaintenanceTime", GoTime.format(tools.clock().instant()));
        }
        objects.mirror(objects.patchStatus(complete, status));
        if (!warning.isEmpty()) {
            warn(repository, "FixedPassword", warning);
        }
        log.atInfo()
                .addKeyValue("repository", repository.key().name())
                .addKeyValue("address", address)
                .log("repository is ready");
    }

    private void notReady(Item repository, String address, String why) {
        Item complete = objects.complete(repository, address, settings.pruneEvery());
        ObjectNode status = Json.object().put("phase", RepositoryPhase.NOT_READY.text());
        message(status, why);
        objects.mirror(objects.patchStatus(complete, status));
        warn(repository, "RepositoryNotReady", why);
        log.atWarn()
                .addKeyValue("repository", repository.key().name())
                .log("repository is not ready: " + why);
    }

    private static void message(ObjectNode status, String text) {
        if (text.isEmpty()) {
            status.putNull("message");
        } else {
            String line = text.replaceAll("\\p{Cntrl}", " ");
            status.put(
                    "message",
                    line.length() > MAX_MESSAGE ? line.substring(0, MAX_MESSAGE - 1) + "…" : line);
        }
    }

    private void warn(Item repository, String reason, String message) {
        tools.events().warn(RepositoryObjects.REPOSITORIES, repository.key(), reason, message);
    }

    private void unlock(Item repository, String volumeNamespace, BackupStorageLocation location) {
        try {
            upkeep.unlock(volumeNamespace, location);
        } catch (StoreException e) {
            notReady(repository, "", String.valueOf(e.getMessage()));
        } catch (ResticException e) {
            switch (e.reason()) {
                case CANCELLED -> throw e;
                case NO_REPOSITORY, WRONG_PASSWORD ->
                        notReady(repository, "", String.valueOf(e.getMessage()));
                default -> log(repository, e); // it is looked at again
            }
        }
    }

    private static void log(Item repository, RuntimeException e) {
        log.atWarn()
                .addKeyValue("repository", repository.key().name())
                .log(String.valueOf(e.getMessage()));
    }

    private void maintain(Item repository, String volumeNamespace, BackupStorageLocation location)
            throws InterruptedException {
        if (objects.repository(repository.key().name())
                .filter(now -> RepositoryObjects.phase(now) == RepositoryPhase.READY)
                .isEmpty()) {
            return;
        }
        String name = repository.key().name();
        Instant began = tools.clock().instant();
        try {
            upkeep.prune(volumeNamespace, location);
        } catch (ResticException | ClusterException | StoreException e) {
            maintenanceFailed(repository, e);
            return;
        }
        metrics.maintained(name, Duration.between(began, tools.clock().instant()));
        ObjectNode status = Json.object().put("lastMaintenanceTime", GoTime.format(began));
        if (repository.text("/status/message").startsWith(FAILED)) {
            status.putNull("message");
        }
        objects.mirror(objects.patchStatus(repository, status));
        log.atInfo().addKeyValue("repository", name).log("repository is pruned");
    }

    /// It stays ready: a repository that cannot be pruned now can still be used.
    private void maintenanceFailed(Item repository, RuntimeException e) {
        if (e instanceof ResticException failure
                && failure.reason() == ResticException.Reason.CANCELLED) {
            throw failure;
        }
        metrics.failed(repository.key().name());
        String why = FAILED + e.getMessage();
        ObjectNode status = Json.object();
        message(status, why);
        objects.mirror(objects.patchStatus(repository, status));
        warn(repository, "MaintenanceFailed", why);
        log(repository, e);
    }
}
