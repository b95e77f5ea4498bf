package ark.restore.action;

import ark.item.Item;
import ark.item.Selection;

/// Makes CustomResourceDefinitions acceptable to the API's version v1.
///
/// One that preserves unknown fields everywhere must say so in its schemas; one that was stored in
/// version v1beta1 is turned into v1 where the cluster does not serve v1beta1 any more.
///
/// Source: Velero 1.9.7, pkg/restore; Kubernetes, "Deprecated API Migration Guide", v1.22.
final class CustomResourceDefinitionAction implements RestoreItemAction {
    private static final String KIND = "CustomResourceDefinition";
    private static final String V1 = "apiextensions.k8s.io/v1";
    private static final String V1BETA1 = "apiextensions.k8s.io/v1beta1";

    private final ClusterFacts facts;

    CustomResourceDefinitionAction(ClusterFacts facts) {
        this.facts = facts;
    }

    @Override
    public String name() {
        return "velero.io/crd-preserve-fields";
    }

    @Override
    public Selection appliesTo() {
        return Selection.ofResources("customresourcedefinitions.apiextensions.k8s.io");
    }

    @Override
    public ActionOutcome execute(Item item, Item pristine) {
        if (item.apiVersion().equals(V1BETA1) && !facts.serves(V1BETA1, KIND)) {
            return OldDefinition.toV1(item, pristine);
        }
        boolean preserves = item.at("/spec/preserveUnknownFields").asBoolean();
        return item.apiVersion().equals(V1) && preserves
                ? ActionOutcome.keep(item.edit(OldDefinition::preserveInSchemas))
                : ActionOutcome.keep(item);
    }
}
