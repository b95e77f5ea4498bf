package ark.backup.action;

import ark.api.v1.Backup;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.ItemKey;
import ark.item.Selection;
import ark.spi.BackupItemAction;
import java.util.List;

/// A bound claim brings its volume.
///
/// Source: Velero 1.9.7, pkg/backup/backup_pv_action.go.
final class ClaimAction implements BackupItemAction {
    @Override
    public String name() {
        return "velero.io/pv";
    }

    @Override
    public Selection appliesTo() {
        return Selection.ofResources("persistentvolumeclaims");
    }

    @Override
    public Outcome execute(Item claim, Backup backup) {
        String volume = claim.text("/spec/volumeName");
        if (volume.isEmpty() || !claim.text("/status/phase").equals("Bound")) {
            return Outcome.Keep.unchanged(claim);
        }
        GroupResource volumes = GroupResource.core("persistentvolumes");
        return new Outcome.Keep(claim, List.of(new ItemKey(volumes, "", volume)));
    }
}
