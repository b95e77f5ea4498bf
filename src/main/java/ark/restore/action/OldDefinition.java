package ark.restore.action;

import ark.item.Item;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// Turns a CustomResourceDefinition of version v1beta1 into one of v1, as the API server converts
/// those that it has stored.
final class OldDefinition {
    private static final String PRESERVE = "x-kubernetes-preserve-unknown-fields";

    private OldDefinition() {}

    /// The same definition in v1.
    ///
    /// A schema that is not structural, which v1 refuses, gives way to one that allows everything;
    /// a warning says so.
    static ActionOutcome toV1(Item definition, Item pristine) {
        boolean structural = !nonStructural(pristine);
        Item converted =
                definition.edit(
                        json -> {
                            json.put("apiVersion", "apiextensions.k8s.io/v1");
                            convert(json.withObject("/spec"), structural);
                        });
        return structural
                ? ActionOutcome.keep(converted)
                : new ActionOutcome.Keep(
                        converted,
                        List.of(),
                        List.of(
                                "its schema is not structural, which this cluster does not take:"
                                        + " it is restored without one"));
    }

    private static boolean nonStructural(Item definition) {
        return definition
                .at("/status/conditions")
                .valueStream()
                .anyMatch(
                        condition ->
                                condition.path("type").asText().equals("NonStructuralSchema")
                                        && condition.path("status").asText().equals("True"));
    }

    private static void convert(ObjectNode spec, boolean structural) {
        if (!(spec.get("versions") instanceof ArrayNode versions) || versions.isEmpty()) {
            ObjectNode only = spec.putArray("versions").addObject();
            only.put("name", spec.path("version").asText());
            only.put("served", true).put("storage", true);
        }
        // v1beta1 preserves unknown fields unless it is told not to
        boolean preserves = !structural || spec.path("preserveUnknownFields").asBoolean(true);
        for (JsonNode version : spec.path("versions")) {
            if (version instanceof ObjectNode object) {
                convertVersion(object, spec, structural);
            }
        }
        convertConversion(spec);
        spec.remove(List.of("version", "validation", "subresources", "additionalPrinterColumns"));
        spec.put("preserveUnknownFields", false);
        if (preserves) {
            preserve(spec);
        }
    }

    private static void convertVersion(ObjectNode version, ObjectNode spec, boolean structural) {
        inherit(version, "schema", spec.path("validation"));
        inherit(version, "subresources", spec.path("subresources"));
        inherit(version, "additionalPrinterColumns", spec.path("additionalPrinterColumns"));
        if (!structural || !version.at("/schema/openAPIV3Schema").isObject()) {
            version.putObject("schema").putObject("openAPIV3Schema").put("type", "object");
        }
        for (JsonNode column : version.path("additionalPrinterColumns")) {
            if (column instanceof ObjectNode object && object.has("JSONPath")) {
                object.set("jsonPath", object.remove("JSONPath"));
            }
        }
    }

    /// What stood at the top for all versions goes into each that has none of its own.
    private static void inherit(ObjectNode version, String name, JsonNode common) {
        if (!version.has(name) && !common.isMissingNode() && !common.isNull()) {
            version.set(name, common.deepCopy());
        }
    }

    private static void convertConversion(ObjectNode spec) {
        if (!(spec.get("conversion") instanceof ObjectNode conversion)) {
            return;
        }
        JsonNode client = conversion.remove("webhookClientConfig");
        JsonNode reviews = conversion.remove("conversionReviewVersions");
        if (client != null) {
            ObjectNode webhook = conversion.putObject("webhook");
            webhook.set("clientConfig", client);
            webhook.set(
                    "conversionReviewVersions",
                    reviews == null
                            ? JsonNodeFactory.instance.arrayNode().add("v1beta1")
                            : reviews);
        }
    }

    /// Moves `preserveUnknownFields` into the schemas, where v1 wants it.
    static void preserveInSchemas(ObjectNode definition) {
        ObjectNode spec = definition.withObject("/spec");
        spec.put("preserveUnknownFields", false);
        preserve(spec);
    }

    private static void preserve(ObjectNode spec) {
        for (JsonNode version : spec.path("versions")) {
            if (version instanceof ObjectNode object) {
                object.withObject("/schema/openAPIV3Schema").put(PRESERVE, true);
            }
        }
    }
}
