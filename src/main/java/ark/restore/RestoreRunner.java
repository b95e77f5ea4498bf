package ark.restore;

import ark.archive.ArchiveReader;
import ark.cluster.Cluster;
import ark.cluster.ResourceCatalog;
import ark.hook.RestoredPods;
import ark.item.GroupResource;
import ark.item.ItemKey;
import ark.operation.FailPoint;
import ark.operation.Pause;
import ark.operation.ProgressReporter;
import ark.restore.request.RestoreRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Restores wave after wave, many items of a wave at once: the only class of the package with
/// effects on the cluster's objects, through its [ItemRestorer].
final class RestoreRunner {
    /// The API server's discovery follows a new definition within moments.
    private static final Duration SERVED_WITHIN = Duration.ofSeconds(30);

    /// Items of a resource that cannot be restored are named up to this number; all are counted.
    private static final int NAMED = 5;

    /// What a person can do about an item that this cluster cannot hold as it was.
    static final String CONVERT =
            ". To have it all the same, take it out of `ark backup download`, change it to what"
                    + " this cluster serves (`kubectl convert`), and apply it";

    private static final Ending GOING_ON = new Ending.GoingOn();

    private final Parts parts;
    private final ProgressReporter progress;
    private final RestoreReport report = new RestoreReport();
    private final AtomicReference<ResourceCatalog> catalog;
    private final ItemRestorer items;

    /// What one run of a restore works with.
    record Parts(
            RestoreRequest request,
            ArchiveReader archive,
            RestorePlanner planner,
            Pods pods,
            RestoreLog log,
            Cluster cluster,
            RestoreSettings settings,
            Pause pause) {}

    /// What restored pods get behind them.
    record Pods(PodVolumes volumes, RestoredPods hooks) {}

    RestoreRunner(Parts parts, ProgressReporter progress) {
        this.parts = parts;
        this.progress = progress;
        this.catalog = new AtomicReference<>(new ResourceCatalog(List.of(), Map.of()));
        this.items = new ItemRestorer(parts, catalog::get, report);
    }

    /// Restores everything that is selected.
    ///
    /// @throws ark.cluster.ClusterException when the API server stays away or the work is
    ///     cancelled; what was restored stays
    /// @throws ark.archive.ArchiveException `IO`
    RestoreReport run() throws InterruptedException {
        ArchiveReader archive = parts.archive();
        if (archive.keys().isEmpty()) {
            parts.log().error("the backup holds no items: directory \"resources\" does not exist");
            return report;
        }
        catalog.set(parts.cluster().discover());
        RestorePlan definitions = parts.planner().definitions(catalog.get());
        restore(definitions, definitions.items());
        if (definitions.items() > 0) {
            catalog.set(afterDefinitions(definitions));
        }
        RestorePlan rest = parts.planner().everythingElse(catalog.get());
        tellUnknown(parts.planner().unknownNames(catalog.get()));
        tellLeftOut(rest);
        restore(rest, definitions.items() + rest.items());
        progress.now(report.count(), report.count());
        report.volumes(VolumeInfo.file(parts.pods().volumes().finish()));
        FailPoint.RESTORE_VOLUMES_ENDED.reached();
        parts.pods().hooks().await();
        FailPoint.RESTORE_HOOKS_ENDED.reached();
        return report;
    }

    /// As a backup tells it: whoever mistyped a name must not take an empty restore for a whole
    /// one.
    private void tellUnknown(RestorePlanner.UnknownNames names) {
        names.included()
                .forEach(
                        name ->
                                parts.log()
                                        .error(
                                                "No kind is called \""
                                                        + name
                                                        + "\": none is restored"));
        names.excluded()
                .forEach(
                        name ->
                                parts.log()
                                        .warn(
                                                "No kind is called \""
                                                        + name
                                                        + "\": none is excluded"));
    }

    private void tellLeftOut(RestorePlan plan) {
        plan.leftOut()
                .forEach(
                        skipped ->
                                parts.log().info(skipped.key(), "Left out: " + skipped.reason()));
        plan.unserved()
                .forEach(
                        (resource, items) ->
                                parts.log()
                                        .warn(
                                                "%d items of %s were not restored (%s): %s"
                                                        .formatted(
                                                                items.size(),
                                                                resource,
                                                                first(items),
                                                                whyUnserved(resource))));
    }

    private static String first(List<ItemKey> items) {
        String names =
                items.stream()
                        .limit(NAMED)
                        .map(ItemKey::path)
                        .sorted()
                        .collect(Collectors.joining(", "));
        return items.size() <= NAMED ? names : names + ", …";
    }

    private String whyUnserved(GroupResource resource) {
        return catalog.get().failedGroups().entrySet().stream()
                .filter(failed -> failed.getKey().startsWith(resource.group() + "/"))
                .map(failed -> "the cluster's API group " + failed.getKey() + " does not answer")
                .findFirst()
                .orElse("the cluster does not have this resource" + CONVERT);
    }

    /// What the cluster serves once the new definitions are in force.
    private ResourceCatalog afterDefinitions(RestorePlan definitions) throws InterruptedException {
        Cluster cluster = parts.cluster();
        var found = new AtomicReference<>(cluster.discover());
        boolean all =
                parts.pause()
                        .until(
                                SERVED_WITHIN,
                                () -> {
                                    found.set(cluster.discover());
                                    return definitions.keys().stream()
                                            .map(key -> GroupResource.parse(key.name()))
                                            .allMatch(r -> found.get().find(r).isPresent());
                                });
        if (!all) {
            parts.log().info("Not all restored definitions are served");
        }
        return found.get();
    }

    private void restore(RestorePlan plan, long total) throws InterruptedException {
        for (List<ItemKey> wave : plan.waves()) {
            parts.log()
                    .info(
                            "Restoring %d items, from %s to %s"
                                    .formatted(wave.size(), wave.getFirst(), wave.getLast()));
            restore(wave, total);
        }
    }

    /// Restores the items of one wave, a few at once. When one of them finds that nothing can go
    /// on, no more are begun, and that is thrown once those under way have ended.
    private void restore(List<ItemKey> wave, long total) throws InterruptedException {
        var permits = new Semaphore(parts.settings().itemsAtOnce());
        var ending = new AtomicReference<Ending>(GOING_ON);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                begin(
                        wave,
                        key -> threads.execute(() -> restore(key, total, permits, ending)),
                        permits,
                        () -> ending.get().equals(GOING_ON));
            } catch (InterruptedException e) {
                threads.shutdownNow();
                throw e;
            }
        } // waits for those under way; an interrupt is handed on to them
        if (Thread.interrupted()) {
            throw new InterruptedException("restoring was interrupted");
        }
        switch (ending.get()) {
            case Ending.GoingOn() -> {}
            case Ending.Failed(RuntimeException e) -> throw e;
            case Ending.Interrupted(InterruptedException e) -> throw e;
        }
    }

    private static void begin(
            List<ItemKey> wave, Consumer<ItemKey> start, Semaphore permits, BooleanSupplier goingOn)
            throws InterruptedException {
        for (ItemKey key : wave) {
            permits.acquire();
            if (!goingOn.getAsBoolean()) {
                return;
            }
            start.accept(key);
        }
    }

    private void restore(
            ItemKey key, long total, Semaphore permits, AtomicReference<Ending> ending) {
        try {
            items.restore(key);
            progress.now(Math.max(total, report.count()), report.count());
        } catch (RuntimeException e) {
            ending.compareAndSet(GOING_ON, new Ending.Failed(e));
        } catch (InterruptedException e) {
            ending.compareAndSet(GOING_ON, new Ending.Interrupted(e));
        } catch (Error e) { // else nobody would miss the item
            var failure = new IllegalStateException("restoring " + key + ": " + e, e);
            ending.compareAndSet(GOING_ON, new Ending.Failed(failure));
        } finally {
            permits.release();
        }
    }

    /// Why a wave broke off.
    private sealed interface Ending {
        record GoingOn() implements Ending {}

        record Failed(RuntimeException failure) implements Ending {}

        record Interrupted(InterruptedException interrupt) implements Ending {}
    }
}
