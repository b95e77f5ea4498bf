package ark.install;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/// The page of the manual about the custom resources, made from their definitions.
final class ResourcePage {
    private static final String INTRODUCTION =
            """
            # The resources

            Everything that Ark does is asked for with an object of the API group `velero.io/v1`, and
            everything that it did is in the status of that object. The `ark` command makes and reads
            these objects for you; `kubectl`, Helm and GitOps tools can do the same. They are those of
            Velero: clients of Velero 1.9 to 1.18 work with them. `ark install --crds-only` installs the
            definitions; `kubectl explain backups.spec` shows what is on this page.

            - Objects live in the namespace of the server, `velero` unless you chose another.
            - A **duration** is written as Go writes it, with the units `h`, `m`, `s`, `ms`, `us`, `ns`:
              `720h`, `1h30m`. There is no unit for days.
            - A **time** is RFC 3339 in UTC: `2026-11-21T16:15:17Z`.
            - What is not set has the default that the description names.
            - There is no status subresource: the server writes the status with the object.

            This page is made from the definitions in `src/main/resources/crds`.
            """;

    /// Objects that occur in many places, by the names of their fields.
    private final Map<String, String> shared = new LinkedHashMap<>();

    private final StringBuilder page = new StringBuilder(INTRODUCTION);

    static String text() {
        var page = new ResourcePage();
        page.shared.put("[matchExpressions, matchLabels]", "label selector");
        page.shared.put("[key, name, optional]", "key of a Secret");
        page.shared.put("[apiGroup, kind, name]", "reference to a ConfigMap");
        page.shared.put(
                "[apiVersion, fieldPath, kind, name, namespace, resourceVersion, uid]",
                "reference to a pod");
        var samples = new LinkedHashMap<String, JsonNode>();
        Crds.all().forEach(crd -> page.addKind(crd, samples));
        page.addShared(samples);
        return page.page.toString();
    }

    private void addKind(JsonNode crd, Map<String, JsonNode> samples) {
        JsonNode names = crd.at("/spec/names");
        JsonNode schema = crd.at("/spec/versions/0/schema/openAPIV3Schema");
        page.append("\n## ").append(names.path("kind").asText()).append("\n\n");
        page.append(description(schema)).append(" `kubectl get ");
        page.append(names.path("plural").asText()).append('`');
        for (JsonNode shortName : names.path("shortNames")) {
            page.append(", `kubectl get ").append(shortName.asText()).append('`');
        }
        page.append(columns(crd.at("/spec/versions/0/additionalPrinterColumns"))).append("\n");
        for (String part : List.of("spec", "status")) {
            JsonNode fields = schema.at("/properties/" + part);
            page.append("\n`").append(part).append("`: ").append(description(fields)).append("\n");
            if (fields.path("properties").isEmpty()) {
                continue;
            }
            addTableHead();
            addFields(part + ".", fields, samples);
        }
    }

    private static String columns(JsonNode columns) {
        var names = new ArrayList<String>();
        columns.forEach(column -> names.add(column.path("name").asText()));
        return names.isEmpty() ? "" : " shows " + String.join(", ", names) + ".";
    }

    private void addTableHead() {
        page.append("\n| Field | Value | Meaning |\n|---|---|---|\n");
    }

    private void addFields(String prefix, JsonNode object, Map<String, JsonNode> samples) {
        var required = new TreeSet<String>();
        object.path("required").forEach(name -> required.add(name.asText()));
        object.path("properties")
                .properties()
                .forEach(
                        e -> {
                            String must = required.contains(e.getKey()) ? ", required" : "";
                            addField(prefix + e.getKey(), must, e.getValue(), samples);
                        });
    }

    private void addField(
            String path, String must, JsonNode schema, Map<String, JsonNode> samples) {
        JsonNode inner = schema.has("items") ? schema.path("items") : schema;
        String name = sharedName(inner);
        page.append("| `").append(path).append("` | ");
        page.append(value(schema, name)).append(must).append(" | ");
        page.append(description(schema)).append(" |\n");
        if (!name.isEmpty()) {
            samples.putIfAbsent(name, inner);
        } else if (path.equals("spec.template")) {
            page.append("| `spec.template.…` | | As the `spec` of a [Backup](#backup). |\n");
        } else if (inner.path("type").asText().equals("object")) {
            addFields(path + (schema.has("items") ? "[]." : "."), inner, samples);
        }
    }

    private String sharedName(JsonNode schema) {
        var names = new TreeSet<String>();
        schema.path("properties").fieldNames().forEachRemaining(names::add);
        return shared.getOrDefault(names.toString(), "");
    }

    private String value(JsonNode schema, String sharedName) {
        if (schema.has("items")) {
            return "list of " + plural(value(schema.path("items"), sharedName));
        }
        if (!sharedName.isEmpty()) {
            return "["
                    + sharedName
                    + "](#"
                    + sharedName.replace(' ', '-').toLowerCase(Locale.ROOT)
                    + ")";
        }
        if (schema.has("enum")) {
            var words = new ArrayList<String>();
            schema.path("enum").forEach(word -> words.add("`" + word.asText() + "`"));
            words.remove("``");
            return String.join(" ", words);
        }
        if (schema.has("additionalProperties")) {
            return "map of texts";
        }
        return switch (schema.path("type").asText() + schema.path("format").asText()) {
            case "string" -> description(schema).contains("a Go duration") ? "duration" : "text";
            case "stringdate-time" -> "time";
            case "stringbyte" -> "text in base64";
            case "boolean" -> "`true` `false`";
            case "integer", "integerint64" -> "number";
            default -> "object";
        };
    }

    private static String plural(String value) {
        return value.startsWith("[") ? value : value + "s";
    }

    private void addShared(Map<String, JsonNode> samples) {
        page.append("\n## Parts that many resources have\n");
        samples.forEach(
                (name, sample) -> {
                    page.append("\n### ").append(name).append("\n");
                    addTableHead();
                    addFields("", sample, samples);
                });
    }

    private static String description(JsonNode schema) {
        return schema.path("description").asText().replace("|", "\\|").replace("{", "\\{");
    }
}
