package ark.backupstore;

import ark.backupstore.Results.Messages;
import ark.backupstore.Results.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Collects the warnings and errors of one backup or restore; for many threads.
///
/// Everything is counted. What would make the results larger than a client can read is not kept:
/// messages beyond the limit, and the end of very long ones.
public final class ResultsCollector {
    private static final int MAX_MESSAGES = 10_000;
    private static final int MAX_MESSAGE_CHARACTERS = 4096;

    private final Kept warnings = new Kept();
    private final Kept errors = new Kept();

    public synchronized void warning(Scope scope, String message) {
        warnings.add(scope, message);
    }

    public synchronized void error(Scope scope, String message) {
        errors.add(scope, message);
    }

    /// How many warnings there were, kept or not.
    public synchronized int warnings() {
        return warnings.count;
    }

    /// How many errors there were, kept or not.
    public synchronized int errors() {
        return errors.count;
    }

    /// What was collected so far.
    public synchronized Results results() {
        return new Results(warnings.messages(), errors.messages());
    }

    private static final class Kept {
        private final List<String> velero = new ArrayList<>();
        private final List<String> cluster = new ArrayList<>();
        private final Map<String, List<String>> namespaces = new LinkedHashMap<>();
        private int count;

        void add(Scope scope, String message) {
            count++;
            if (count > MAX_MESSAGES) {
                return;
            }
            String kept = shortened(message);
            switch (scope) {
                case Scope.Velero() -> velero.add(kept);
                case Scope.OfCluster() -> cluster.add(kept);
                case Scope.OfNamespace(String name) ->
                        namespaces.computeIfAbsent(name, _ -> new ArrayList<>()).add(kept);
            }
        }

        Messages messages() {
            var all = new ArrayList<>(velero);
            if (count > MAX_MESSAGES) {
                all.add("and " + (count - MAX_MESSAGES) + " more: see the log");
            }
            return new Messages(all, cluster, namespaces);
        }

        private static String shortened(String message) {
            return message.length() <= MAX_MESSAGE_CHARACTERS
                    ? message
                    : message.substring(0, MAX_MESSAGE_CHARACTERS) + "…";
        }
    }
}
