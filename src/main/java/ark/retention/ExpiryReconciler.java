package ark.retention;

import ark.api.v1.Backup;
import ark.api.v1.BackupPhase;
import ark.api.v1.BackupStorageLocation;
import ark.backupstore.BackupStore;
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
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts a sweep when a backup has expired, or when the last one is long ago.
///
/// Every Backup comes by when something happens to it, when it expires, and once a minute; a sweep
/// looks at all of them together, since what is too much at once cannot be told from one.
@ControllerConfiguration(
        name = "gc",
        generationAwareEventProcessing = false,
        triggerReconcilerOnAllEvents = true,
        maxReconciliationInterval =
                @MaxReconciliationInterval(interval = 1, timeUnit = TimeUnit.MINUTES))
public final class ExpiryReconciler implements Reconciler<Backup> {
    /// Two sweeps are never closer, so that backups that expire together are seen together.
    private static final Duration SOONEST = Duration.ofMinutes(1);

    private static final Logger log = LoggerFactory.getLogger(ExpiryReconciler.class);

    private final ExpirySettings settings;
    private final Operations operations;
    private final InstantSource clock;
    private final ExpirySweep sweep;
    private final SweepPace pace;
    private final LeftoverSweep leftovers;
    private final SweepPace leftoversPace;

    /// @param tools with operations of its own
    public ExpiryReconciler(
            ExpirySettings settings, DeletionReconciler.Tools tools, RetentionMetrics metrics) {
        this.settings = settings;
        this.operations = tools.operations();
        this.clock = tools.clock();
        this.pace = new SweepPace(SOONEST, settings.period());
        leftoversPace = new SweepPace(settings.period(), settings.period());
        var resources = new Resources(tools.cluster(), settings.namespace());
        leftovers =
                new LeftoverSweep(
                        settings.installation(),
                        resources,
                        tools.stores(),
                        tools.volumes(),
                        tools.clock());
        sweep =
                new ExpirySweep(
                        resources,
                        new OtherClocks() {
                            @Override
                            public Optional<Instant> ofCluster() {
                                return tools.cluster().time();
                            }

                            @Override
                            public Optional<Instant> ofStore(BackupStorageLocation location) {
                                try (BackupStore store = tools.stores().open(location)) {
                                    return store.time();
                                }
                            }
                        },
                        new Events(tools.cluster(), tools.clock()),
                        metrics,
                        tools.clock());
    }

    @Override
    public UpdateControl<Backup> reconcile(Backup backup, Context<Backup> context) {
        if (context.isPrimaryResourceDeleted()) {
            return UpdateControl.noUpdate();
        }
        Instant now = clock.instant();
        Optional<Instant> expiration =
                Optional.ofNullable(backup.getStatus()).map(status -> status.expiration());
        boolean due =
                expiration.filter(end -> !end.isAfter(now)).isPresent()
                        || BackupPhase.of(backup.getStatus()) == BackupPhase.DELETING;
        boolean refused = !pace.mayBegin(now, due);
        if (!refused) {
            operations.start("sweep", this::run);
        }
        if (leftoversPace.mayBegin(now, false)) {
            operations.start("leftovers", this::removeLeftovers);
        }
        if (due && refused) { // it came by when a sweep had just begun, maybe without it
            return UpdateControl.<Backup>noUpdate().rescheduleAfter(pace.left(now));
        }
        return expiration
                .filter(end -> end.isAfter(now) && end.isBefore(now.plus(SOONEST)))
                .map(end -> Duration.between(now, end).plusMillis(1))
                .map(wait -> UpdateControl.<Backup>noUpdate().rescheduleAfter(wait))
                .orElse(UpdateControl.noUpdate());
    }

    private void removeLeftovers() {
        try {
            leftovers.run();
        } catch (InterruptedException e) { // the server stops
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            if (!Thread.currentThread().isInterrupted()) {
                log.atWarn().setCause(e).log("could not look for what crashes left");
            }
        }
    }

    private void run() {
        try {
            sweep.run(settings.period());
        } catch (RuntimeException e) {
            if (!Thread.currentThread().isInterrupted()) { // tried again soon
                log.atWarn().setCause(e).log("could not look for expired backups");
            }
        }
    }
}
