package ark.restore;

import ark.backupstore.Results;
import ark.backupstore.Results.Scope;
import ark.backupstore.ResultsCollector;
import ark.backupstore.RunLog;
import ark.hook.HookLog;
import ark.item.ItemKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// What a restore says while it runs: in its log, and, of what is wrong, in its results as well.
/// The
/// two agree, and their counts are the status's. For many threads.
final class RestoreLog {
    private final RunLog log;
    private final ResultsCollector results = new ResultsCollector();

    /// @param log closed by whoever made it
    RestoreLog(RunLog log) {
        this.log = log;
    }

    /// @param keysAndValues facts of this line: key, value, key, value …
    void info(String message, String... keysAndValues) {
        log.info(message, keysAndValues);
    }

    void info(ItemKey key, String message) {
        log.info(message, facts(key));
    }

    /// A warning about the restore as a whole.
    void warn(String message) {
        results.warning(new Scope.Velero(), message);
        log.warn(message);
    }

    /// @param target the item where it is restored to
    void warn(ItemKey target, String message) {
        results.warning(Scope.ofObjectIn(target.namespace()), message);
        log.warn(message, facts(target));
    }

    /// An error of the restore as a whole: something is missing in the cluster.
    void error(String message) {
        results.error(new Scope.Velero(), message);
        log.error(message);
    }

    /// @param target the item where it is restored to
    void error(ItemKey target, String message) {
        results.error(Scope.ofObjectIn(target.namespace()), message);
        log.error(message, facts(target));
    }

    /// What the hooks of restored pods say; each line names its pod.
    HookLog ofHooks() {
        return new HookLog() {
            @Override
            public void info(ItemKey pod, String message, String... more) {
                log.info(named(pod, message), facts(pod, more));
            }

            @Override
            public void warn(ItemKey pod, String message, String... more) {
                results.warning(Scope.ofObjectIn(pod.namespace()), named(pod, message));
                log.warn(named(pod, message), facts(pod, more));
            }

            @Override
            public void error(ItemKey pod, String message, String... more) {
                results.error(Scope.ofObjectIn(pod.namespace()), named(pod, message));
                log.error(named(pod, message), facts(pod, more));
            }
        };
    }

    private static String named(ItemKey pod, String message) {
        return "pod " + pod.path() + ": " + message;
    }

    private static String[] facts(ItemKey key, String... more) {
        var facts = new ArrayList<>(List.of("resource", key.resource().toString()));
        Collections.addAll(facts, "namespace", key.namespace(), "name", key.name());
        Collections.addAll(facts, more);
        return facts.toArray(String[]::new);
    }

    int warnings() {
        return results.warnings();
    }

    int errors() {
        return results.errors();
    }

    Results results() {
        return results.results();
    }
}
