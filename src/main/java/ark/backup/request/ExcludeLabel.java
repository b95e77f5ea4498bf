package ark.backup.request;

import ark.api.v1.Labels;
import java.util.Map;

/// The label that keeps an object out of every backup.
public final class ExcludeLabel {
    private ExcludeLabel() {}

    /// Whether an object's labels ask for it to be left out: only exactly `true` does.
    public static boolean isSet(Map<String, String> labels) {
        return "true".equals(labels.get(Labels.EXCLUDE_FROM_BACKUP));
    }
}
