package ark.hook;

import ark.cluster.ClusterException;
import ark.hook.Hook.OnError;
import ark.item.Item;
import ark.operation.FailPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Runs the hooks of one backup around the capture of each pod. For one thread.
///
/// When a pre hook of a pod was begun, all post hooks of the pod run, also when the pre hook failed
/// or timed out, when the capture failed, when the backup is cancelled, and, by [LeftHooks], when
/// the server died: what froze a file system may have done so before it failed.
public final class PodQuiesce {
    /// Pods that have come to their end: nothing in them writes any more.
    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

    private final HookRunner runner;
    private final HookLog log;
    private final Ledger ledger;
    private final List<OpenHooks.OfPod> open = new ArrayList<>();

    /// Where it is written which post hooks are due should the server die.
    public interface Ledger {
        /// Replaces what is written.
        ///
        /// @param open none when nothing is due any more
        /// @throws ClusterException when that cannot be written
        void write(List<OpenHooks.OfPod> open);
    }

    /// Something between pre and post hooks.
    public interface Capture<T> {
        T run() throws InterruptedException;
    }

    /// What came of a pod.
    public sealed interface Outcome<T> {
        /// Captured, and no hook forbids to keep it.
        record Captured<T>(T result) implements Outcome<T> {}

        /// A hook with `onError: Fail` failed, and so did the pod.
        ///
        /// @param doing `running its pre hook`
        record Refused<T>(String doing, String cause) implements Outcome<T> {}
    }

    /// What the pre hooks came to.
    ///
    /// @param begun whether post hooks are due, whatever happens now
    /// @param refusal why the pod must not be captured; empty when it may
    private record Before(boolean begun, Optional<String> refusal) {}

    public PodQuiesce(Commands commands, HookLog log, HookCounts counts, Ledger ledger) {
        this.runner = new HookRunner(commands, log, counts);
        this.log = log;
        this.ledger = ledger;
    }

    /// Runs pre hooks, the capture unless one of them forbids it, and post hooks.
    ///
    /// @throws InterruptedException when the backup is cancelled; due post hooks have run
    /// @throws RuntimeException of the capture, or when the ledger cannot be written; likewise
    public <T> Outcome<T> around(Item pod, PodHooks hooks, Capture<T> capture)
            throws InterruptedException {
        hooks.warnings().forEach(warning -> log.warn(pod.key(), warning));
        if (hooks.none() || !runs(pod)) {
            return new Outcome.Captured<>(capture.run());
        }
        Before before = begin(pod, hooks);
        if (before.refusal().isPresent()) {
            if (before.begun()) {
                after(pod, hooks);
            }
            return new Outcome.Refused<>("running its pre hook", before.refusal().get());
        }
        T result;
        try {
            result = capture.run();
        } catch (RuntimeException | InterruptedException e) {
            afterBreak(pod, hooks, before, e);
            throw e;
        }
        boolean due = before.begun() || hooks.pre().isEmpty();
        Optional<String> refusal = due ? after(pod, hooks) : Optional.empty();
        return refusal.isPresent()
                ? new Outcome.Refused<>("running its post hook", refusal.get())
                : new Outcome.Captured<>(result);
    }

    /// A pod that does not run has nothing to quiesce.
    private boolean runs(Item pod) {
        String phase = pod.text("/status/phase");
        if (ENDED.contains(phase)) {
            log.info(pod.key(), "its hooks are not run: the pod has ended");
            return false;
        }
        if (phase.equals("Pending")) {
            log.warn(pod.key(), "its hooks are not run: the pod does not run yet");
            return false;
        }
        return true;
    }

    private Before begin(Item pod, PodHooks hooks) {
        if (hooks.pre().isEmpty()) {
            return new Before(false, Optional.empty());
        }
        Optional<String> unwritten = note(pod, hooks);
        if (unwritten.isPresent()) {
            tell(pod, unwritten.get());
            boolean fail = hooks.pre().stream().anyMatch(hook -> hook.onError() == OnError.FAIL);
            return new Before(false, fail ? unwritten : Optional.empty());
        }
        try {
            Before before = new Before(true, before(pod, hooks));
            FailPoint.BACKUP_PRE_HOOKS_RUN.reached();
            return before;
        } catch (RuntimeException e) {
            afterBreak(pod, hooks, new Before(true, Optional.empty()), e);
            throw e;
        }
    }

    /// @return why it cannot be noted which post hooks are due, for instance because they are too
    ///     long; the pre hooks must then not run
    private Optional<String> note(Item pod, PodHooks hooks) {
        if (hooks.post().isEmpty()) {
            return Optional.empty();
        }
        open.add(new OpenHooks.OfPod(pod.key(), hooks.post()));
        try {
            ledger.write(List.copyOf(open));
            FailPoint.BACKUP_HOOKS_NOTED.reached();
            return Optional.empty();
        } catch (ClusterException e) {
            open.removeLast();
            return switch (e.reason()) {
                case INVALID, REFUSED ->
                        Optional.of("its post hooks cannot be noted: " + e.apiMessage());
                default -> throw e;
            };
        }
    }

    private Optional<String> before(Item pod, PodHooks hooks) {
        for (Hook hook : hooks.pre()) {
            Optional<String> failure = runner.run(pod, hook, Hook.Phase.PRE);
            if (failure.isPresent()) {
                tell(pod, failure.get());
                if (hook.onError() == OnError.FAIL) {
                    return failure;
                }
            }
        }
        return Optional.empty();
    }

    private void tell(Item pod, String failure) {
        log.error(pod.key(), "Error executing hook: " + failure);
    }

    private void afterBreak(Item pod, PodHooks hooks, Before before, Exception broken) {
        if (before.begun()) {
            try {
                after(pod, hooks);
            } catch (RuntimeException e) { // what broke first counts
                broken.addSuppressed(e);
            }
        }
    }

    /// Runs every post hook, also behind one that failed, also in a thread that is interrupted.
    ///
    /// @return why the pod must not be kept; empty when it may
    private Optional<String> after(Item pod, PodHooks hooks) {
        return Uninterrupted.run("post-hooks", () -> runAll(pod, hooks.post()));
    }

    private Optional<String> runAll(Item pod, List<Hook> post) {
        Optional<String> refusal = Optional.empty();
        for (Hook hook : post) {
            Optional<String> failure = runner.run(pod, hook, Hook.Phase.POST);
            if (failure.isPresent()) {
                tell(pod, failure.get());
                if (hook.onError() == OnError.FAIL && refusal.isEmpty()) {
                    refusal = failure;
                }
            }
        }
        FailPoint.BACKUP_POST_HOOKS_RUN.reached();
        if (open.removeIf(due -> due.pod().equals(pod.key()))) {
            ledger.write(List.copyOf(open));
            FailPoint.BACKUP_HOOKS_CLEARED.reached();
        }
        return refusal;
    }
}
