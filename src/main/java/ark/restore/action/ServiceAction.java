package ark.restore.action;

import ark.item.InvalidJsonException;
import ark.item.Item;
import ark.item.Json;
import ark.item.Selection;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Frees a Service from the addresses and ports that the old cluster gave it. A node port stays
/// when somebody chose it: the annotation of `kubectl apply` names it, or the fields of a
/// server-side apply hold it.
///
/// Source: Velero 1.9.7 and 1.18, pkg/restore.
final class ServiceAction implements RestoreItemAction {
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    private final ActionSettings settings;

    ServiceAction(ActionSettings settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return "velero.io/service";
    }

    @Override
    public Selection appliesTo() {
        return Selection.ofResources("services");
    }

    @Override
    public ActionOutcome execute(Item item, Item pristine) {
        return ActionOutcome.keep(
                item.edit(
                        json -> {
                            if (json.get("spec") instanceof ObjectNode spec) {
                                free(spec, item);
                            }
                        }));
    }

    private void free(ObjectNode spec, Item service) {
        if (!spec.path("clusterIP").asText().equals("None")) {
            spec.remove(List.of("clusterIP", "clusterIPs"));
        }
        if (settings.preserveNodePorts() || spec.path("type").asText().equals("ExternalName")) {
            return;
        }
        JsonNode applied = lastApplied(service);
        List<JsonNode> owned = appliedFields(service);
        freeNodePorts(spec, applied, owned);
        boolean chosen =
                applied.at("/spec/healthCheckNodePort").asInt() != 0
                        || owned.stream()
                                .anyMatch(
                                        fields ->
                                                fields.path("f:spec").has("f:healthCheckNodePort"));
        if (!chosen) {
            spec.remove("healthCheckNodePort");
        }
    }

    private static void freeNodePorts(ObjectNode spec, JsonNode applied, List<JsonNode> owned) {
        Set<String> chosenNames = new HashSet<>();
        Set<Integer> chosenNumbers = new HashSet<>();
        for (JsonNode port : applied.at("/spec/ports")) {
            int nodePort = port.path("nodePort").asInt();
            if (nodePort > 0 && port.hasNonNull("name")) {
                chosenNames.add(port.path("name").asText());
            } else if (nodePort > 0) {
                chosenNumbers.add(nodePort);
            }
        }
        for (JsonNode element : spec.path("ports")) {
            if (element instanceof ObjectNode port
                    && !chosenByName(port, chosenNames, chosenNumbers)
                    && owned.stream().noneMatch(fields -> ownsNodePort(fields, port))) {
                port.remove("nodePort");
            }
        }
    }

    private static boolean chosenByName(JsonNode port, Set<String> names, Set<Integer> numbers) {
        String name = port.path("name").asText();
        return name.isEmpty()
                ? numbers.contains(port.path("nodePort").asInt())
                : names.contains(name);
    }

    private static boolean ownsNodePort(JsonNode fields, JsonNode port) {
        String key =
                "k:{\"port\":%d,\"protocol\":\"%s\"}"
                        .formatted(port.path("port").asInt(), port.path("protocol").asText("TCP"));
        return fields.path("f:spec").path("f:ports").path(key).has("f:nodePort");
    }

    private static JsonNode lastApplied(Item service) {
        String text = service.annotations().getOrDefault(LAST_APPLIED, "");
        if (text.isEmpty()) {
            return Json.object();
        }
        try {
            return Json.object(text.getBytes(StandardCharsets.UTF_8));
        } catch (InvalidJsonException e) {
            throw new IllegalStateException(
                    "the annotation " + LAST_APPLIED + " is no JSON: " + e.getMessage(), e);
        }
    }

    /// The fields of those who applied on the server's side.
    private static List<JsonNode> appliedFields(Item service) {
        var fields = new ArrayList<JsonNode>();
        for (JsonNode entry : service.at("/metadata/managedFields")) {
            if (entry.path("manager").asText().equals("kubectl")
                    || entry.path("operation").asText().equals("Apply")) {
                fields.add(entry.path("fieldsV1"));
            }
        }
        return fields;
    }
}
