package ark.backup;

import ark.backup.collect.ItemCollector;
import ark.backup.volume.VolumeCapture;
import ark.backupstore.Results;
import ark.backupstore.Results.Scope;
import ark.backupstore.ResultsCollector;
import ark.backupstore.RunLog;
import ark.hook.HookLog;
import ark.item.ItemKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// What a backup says while it runs: in its log, and, of what is wrong, in its results as well. The
/// two agree, and their counts are the status's. For many threads.
final class BackupLog implements ItemCollector.Listener, VolumeCapture.Log, HookLog {
    private final RunLog log;
    private final ResultsCollector results = new ResultsCollector();

    /// @param log closed by whoever made it
    BackupLog(RunLog log) {
        this.log = log;
    }

    /// @param keysAndValues facts of this line: key, value, key, value …
    @Override
    public void info(String message, String... keysAndValues) {
        log.info(message, keysAndValues);
    }

    @Override
    public void info(ItemKey key, String message) {
        log.info(message, facts(key));
    }

    @Override
    public void info(ItemKey key, String message, String... more) {
        log.info(message, facts(key, more));
    }

    /// A warning about the backup as a whole.
    @Override
    public void warn(String message) {
        results.warning(new Scope.Velero(), message);
        log.warn(message);
    }

    @Override
    public void warn(ItemKey key, String message) {
        warn(key, message, new String[0]);
    }

    @Override
    public void warn(ItemKey key, String message, String... more) {
        results.warning(Scope.ofObjectIn(key.namespace()), key + ": " + message);
        log.warn(message, facts(key, more));
    }

    /// An error of the backup as a whole: something is missing in it.
    @Override
    public void error(String message) {
        results.error(new Scope.Velero(), message);
        log.error(message);
    }

    @Override
    public void error(ItemKey key, String message) {
        error(key, message, new String[0]);
    }

    @Override
    public void error(ItemKey key, String message, String... more) {
        results.error(Scope.ofObjectIn(key.namespace()), key + ": " + message);
        log.error(message, facts(key, more));
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
