package ark.location;

import ark.api.v1.BackupStorageLocation;
import ark.api.v1.LocationPhase;
import ark.api.v1.VeleroKind;
import ark.backupstore.BackupStores;
import ark.cluster.Cluster;
import ark.cluster.ClusterException;
import ark.cluster.ResourceType;
import ark.event.Events;
import ark.item.GroupResource;
import ark.item.ItemKey;
import ark.item.Json;
import ark.operation.Operations;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks after the storage locations: at each change of one, and whenever its time has come.
@ControllerConfiguration(
        name = "backup-storage-location",
        generationAwareEventProcessing = false,
        triggerReconcilerOnAllEvents = true,
        maxReconciliationInterval =
                @MaxReconciliationInterval(interval = 1, timeUnit = TimeUnit.MINUTES))
public final class LocationReconciler implements Reconciler<BackupStorageLocation> {
    private static final GroupResource LOCATIONS = VeleroKind.BACKUP_STORAGE_LOCATION.resource();
    private static final ResourceType TYPE =
            VeleroKind.BACKUP_STORAGE_LOCATION.as(ResourceType::of);

    /// Not sooner, so that a location that cannot be written to is no busy loop.
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(LocationReconciler.class);

    /// What the reconciler works with.
    ///
    /// @param operations its own; one visit at a time per location
    public record Tools(
            Cluster cluster, BackupStores stores, Operations operations, InstantSource clock) {}

    private final LocationSettings settings;
    private final Operations operations;
    private final InstantSource clock;
    private final LocationMetrics metrics;
    private final Cluster cluster;
    private final LocationVisit visit;
    private final Map<String, LocationMemory> memories = new ConcurrentHashMap<>();
    private Optional<String> defaultLocation = Optional.empty();

    public LocationReconciler(LocationSettings settings, Tools tools, LocationMetrics metrics) {
        this.settings = settings;
        this.operations = tools.operations();
        this.clock = tools.clock();
        this.metrics = metrics;
        this.cluster = tools.cluster();
        String namespace = settings.namespace();
        var sync =
                new BackupSync(
                        new BackupsInCluster(cluster, namespace),
                        new LocationEvents(new Events(cluster, clock), namespace),
                        clock,
                        settings.removing());
        visit = new LocationVisit(tools.stores(), sync, this::patchStatus, metrics, clock);
    }

    @Override
    public UpdateControl<BackupStorageLocation> reconcile(
            BackupStorageLocation location, Context<BackupStorageLocation> context) {
        markDefault(() -> context.getPrimaryCache().list(settings.namespace(), _ -> true));
        String uid = location.getMetadata().getUid();
        if (context.isPrimaryResourceDeleted() || location.isMarkedForDeletion()) {
            operations.cancel(uid);
            memories.remove(uid);
            metrics.forget(location.getMetadata().getName());
            return UpdateControl.noUpdate();
        }
        return UpdateControl.<BackupStorageLocation>noUpdate()
                .rescheduleAfter(lookAt(location, uid));
    }

    /// Starts what is due.
    ///
    /// @return when to look again
    private Duration lookAt(BackupStorageLocation location, String uid) {
        Instant now = clock.instant();
        LocationMemory memory = memories.computeIfAbsent(uid, _ -> new LocationMemory());
        LocationPlan plan =
                LocationPlan.of(
                        location.getSpec(),
                        location.getStatus(),
                        settings,
                        new LocationPlan.Facts(now, memory.tried(location.getSpec())));
        boolean available = LocationPhase.of(location.getStatus()) == LocationPhase.AVAILABLE;
        metrics.available(location.getMetadata().getName(), available);
        if (plan.validationDue(now) || (available && plan.syncDue(now))) {
            operations.start(uid, () -> visit(location, plan, memory));
            return LocationPlan.LOOK;
        }
        return Stream.of(plan.validation(), plan.sync())
                .flatMap(Optional::stream)
                .map(due -> Duration.between(now, due))
                .filter(wait -> wait.compareTo(LocationPlan.LOOK) < 0)
                .min(Duration::compareTo)
                .map(wait -> wait.compareTo(SHORTEST) < 0 ? SHORTEST : wait)
                .orElse(LocationPlan.LOOK);
    }

    private void visit(BackupStorageLocation location, LocationPlan plan, LocationMemory memory) {
        try {
            visit.run(location, plan, memory);
        } catch (InterruptedException e) { // the server stops, or the location was deleted
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            log.atWarn()
                    .setCause(e)
                    .addKeyValue("location", location.getMetadata().getName())
                    .log("cannot look after the location, trying again");
        }
    }

    private void patchStatus(String location, ObjectNode status) {
        cluster.patchStatus(TYPE, key(location), status);
    }

    /// One at a time: who looked before another one changed the default would change it back.
    ///
    /// @param known is looked at here
    private synchronized void markDefault(Supplier<Stream<BackupStorageLocation>> known) {
        List<BackupStorageLocation> locations = known.get().toList();
        Map<String, Boolean> changes =
                DefaultLocation.changes(locations, settings.defaultLocation(), defaultLocation);
        changes.forEach(this::mark);
        if (changes.isEmpty()) {
            defaultLocation =
                    locations.stream()
                            .filter(DefaultLocation::marked)
                            .map(location -> location.getMetadata().getName())
                            .findFirst();
        }
    }

    private void mark(String location, boolean isDefault) {
        ObjectNode patch = Json.object();
        patch.putObject("spec").put("default", isDefault);
        try {
            cluster.patch(TYPE, key(location), patch);
            log.atInfo()
                    .addKeyValue("location", location)
                    .log(isDefault ? "now the default location" : "no longer a default location");
        } catch (ClusterException e) {
            log.atWarn().setCause(e).addKeyValue("location", location).log("cannot mark");
        }
    }

    private ItemKey key(String location) {
        return new ItemKey(LOCATIONS, settings.namespace(), location);
    }
}
