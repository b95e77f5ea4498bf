package ark.restore.action;

import ark.item.GroupResource;
import ark.item.Item;
import ark.item.ItemKey;
import ark.item.Selection;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// Restores the claims that a pod uses.
final class PodClaimsAction implements RestoreItemAction {
    @Override
    public String name() {
        return "velero.io/add-pvc-from-pod";
    }

    @Override
    public Selection appliesTo() {
        return Selection.ofResources("pods");
    }

    @Override
    public ActionOutcome execute(Item item, Item pristine) {
        List<ItemKey> claims = new ArrayList<>();
        for (JsonNode volume : item.at("/spec/volumes")) {
            String claim = volume.at("/persistentVolumeClaim/claimName").asText();
            if (!claim.isEmpty()) {
                claims.add(
                        new ItemKey(
                                GroupResource.core("persistentvolumeclaims"),
                                item.key().namespace(),
                                claim));
            }
        }
        return ActionOutcome.keepWith(item, claims);
    }
}
