package ark.hook;

import ark.item.ItemKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/// Runs the post hooks that a dead server left behind.
public final class LeftHooks {
    private static final Logger SERVER_LOG = LoggerFactory.getLogger(LeftHooks.class);

    private final HookRunner runner;

    public LeftHooks(Commands commands) {
        runner = new HookRunner(commands, new ServerLog(), new HookCounts());
    }

    /// The run that they belong to has no log any more.
    private static final class ServerLog implements HookLog {
        @Override
        public void info(ItemKey pod, String message, String... facts) {
            log(Level.INFO, pod, message, facts);
        }

        @Override
        public void warn(ItemKey pod, String message, String... facts) {
            log(Level.WARN, pod, message, facts);
        }

        @Override
        public void error(ItemKey pod, String message, String... facts) {
            log(Level.ERROR, pod, message, facts);
        }

        private static void log(Level level, ItemKey pod, String message, String... facts) {
            LoggingEventBuilder line = SERVER_LOG.atLevel(level).addKeyValue("pod", pod.path());
            for (int i = 0; i + 1 < facts.length; i += 2) {
                line = line.addKeyValue(facts[i], facts[i + 1]);
            }
            line.log(message);
        }
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
            Optional<String> failure = runner.run(pod, hook, Hook.Phase.POST);
            failure.ifPresent(
                    why -> {
                        String sentence = "post hook of pod " + pod.path() + ": " + why;
                        SERVER_LOG.atError().log(sentence);
                        failures.add(sentence);
                    });
        }
        return failures;
    }
}
