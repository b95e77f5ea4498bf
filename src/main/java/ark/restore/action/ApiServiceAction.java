package ark.restore.action;

import ark.item.Item;
import ark.item.Selection;

/// Leaves out the APIServices that the API server makes for its own groups and for CRDs.
final class ApiServiceAction implements RestoreItemAction {
    private static final String MANAGED = "kube-aggregator.kubernetes.io/automanaged";

    @Override
    public String name() {
        return "velero.io/apiservice";
    }

    @Override
    public Selection appliesTo() {
        return Selection.ofResources("apiservices.apiregistration.k8s.io");
    }

    @Override
    public ActionOutcome execute(Item item, Item pristine) {
        return item.labels().containsKey(MANAGED)
                ? new ActionOutcome.Skip("the cluster makes it itself")
                : ActionOutcome.keep(item);
    }
}
