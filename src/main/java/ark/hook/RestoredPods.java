package ark.hook;

import ark.api.v1.Annotations;
import ark.cluster.ClusterException;
import ark.cluster.ClusterException.Reason;
import ark.item.Item;
import ark.item.ItemKey;
import ark.operation.FailPoint;
import ark.operation.Pause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Runs the hooks of a restore's pods: each when its container runs, no pod waiting for another.
///
/// One thread looks at all pods that wait, with one list per namespace; commands run on threads of
/// their own, a limited number at once. A hook is begun once, also when the restore is resumed: a
/// mark on the pod says so.
public final class RestoredPods implements AutoCloseable {
    /// Commands that run at once.
    private static final int COMMANDS_AT_ONCE = 16;

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /// Looking takes no more than a fifth of the time: lists of large namespaces cost.
    private static final int PAUSE_FACTOR = 4;

    private static final String BEGUN = " begun";
    private static final String DONE = " done";

    private final RestoreHooks hooks;
    private final Tools tools;
    private final HookRunner runner;
    private final HookCounts counts;
    private final Semaphore permits = new Semaphore(COMMANDS_AT_ONCE, true);
    private final ConcurrentLinkedQueue<RestoredPod> waiting = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean allRestored;

    /// Guarded by this.
    private @Nullable Future<?> looking;

    /// What the hooks of a restore work with.
    public record Tools(Commands commands, Pods pods, HookLog log, Pause pause, Run run) {}

    /// The restore.
    ///
    /// @param uid of the Restore
    /// @param longestWait for a container, where a hook names no time
    /// @param counts gets what is tried and what fails
    public record Run(String uid, Duration longestWait, HookCounts counts) {}

    /// The pods of the restore, as they are now.
    public interface Pods {
        /// Lists them in their newest state.
        ///
        /// @throws ClusterException when the API server does not tell
        List<Item> in(String namespace);

        /// Puts the annotation `ark.dev/restore-hooks` on a pod.
        ///
        /// @throws ClusterException when that fails
        void mark(ItemKey pod, String mark);
    }

    public RestoredPods(RestoreHooks hooks, Tools tools) {
        this.hooks = hooks;
        this.tools = tools;
        counts = tools.run().counts();
        runner = new HookRunner(tools.commands(), tools.log(), counts);
    }

    /// Takes a pod that this restore has created. Returns at once.
    ///
    /// @param pod as the API server stored it
    public void restored(Item pod) {
        var warnings = new ArrayList<String>();
        var own = new ArrayList<RestoreHook>();
        for (RestoreHook hook : hooks.of(pod, warnings)) {
            if (HookRunner.has(pod, hook.hook().container())) {
                own.add(hook);
            } else {
                warnings.add(
                        "its hook is not run: no such container: \""
                                + OutputLines.shown(hook.hook().container())
                                + "\"");
            }
        }
        warnings.forEach(warning -> tools.log().warn(pod.key(), warning));
        if (own.isEmpty() || begunBefore(pod, own)) {
            return;
        }
        waiting.add(new RestoredPod(pod, own, tools.pause().nanoTime(), tools.run().longestWait()));
        synchronized (this) {
            if (looking == null) {
                looking = threads.submit(this::lookUntilDone);
            }
        }
    }

    /// A server that was stopped may have begun the hooks; whether they ended nobody knows.
    private boolean begunBefore(Item pod, List<RestoreHook> own) {
        String mark = pod.annotations().getOrDefault(Annotations.RESTORE_HOOKS, "");
        if (mark.equals(tools.run().uid() + DONE)) {
            return true;
        }
        if (!mark.equals(tools.run().uid() + BEGUN)) {
            return false;
        }
        String why = "its hooks were begun by a server that was stopped; they are not run again";
        own.forEach(hook -> missed(pod.key(), new RestoredPod.Missed(hook, why)));
        return true;
    }

    /// Waits until no hook is left. No more pods come.
    public void await() throws InterruptedException {
        allRestored = true;
        Future<?> end;
        synchronized (this) {
            end = looking;
        }
        try {
            if (end != null) {
                end.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException own ? own : new IllegalStateException(e);
        }
    }

    /// Ends everything that runs.
    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }

    private Boolean lookUntilDone() throws InterruptedException {
        while (true) {
            boolean last = allRestored; // before the look, which then sees every pod
            waiting.removeIf(RestoredPod::finished);
            if (last && waiting.isEmpty()) {
                return true;
            }
            long begun = tools.pause().nanoTime();
            look();
            Duration took = Duration.ofNanos(tools.pause().nanoTime() - begun);
            Duration pause = took.multipliedBy(PAUSE_FACTOR);
            tools.pause().of(pause.compareTo(LOOK_EVERY) > 0 ? pause : LOOK_EVERY);
        }
    }

    private void look() {
        Map<String, Optional<Map<ItemKey, Item>>> seen = new HashMap<>();
        for (RestoredPod pod : List.copyOf(waiting)) { // each was created before the lists
            Optional<Map<ItemKey, Item>> live =
                    seen.computeIfAbsent(pod.key().namespace(), this::podsIn);
            long now = tools.pause().nanoTime();
            RestoredPod.Look look =
                    live.isPresent()
                            ? pod.look(Optional.ofNullable(live.get().get(pod.key())), now)
                            : pod.unknown(now);
            look.missed().forEach(miss -> missed(pod.key(), miss));
            look.startable().forEach(container -> threads.execute(() -> run(pod, container)));
        }
    }

    /// Empty when the API server does not tell now; it is asked again.
    private Optional<Map<ItemKey, Item>> podsIn(String namespace) {
        try {
            Map<ItemKey, Item> pods = new HashMap<>();
            tools.pods().in(namespace).forEach(pod -> pods.put(pod.key(), pod));
            return Optional.of(pods);
        } catch (ClusterException e) {
            if (e.reason() == Reason.CANCELLED) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private void run(RestoredPod pod, String container) {
        try {
            permits.acquire();
        } catch (InterruptedException _) {
            return; // closed
        }
        try {
            mark(pod, BEGUN);
            FailPoint.RESTORE_HOOK_MARKED.reached();
            runAll(pod, container);
        } catch (RuntimeException e) { // whatever it is, only this pod is given up
            if (e instanceof ClusterException refused && refused.reason() == Reason.CANCELLED) {
                return; // closed: nobody knows how far the command came
            }
            counts.failed();
            tools.log().error(pod.key(), "Error executing hook: " + e);
            pod.giveUp().forEach(miss -> missed(pod.key(), miss));
        } finally {
            permits.release();
        }
        if (pod.idle(container)) {
            end(pod);
        }
    }

    private void end(RestoredPod pod) {
        try {
            mark(pod, DONE);
        } finally {
            pod.ended();
        }
    }

    private void runAll(RestoredPod pod, String container) {
        Optional<RestoreHook> next = pod.next(container, false);
        while (next.isPresent()) {
            RestoreHook hook = next.get();
            Optional<String> failure = runner.run(pod.key(), hook.hook(), Hook.Phase.RESTORE);
            FailPoint.RESTORE_HOOK_RUN.reached();
            failure.ifPresent(why -> tell(pod.key(), hook, why));
            if (failure.isPresent() && hook.fails()) {
                pod.giveUp().forEach(miss -> missed(pod.key(), miss));
            }
            next = pod.next(container, true);
        }
    }

    private void mark(RestoredPod pod, String state) {
        try {
            tools.pods().mark(pod.key(), tools.run().uid() + state);
        } catch (ClusterException e) {
            if (e.reason() == Reason.CANCELLED) {
                throw e;
            }
            tools.log().info(pod.key(), "its hooks could not be marked as" + state + ": " + e);
        }
    }

    private void missed(ItemKey pod, RestoredPod.Missed miss) {
        counts.attempted();
        counts.failed();
        tell(pod, miss.hook(), miss.why());
    }

    private void tell(ItemKey pod, RestoreHook hook, String why) {
        if (hook.fails()) {
            tools.log().error(pod, "Error executing hook: " + why);
        } else {
            tools.log().warn(pod, "Error executing hook: " + why);
        }
    }
}
