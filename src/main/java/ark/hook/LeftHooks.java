package ark.hook;

import ark.item.ItemKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Runs the post hooks that a dead server left behind.
public final class LeftHooks {
    private final HookRunner runner;

    public LeftHooks(Commands commands, HookLog log) {
        runner = new HookRunner(commands, log, new HookCounts());
    }

    /// Runs all that are due, the pods side by side.
    ///
    /// @return a sentence for each that failed: `post hook of pod shop/db-0: timed out after 30s`
    /// @throws ark.cluster.ClusterException `CANCELLED`: those that were not begun are still due
    public List<String> run(List<OpenHooks.OfPod> due) throws InterruptedException {
        var tasks = new ArrayList<Callable<List<String>>>();
        due.forEach(pod -> tasks.add(() -> run(pod.pod(), pod.hooks())));
        var failures = new ArrayList<String>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<List<String>> ended : threads.invokeAll(tasks)) {
                failures.addAll(ended.resultNow());
            }
        }
        return failures;
    }

    private List<String> run(ItemKey pod, List<Hook> hooks) {
        var failures = new ArrayList<String>();
        for (Hook hook : hooks) {
            runner.run(pod, hook, Hook.Phase.POST)
                    .ifPresent(why -> failures.add("post hook of pod " + pod.path() + ": " + why));
        }
        return failures;
    }
}
