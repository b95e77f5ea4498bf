package ark.restore.action;

import ark.item.GroupResource;
import ark.item.Item;
import ark.item.ItemKey;
import ark.item.Selection;
import java.util.List;

/// Restores the PersistentVolume of a claim that was bound when it was backed up.
final class ClaimVolumeAction implements RestoreItemAction {
    @Override
    public String name() {
        return "velero.io/add-pv-from-pvc";
    }

    @Override
    public Selection appliesTo() {
        return Selection.ofResources("persistentvolumeclaims");
    }

    @Override
    public ActionOutcome execute(Item item, Item pristine) {
        String volume = pristine.text("/spec/volumeName");
        boolean bound = pristine.text("/status/phase").equals("Bound");
        return bound && !volume.isEmpty()
                ? ActionOutcome.keepWith(
                        item,
                        List.of(new ItemKey(GroupResource.core("persistentvolumes"), "", volume)))
                : ActionOutcome.keep(item);
    }
}
