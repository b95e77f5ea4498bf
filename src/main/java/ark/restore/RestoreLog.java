package ark.restore;

import ark.backupstore.Results;
import ark.backupstore.Results.Scope;
import ark.backupstore.ResultsCollector;
import ark.backupstore.RunLog;
import ark.item.ItemKey;

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

    private static String[] facts(ItemKey key) {
        return new String[] {
            "resource", key.resource().toString(), "namespace", key.namespace(), "name", key.name()
        };
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
