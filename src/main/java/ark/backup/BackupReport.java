package ark.backup;

import ark.api.v1.BackupPhase;
import ark.item.GroupResource;
import ark.item.ItemOutcome;
import java.util.List;

/// What became of a backup's items.
///
/// @param planned how many items the plan had
/// @param added how many actions added to them
/// @param outcomes one for each of those
/// @param errors how many errors the log has; a failed item is at least one
/// @param revision of the cluster
/// @param inexact the types that were not read at that revision
record BackupReport(
        long planned,
        long added,
        List<ItemOutcome> outcomes,
        int errors,
        String revision,
        List<GroupResource> inexact) {
    BackupReport {
        outcomes = List.copyOf(outcomes);
        inexact = List.copyOf(inexact);
        if (planned + added != outcomes.size()) {
            throw new IllegalStateException(
                    "%d planned and %d added items, but %d outcomes"
                            .formatted(planned, added, outcomes.size()));
        }
    }

    long done() {
        return outcomes.stream().filter(ItemOutcome.Done.class::isInstance).count();
    }

    long failed() {
        return outcomes.stream().filter(ItemOutcome.Failed.class::isInstance).count();
    }

    BackupPhase phase() {
        return errors == 0 && failed() == 0 ? BackupPhase.COMPLETED : BackupPhase.PARTIALLY_FAILED;
    }
}
