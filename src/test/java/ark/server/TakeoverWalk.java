package ark.server;

import static ark.operation.FailPoint.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ark.operation.FailPoint;
import ark.server.TakeoverScenario.Attendance;
import ark.testing.KubernetesCluster;
import ark.testing.LongTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// Every fail point, in an order of servers that die there one after the other, and what the last
/// one must have made of it.
final class TakeoverWalk {
    /// The files of a backup beside its manifest and metadata.
    private static final int FILES = 10;

    private static final int ATTEMPTS = 3;

    /// Each is two servers, most of the time waiting for a lease to expire.
    private static final int AT_ONCE = 3;

    private static final AtomicInteger WORLDS = new AtomicInteger();

    /// One step of the walk.
    ///
    /// @param deaths where the first server dies, and the second; the next one settles
    record Step(List<String> deaths, TakeoverScenario scenario) {
        Step {
            deaths = List.copyOf(deaths);
        }

        static Step of(FailPoint point, TakeoverScenario scenario) {
            return new Step(List.of(point.name()), scenario);
        }

        /// @param times at which time that the point is reached
        static Step of(FailPoint point, int times, TakeoverScenario scenario) {
            return new Step(List.of(point + ":" + times), scenario);
        }

        /// The second server dies, too.
        static Step of(FailPoint first, FailPoint second, TakeoverScenario scenario) {
            return new Step(List.of(first.name(), second.name()), scenario);
        }

        /// The point that it is about.
        FailPoint point() {
            return FailPoint.valueOf(deaths.getLast().replaceAll(":.*", ""));
        }

        @Override
        public String toString() {
            return String.join(", ", deaths);
        }
    }

    private TakeoverWalk() {}

    /// Those that need no node.
    static List<Step> steps() {
        return Stream.of(settlements(), backups(), others(), deletions(), restores())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Step> backups() {
        var completed = new TakeoverScenario.OfBackup("Completed", Attendance.AGENT);
        var failed = new TakeoverScenario.OfBackup("Failed", Attendance.AGENT);
        var steps = new ArrayList<Step>();
        steps.add(Step.of(BACKUP_SEEN, completed));
        steps.add(Step.of(BACKUP_BEGUN, failed));
        steps.add(Step.of(BACKUP_NAME_CLAIMED, failed));
        steps.add(
                Step.of(
                        BACKUP_VOLUME_REQUESTED,
                        new TakeoverScenario.OfBackup("Failed", Attendance.NOBODY)));
        steps.add(Step.of(BACKUP_VOLUME_REQUESTED, failed));
        steps.add(Step.of(BACKUP_VOLUMES_ENDED, failed));
        steps.add(Step.of(BACKUP_ARCHIVED, failed));
        for (int i = 1; i <= FILES; i++) {
            steps.add(Step.of(BACKUP_FILE_STORED, i, failed));
        }
        steps.add(Step.of(BACKUP_MANIFEST_STORED, failed));
        steps.add(Step.of(BACKUP_COMMITTED, completed));
        steps.add(Step.of(BACKUP_ENDED, completed));
        return steps;
    }

    private static List<Step> settlements() {
        var failed = new TakeoverScenario.OfBackup("Failed", Attendance.AGENT);
        return Stream.of(
                        SETTLEMENT_LEFTOVERS_REMOVED,
                        SETTLEMENT_VOLUMES_STOPPED,
                        SETTLEMENT_ENDED,
                        SETTLEMENT_SNAPSHOTS_FORGOTTEN)
                .map(point -> Step.of(BACKUP_MANIFEST_STORED, point, failed))
                .toList();
    }

    private static List<Step> restores() {
        var restored = new TakeoverScenario.OfRestore();
        var steps = new ArrayList<Step>();
        for (FailPoint point :
                List.of(
                        RESTORE_SEEN,
                        RESTORE_BEGUN,
                        RESTORE_NAMESPACE_CREATED,
                        RESTORE_VOLUME_REQUESTED,
                        RESTORE_VOLUMES_ENDED,
                        RESTORE_HOOKS_ENDED,
                        RESTORE_ENDED)) {
            steps.add(Step.of(point, restored));
        }
        for (int i = 1; i <= 4; i++) { // three ConfigMaps and a Pod
            steps.add(Step.of(RESTORE_ITEM_CREATED, i, restored));
            steps.add(Step.of(RESTORE_ITEM_COMPLETE, i, restored));
        }
        for (int i = 1; i <= 4; i++) { // resource list, volumes, log, results
            steps.add(Step.of(RESTORE_FILE_STORED, i, restored));
        }
        return steps;
    }

    private static List<Step> deletions() {
        return Stream.of(
                        DELETION_BEGUN,
                        DELETION_MARKED,
                        DELETION_METADATA_REMOVED,
                        DELETION_SNAPSHOTS_FORGOTTEN,
                        DELETION_FILES_REMOVED,
                        DELETION_RESTORE_FILES_REMOVED,
                        DELETION_RESTORE_REMOVED,
                        DELETION_BACKUP_REMOVED,
                        DELETION_REQUEST_REMOVED)
                .map(point -> Step.of(point, new TakeoverScenario.OfDeletion()))
                .toList();
    }

    private static List<Step> others() {
        var found = new TakeoverScenario.OfSync();
        var due = new TakeoverScenario.OfSchedule();
        return List.of(
                Step.of(SYNC_BACKUP_CREATED, 1, found),
                Step.of(SYNC_BACKUP_CREATED, 2, found),
                Step.of(SYNC_VOLUME_CREATED, 1, found),
                Step.of(SYNC_VOLUME_CREATED, 3, found),
                Step.of(SYNC_VOLUMES_MARKED, found),
                Step.of(SYNC_BACKUP_REMOVED, new TakeoverScenario.OfLoss()),
                Step.of(SCHEDULE_DUE, due),
                Step.of(SCHEDULE_RUN_NOTED, due),
                Step.of(SCHEDULE_BACKUP_CREATED, due),
                Step.of(SCHEDULE_ENDED, due));
    }

    /// Those that run commands in pods, which only a node does.
    static List<Step> ofHooks() {
        return List.of(
                Step.of(BACKUP_HOOKS_NOTED, new TakeoverHooks.OfBackup(Map.of("post", 1))),
                Step.of(
                        BACKUP_PRE_HOOKS_RUN,
                        new TakeoverHooks.OfBackup(Map.of("pre", 1, "post", 1))),
                // nobody knows any more that it has run, and it must bear to run again
                Step.of(
                        BACKUP_POST_HOOKS_RUN,
                        new TakeoverHooks.OfBackup(Map.of("pre", 1, "post", 2))),
                Step.of(
                        BACKUP_HOOKS_CLEARED,
                        new TakeoverHooks.OfBackup(Map.of("pre", 1, "post", 1))),
                Step.of(
                        BACKUP_PRE_HOOKS_RUN,
                        SETTLEMENT_HOOKS_RUN,
                        new TakeoverHooks.OfBackup(Map.of("pre", 1, "post", 2))),
                Step.of(RESTORE_HOOK_MARKED, new TakeoverHooks.OfRestore(Map.of())),
                Step.of(RESTORE_HOOK_RUN, new TakeoverHooks.OfRestore(Map.of("restored", 1))));
    }

    /// Walks the usual steps, all with `-Dark.long=true`, and with `-Dark.points=REGEX` those of
    /// them whose names match; some at once.
    static void walk(List<Step> all, Set<FailPoint> usual, KubernetesCluster cluster, Path folder)
            throws InterruptedException {
        String names = System.getProperty("ark.points", ".*");
        List<Step> steps =
                all.stream()
                        .filter(step -> LongTests.wanted() || isOneOf(usual, step))
                        .filter(step -> step.toString().matches(names))
                        .toList();
        var took = new TreeMap<String, Duration>();
        var failures = new ArrayList<String>();
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Callable<Duration>> tasks =
                    steps.stream()
                            .map(step -> (Callable<Duration>) () -> take(step, cluster, folder))
                            .toList();
            List<Future<Duration>> ends = threads.invokeAll(tasks);
            for (int i = 0; i < steps.size(); i++) {
                try {
                    took.put(steps.get(i).toString(), ends.get(i).get());
                } catch (ExecutionException e) {
                    failures.add(String.valueOf(e.getCause()));
                }
            }
        }
        System.out.println("seconds from the last death until all was settled: " + took);
        assertThat(failures).isEmpty();
    }

    private static boolean isOneOf(Set<FailPoint> usual, Step step) {
        return step.deaths().size() == 1 && usual.contains(step.point());
    }

    /// Takes one step. On a machine that is so busy that a server loses its lease before it has
    /// come to the point, the step is taken again.
    ///
    /// @param folder of the test
    /// @return how long it took from the last death until everything was settled
    private static Duration take(Step step, KubernetesCluster cluster, Path folder)
            throws Exception {
        for (int attempt = 1; ; attempt++) {
            String name = "takeover-" + WORLDS.incrementAndGet();
            Path own = Files.createTempDirectory(folder, "w");
            try (var world = new TakeoverWorld(cluster, name, own)) {
                Optional<Duration> took = taken(step, world, attempt == ATTEMPTS);
                if (took.isPresent()) {
                    System.out.printf("%s: %s s%n", step, took.get().toSeconds());
                    return took.get();
                }
            }
        }
    }

    /// @param last whether it must not be taken again
    private static Optional<Duration> taken(Step step, TakeoverWorld world, boolean last)
            throws IOException {
        try {
            return Optional.of(take(step, world));
        } catch (Exception | AssertionError e) {
            String logs = world.logs();
            if (last || !logs.contains("lost the lease")) {
                throw new AssertionError(step + ": " + e + "\n" + logs, e);
            }
            return Optional.empty();
        }
    }

    private static Duration take(Step step, TakeoverWorld world) throws Exception {
        TakeoverScenario scenario = step.scenario();
        ServerProcess first = world.start(step.deaths().getFirst());
        first.awaitWork(TakeoverWorld.PATIENCE);
        scenario.prepare(world);
        ServerProcess next = world.start(step.deaths().size() == 1 ? "" : step.deaths().getLast());
        next.awaitLog("listening for download", TakeoverWorld.PATIENCE);
        scenario.trigger(world);
        ServerProcess last = survivor(step, world, first, next);
        long died = System.nanoTime();
        Map<String, String> before = world.uids();
        await(step + " is settled")
                .atMost(TakeoverWorld.PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(
                        () ->
                                last.log().contains("Server started successfully")
                                        && scenario.settled(world));
        Duration took = Duration.ofNanos(System.nanoTime() - died);
        scenario.judge(world);
        assertNothingWasDoneTwice(before, world.uids());
        world.assertBucketIsConsistent();
        assertThat(last.runs()).isTrue();
        scenario.goOn(world);
        return took;
    }

    /// Waits for the deaths.
    private static ServerProcess survivor(
            Step step, TakeoverWorld world, ServerProcess first, ServerProcess next)
            throws Exception {
        assertDies(first);
        if (step.deaths().size() == 1) {
            return next;
        }
        ServerProcess last = world.start(""); // it sees the lease later, so the next one gets it
        assertDies(next);
        return last;
    }

    private static void assertDies(ServerProcess server) throws Exception {
        assertThat(server.awaitExit(TakeoverWorld.PATIENCE)).isEqualTo(137);
    }

    /// What was there before is the same still, or gone.
    private static void assertNothingWasDoneTwice(
            Map<String, String> before, Map<String, String> after) {
        before.forEach(
                (object, uid) ->
                        assertThat(after.getOrDefault(object, uid)).as(object).isEqualTo(uid));
    }
}
