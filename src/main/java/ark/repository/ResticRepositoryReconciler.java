package ark.repository;

import ark.api.v1.GoDuration;
import ark.api.v1.RepositoryPhase;
import ark.api.v1.ResticRepository;
import ark.api.v1.ResticRepositorySpec;
import ark.api.v1.ResticRepositoryStatus;
import ark.cluster.ClusterException;
import ark.operation.Operations;
import ark.restic.ResticException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at the ResticRepositories: at each change of one, and every five minutes.
@ControllerConfiguration(
        name = "restic-repository",
        generationAwareEventProcessing = false,
        triggerReconcilerOnAllEvents = true,
        maxReconciliationInterval =
                @MaxReconciliationInterval(interval = 5, timeUnit = TimeUnit.MINUTES))
public final class ResticRepositoryReconciler implements Reconciler<ResticRepository> {
    private static final Duration AGAIN = Duration.ofSeconds(15);

    private static final Logger log = LoggerFactory.getLogger(ResticRepositoryReconciler.class);

    private final RepositorySettings settings;
    private final RepositoryTools tools;
    private final RepositoryMetrics metrics;
    private final Operations operations;
    private final RepositoryWork work;
    private final Map<String, Instant> looks = new ConcurrentHashMap<>();

    /// @param operations its own; one at a time per repository
    public ResticRepositoryReconciler(
            RepositorySettings settings,
            RepositoryTools tools,
            RepositoryMetrics metrics,
            Operations operations) {
        this.settings = settings;
        this.tools = tools;
        this.metrics = metrics;
        this.operations = operations;
        work = new RepositoryWork(settings, tools, metrics);
    }

    @Override
    public UpdateControl<ResticRepository> reconcile(
            ResticRepository repository, Context<ResticRepository> context) {
        String name = repository.getMetadata().getName();
        String uid = repository.getMetadata().getUid();
        if (context.isPrimaryResourceDeleted() || repository.isMarkedForDeletion()) {
            operations.cancel(uid);
            looks.remove(uid);
            metrics.forget(name);
            return UpdateControl.noUpdate();
        }
        Instant now = tools.clock().instant();
        RepositoryPlan plan = RepositoryPlan.of(facts(repository, uid), now);
        if (plan instanceof RepositoryPlan.Rest(Instant until)) {
            Duration pause = Duration.between(now, until).plusMillis(1);
            return UpdateControl.<ResticRepository>noUpdate().rescheduleAfter(pause);
        }
        if (operations.start(uid, () -> run(name, uid, plan))) {
            looks.put(uid, now);
        }
        return UpdateControl.<ResticRepository>noUpdate().rescheduleAfter(AGAIN);
    }

    private RepositoryPlan.Facts facts(ResticRepository repository, String uid) {
        ResticRepositoryStatus status = repository.getStatus();
        Instant maintained = status == null ? null : status.lastMaintenanceTime();
        return new RepositoryPlan.Facts(
                RepositoryPhase.of(status),
                looks.getOrDefault(uid, Instant.MIN),
                maintained == null ? Instant.MIN : maintained,
                every(repository.getSpec()));
    }

    private Duration every(@org.jspecify.annotations.Nullable ResticRepositorySpec spec) {
        String given = spec == null ? null : spec.maintenanceFrequency();
        try {
            Duration every = given == null ? Duration.ZERO : GoDuration.parse(given);
            return every.isPositive() ? every : settings.pruneEvery();
        } catch (IllegalArgumentException | DateTimeException e) { // somebody wrote anything
            return settings.pruneEvery();
        }
    }

    private void run(String name, String uid, RepositoryPlan plan) {
        try {
            work.run(name, plan);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ClusterException e) {
            if (e.reason() != ClusterException.Reason.CANCELLED) {
                looks.remove(uid); // nothing could be written: tried again soon
                log.atWarn().setCause(e).addKeyValue("repository", name).log("tried again soon");
            }
        } catch (ResticException e) {
            if (e.reason() != ResticException.Reason.CANCELLED) {
                throw e;
            }
        }
    }
}
