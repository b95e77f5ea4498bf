package ark.restore.apply;

import ark.item.Item;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;

/// How one restore puts objects into the cluster.
///
/// @param labels which it puts on what it creates
/// @param updateExisting whether objects that exist are changed to what was backed up
/// @param ownSince what carries the labels and was created by the cluster's clock at or after this
///     moment was created by an earlier attempt of the same restore; [Instant#MAX] when there was
///     none
public record ApplyRules(Map<String, String> labels, boolean updateExisting, Instant ownSince) {
    public ApplyRules {
        labels = Map.copyOf(labels);
    }

    boolean own(Item live) {
        if (ownSince.equals(Instant.MAX)
                || !live.labels().entrySet().containsAll(labels.entrySet())) {
            return false;
        }
        try {
            return !Instant.parse(live.text("/metadata/creationTimestamp")).isBefore(ownSince);
        } catch (DateTimeParseException _) {
            return false;
        }
    }
}
