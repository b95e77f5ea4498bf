package ark.restore.action;

import ark.item.Item;
import ark.item.Selection;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/// Makes admission webhooks acceptable that were written for the API's version v1beta1, which
/// allowed more kinds of side effects than v1.
final class WebhookAction implements RestoreItemAction {
    private static final Set<String> VALID = Set.of("None", "NoneOnDryRun");

    @Override
    public String name() {
        return "velero.io/admission-webhook-configuration";
    }

    @Override
    public Selection appliesTo() {
        return Selection.ofResources(
                "mutatingwebhookconfigurations.admissionregistration.k8s.io",
                "validatingwebhookconfigurations.admissionregistration.k8s.io");
    }

    @Override
    public ActionOutcome execute(Item item, Item pristine) {
        return item.apiVersion().equals("admissionregistration.k8s.io/v1")
                ? ActionOutcome.keep(
                        item.edit(json -> json.path("webhooks").forEach(WebhookAction::mend)))
                : ActionOutcome.keep(item);
    }

    private static void mend(JsonNode webhook) {
        if (webhook instanceof ObjectNode object
                && !VALID.contains(webhook.path("sideEffects").asText())) {
            object.put("sideEffects", "None");
        }
    }
}
