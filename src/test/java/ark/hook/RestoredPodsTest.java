package ark.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.api.v1.HookStatus;
import ark.api.v1.RestoreSpec;
import ark.cluster.exec.ExecResult.End;
import ark.item.Item;
import ark.item.Json;
import ark.restore.action.Yaml;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RestoredPodsTest {
    private static final String COMMAND = "post.hook.restore.velero.io/command: load";

    private final FakeCommands commands = new FakeCommands();
    private final FakeLog log = new FakeLog();
    private final HookCounts counts = new HookCounts();
    private final FakeRestoredPods cluster = new FakeRestoredPods();

    private RestoredPods pods(String spec) {
        RestoreSpec.Hooks hooks =
                Json.mapper()
                        .convertValue(
                                Yaml.tree("resources:\n" + spec.indent(2)),
                                RestoreSpec.Hooks.class);
        return new RestoredPods(
                RestoreHooks.of(hooks),
                new RestoredPods.Tools(
                        commands,
                        cluster,
                        log,
                        cluster,
                        new RestoredPods.Run("uid-r1", Duration.ofHours(4), counts)));
    }

    private RestoredPods pods() {
        return pods("[]");
    }

    private static Item pod(String name, String annotations) {
        return Pods.pod(name, annotations).edit(json -> json.remove("status"));
    }

    @Test
    void aHookRunsOnceItsContainerRuns() throws InterruptedException {
        Item pod = pod("db-0", COMMAND);
        cluster.put(pod);
        cluster.beforeLook(3, () -> cluster.runs(pod, false, "main"));

        try (RestoredPods pods = pods()) {
            pods.restored(pod);
            pods.await();

            assertThat(commands.ran).containsExactly("shop/db-0 main load");
            assertThat(cluster.looks.get()).isGreaterThanOrEqualTo(3);
            assertThat(counts.status()).contains(new HookStatus(1L, 0L));
        }
        assertThat(cluster.marks)
                .containsExactly("shop/db-0 uid-r1 begun", "shop/db-0 uid-r1 done");
        assertThat(log.problems()).isEmpty();
    }

    @Test
    void nothingIsOverBeforeItsEndIsSaid() throws InterruptedException {
        cluster.marksLate(" done");
        Item pod = pod("db-0", COMMAND);
        cluster.runs(pod, true, "main");

        try (RestoredPods pods = pods()) {
            pods.restored(pod);
            pods.await();
        }

        assertThat(cluster.marks).endsWith("shop/db-0 uid-r1 done");
    }

    @Test
    void withoutHooksNobodyLooksAtPods() throws InterruptedException {
        try (RestoredPods pods = pods()) {
            pods.restored(pod("db-0", ""));
            pods.await();

            assertThat(counts.status()).isEmpty();
        }
        assertThat(cluster.looks.get()).isZero();
    }

    @Test
    void aHookThatWaitsForReadyWaitsForIt() throws InterruptedException {
        Item pod = pod("db-0", COMMAND + ", post.hook.restore.velero.io/wait-for-ready: 'true'");
        cluster.runs(pod, false, "main");
        cluster.beforeLook(
                5,
                () -> {
                    assertThat(commands.ran).isEmpty();
                    cluster.runs(pod, true, "main");
                });

        try (RestoredPods pods = pods()) {
            pods.restored(pod);
            pods.await();
        }

        assertThat(commands.ran).hasSize(1);
    }

    @Test
    void hooksOfOneContainerRunInTheirOrder() throws InterruptedException {
        Item pod = pod("db-0", "");
        cluster.runs(pod, true, "main", "side");

        try (RestoredPods pods =
                pods(
                        """
                        - {name: h, postHooks: [{exec: {command: [a]}}, {exec: {command: [b]}},
                           {exec: {command: [c], waitForReady: true}}]}
                        """)) {
            pods.restored(pod);
            pods.await();
        }

        assertThat(commands.ran)
                .containsExactly("shop/db-0 main a", "shop/db-0 main b", "shop/db-0 main c");
    }

    @Test
    void aStuckCommandHoldsUpNeitherOtherPodsNorOtherContainers() throws InterruptedException {
        var stuck = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        commands.on(
                "stuck",
                _ -> {
                    stuck.countDown();
                    try {
                        assertThat(go.await(60, TimeUnit.SECONDS)).isTrue();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    return FakeCommands.ended(new End.TimedOut(Duration.ofSeconds(30)));
                });
        commands.on(
                "load",
                _ -> {
                    go.countDown();
                    return FakeCommands.ended(new End.Exited(0));
                });
        Item first = pod("db-0", "post.hook.restore.velero.io/command: stuck");
        Item second = pod("db-1", COMMAND);
        cluster.runs(first, true, "main");
        cluster.put(second);

        try (RestoredPods pods = pods()) {
            pods.restored(first);
            assertThat(stuck.await(60, TimeUnit.SECONDS)).isTrue();
            pods.restored(second);
            cluster.runs(second, true, "main");
            pods.await();

            assertThat(counts.status()).contains(new HookStatus(2L, 1L));
        }
        assertThat(log.problems())
                .containsExactly("warn shop/db-0: Error executing hook: timed out after 30s");
    }

    @Test
    void aContainerThatDoesNotRunInTimeIsAMissedHookAndTheNextOneStillHasItsTime()
            throws InterruptedException {
        Item pod = pod("db-0", "");
        cluster.put(pod);
        cluster.beforeLook(20, () -> cluster.runs(pod, true, "main"));

        try (RestoredPods pods =
                pods(
                        """
                        - {name: h, postHooks: [{exec: {command: [a], waitTimeout: 5s}},
                           {exec: {command: [b], waitTimeout: 1h}}]}
                        """)) {
            pods.restored(pod);
            pods.await();

            assertThat(counts.status()).contains(new HookStatus(2L, 1L));
        }
        assertThat(commands.ran).containsExactly("shop/db-0 main b");
        assertThat(log.problems())
                .containsExactly(
                        "warn shop/db-0: Error executing hook: Hook h in container main expired"
                                + " before executing");
    }

    @Test
    void withoutATimeAHookWaitsAsLongAsARestoreWaits() throws InterruptedException {
        Item pod = pod("db-0", COMMAND);
        cluster.put(pod);

        try (RestoredPods pods =
                new RestoredPods(
                        RestoreHooks.NONE,
                        new RestoredPods.Tools(
                                commands,
                                cluster,
                                log,
                                cluster,
                                new RestoredPods.Run("u", Duration.ofSeconds(30), counts)))) {
            pods.restored(pod);
            pods.await();
        }

        assertThat(log.problems()).singleElement().asString().contains("expired");
        assertThat(cluster.nanos.get()).isGreaterThan(Duration.ofSeconds(30).toNanos());
    }

    @Test
    void aHookThatMustNotFailGivesUpItsPodOnly() throws InterruptedException {
        commands.fails("a");
        Item first = pod("db-0", "");
        Item second = pod("db-1", "");
        cluster.runs(first, true, "main");
        cluster.runs(second, true, "main");

        try (RestoredPods pods =
                pods(
                        """
                        - {name: h, postHooks: [{exec: {command: [a], onError: Fail}},
                           {exec: {command: [b]}}]}
                        """)) {
            pods.restored(first);
            commands.on("a", _ -> FakeCommands.ended(new End.Exited(0)));
            pods.restored(second);
            pods.await();
        }

        assertThat(commands.ran).contains("shop/db-1 main b");
    }

    @Test
    void whatFollowsAFailureIsTold() throws InterruptedException {
        commands.fails("a");
        Item pod = pod("db-0", "");
        cluster.runs(pod, true, "main");

        try (RestoredPods pods =
                pods(
                        """
                        - {name: h, postHooks: [{exec: {command: [a], onError: Fail}},
                           {exec: {command: [b]}}]}
                        """)) {
            pods.restored(pod);
            pods.await();

            assertThat(counts.status()).contains(new HookStatus(2L, 2L));
        }
        assertThat(log.problems())
                .containsExactly(
                        "error shop/db-0: Error executing hook: command terminated with exit code"
                                + " 1: no luck",
                        "warn shop/db-0: Error executing hook: an earlier hook of the pod failed");
    }

    @Test
    void aPodThatEndedOrIsGoneMissesItsHooks() throws InterruptedException {
        Item ended = pod("db-0", COMMAND + ", post.hook.restore.velero.io/on-error: Fail");
        Item deleted = pod("db-1", COMMAND);
        Item replaced = pod("db-2", COMMAND);
        cluster.phase(ended, "Succeeded");
        cluster.runs(
                replaced.edit(json -> json.withObject("/metadata").put("uid", "other")),
                true,
                "main");

        try (RestoredPods pods = pods()) {
            pods.restored(ended);
            pods.restored(deleted);
            pods.restored(replaced);
            pods.await();
        }

        assertThat(commands.ran).isEmpty();
        assertThat(log.problems())
                .containsExactlyInAnyOrder(
                        "error shop/db-0: Error executing hook: Pod entered phase Succeeded before"
                                + " some post-restore exec hooks ran",
                        "warn shop/db-1: Error executing hook: pod shop/db-1 was deleted before all"
                                + " its hooks ran",
                        "warn shop/db-2: Error executing hook: pod shop/db-2 was deleted before all"
                                + " its hooks ran");
    }

    @Test
    void anApiServerThatIsAwayIsAskedAgain() throws InterruptedException {
        Item pod = pod("db-0", COMMAND);
        cluster.silent = true;
        cluster.beforeLook(
                4,
                () -> {
                    cluster.silent = false;
                    cluster.runs(pod, true, "main");
                });

        try (RestoredPods pods = pods()) {
            pods.restored(pod);
            pods.await();
        }

        assertThat(commands.ran).hasSize(1);
    }

    @Test
    void aContainerThatThePodDoesNotHaveIsAWarning() throws InterruptedException {
        try (RestoredPods pods = pods()) {
            pods.restored(pod("db-0", COMMAND + ", post.hook.restore.velero.io/container: nope"));
            pods.await();
        }

        assertThat(log.problems())
                .containsExactly(
                        "warn shop/db-0: its hook is not run: no such container: \"nope\"");
    }

    @Test
    void aResumedRestoreDoesNotRunAHookTwice() throws InterruptedException {
        Item done = pod("db-0", COMMAND + ", ark.dev/restore-hooks: uid-r1 done");
        Item begun = pod("db-1", COMMAND + ", ark.dev/restore-hooks: uid-r1 begun");
        Item ofAnother = pod("db-2", COMMAND + ", ark.dev/restore-hooks: uid-r0 done");
        cluster.runs(ofAnother, true, "main");

        try (RestoredPods pods = pods()) {
            List.of(done, begun, ofAnother).forEach(pods::restored);
            pods.await();
        }

        assertThat(commands.ran).containsExactly("shop/db-2 main load");
        assertThat(log.problems())
                .containsExactly(
                        "warn shop/db-1: Error executing hook: its hooks were begun by a server"
                                + " that was stopped; they are not run again");
    }

    @Test
    void closingEndsWhatRuns() throws InterruptedException {
        var begun = new CountDownLatch(1);
        commands.hangs("load", begun);
        Item pod = pod("db-0", COMMAND);
        cluster.runs(pod, true, "main");
        RestoredPods pods = pods();
        pods.restored(pod);
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();

        pods.close();

        assertThatThrownBy(pods::await).isInstanceOf(Exception.class);
        assertThat(cluster.marks).doesNotContain("shop/db-0 uid-r1 done");
    }

    @Test
    void whateverBreaksInOnePodEndsThatPod() throws InterruptedException {
        commands.on(
                "load",
                _ -> {
                    throw new IllegalStateException("a fault of ours");
                });
        Item pod = pod("db-0", COMMAND);
        cluster.runs(pod, true, "main");

        try (RestoredPods pods = pods()) {
            pods.restored(pod);
            pods.await();

            assertThat(counts.status()).contains(new HookStatus(1L, 1L));
        }
        assertThat(log.problems()).singleElement().asString().contains("a fault of ours");
    }

    @Test
    void noMoreThanAFewCommandsRunAtOnce() throws InterruptedException {
        var running = new java.util.concurrent.atomic.AtomicInteger();
        var most = new java.util.concurrent.atomic.AtomicInteger();
        commands.on(
                "load",
                _ -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    Thread.onSpinWait();
                    running.decrementAndGet();
                    return FakeCommands.ended(new End.Exited(0));
                });

        try (RestoredPods pods = pods()) {
            for (int i = 0; i < 200; i++) {
                Item pod = pod("db-" + i, COMMAND);
                cluster.runs(pod, true, "main");
                pods.restored(pod);
            }
            pods.await();

            assertThat(counts.status()).contains(new HookStatus(200L, 0L));
        }
        assertThat(most.get()).isLessThanOrEqualTo(16);
    }
}
