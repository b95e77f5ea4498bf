package ark.hook;

import ark.item.Item;
import java.time.Duration;
import java.util.List;

/// One command to run in a pod.
///
/// @param name of the spec's entry; `<from-annotation>` for an annotation's
/// @param timeout how long it may take
public record Hook(
        String name,
        Source source,
        String container,
        List<String> command,
        OnError onError,
        Duration timeout) {
    /// Source: Velero 1.9.7.
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    static final String FROM_ANNOTATION = "<from-annotation>";

    public Hook {
        command = List.copyOf(command);
    }

    /// The hook with the pod's first container where none is named.
    Hook in(Item pod) {
        return container.isEmpty()
                ? new Hook(
                        name,
                        source,
                        pod.text("/spec/containers/0/name"),
                        command,
                        onError,
                        timeout)
                : this;
    }

    /// Where a hook is written.
    public enum Source {
        ANNOTATION("annotation"),
        BACKUP_SPEC("backupSpec"),
        RESTORE_SPEC("restoreSpec");

        private final String text;

        Source(String text) {
            this.text = text;
        }

        /// The word in logs.
        public String text() {
            return text;
        }
    }

    /// When a hook runs.
    public enum Phase {
        PRE("pre"),
        POST("post"),
        RESTORE("post-restore");

        private final String text;

        Phase(String text) {
            this.text = text;
        }

        /// The word in logs.
        public String text() {
            return text;
        }
    }

    /// What a failure means for the pod.
    public enum OnError {
        /// The pod goes on. Also when nothing was said: so does Velero, whatever its log says.
        CONTINUE,
        FAIL
    }
}
