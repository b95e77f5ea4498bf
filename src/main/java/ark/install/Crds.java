package ark.install;

import ark.item.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/// The definitions of the custom resources: `CustomResourceDefinition` of
/// `apiextensions.k8s.io/v1`, named `PLURAL.velero.io`.
public final class Crds {
    private static final List<String> PLURALS =
            List.of(
                    "backuprepositories",
                    "backups",
                    "backupstoragelocations",
                    "deletebackuprequests",
                    "downloadrequests",
                    "podvolumebackups",
                    "podvolumerestores",
                    "resticrepositories",
                    "restores",
                    "schedules",
                    "serverstatusrequests",
                    "volumesnapshotlocations");

    private Crds() {}

    /// All definitions, by name; the caller may change them.
    public static List<ObjectNode> all() {
        return PLURALS.stream().map(Crds::read).toList();
    }

    /// What to put in place of a definition that exists: ours, united with what it has beyond ours.
    ///
    /// A property, an enum's word, a short name or a version that only the existing one has stays;
    /// required is only what both require. What is not of the definition's spec stays too,
    /// `resourceVersion` among it, so that a PUT fails with a conflict when somebody was faster.
    ///
    /// @param existing as the API server gave it
    /// @param ours the one of the same name in [#all]
    public static ObjectNode upgrade(ObjectNode existing, ObjectNode ours) {
        return new CrdUpgrade(existing, ours).united();
    }

    /// Whether objects of the kind can be created: the API server accepted the names and serves
    /// them.
    ///
    /// @param existing as the API server gave it
    public static boolean established(JsonNode existing) {
        return holds(existing, "Established") && holds(existing, "NamesAccepted");
    }

    private static boolean holds(JsonNode existing, String type) {
        for (JsonNode condition : existing.at("/status/conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition.path("status").asText().equals("True");
            }
        }
        return false;
    }

    private static ObjectNode read(String plural) {
        String resource = "/crds/" + plural + ".yaml";
        try (InputStream yaml = Crds.class.getResourceAsStream(resource)) {
            if (yaml == null) {
                throw new IllegalStateException("not in the jar: " + resource);
            }
            JsonNode definition = new YAMLMapper().readTree(yaml);
            return Json.object(Json.bytes(definition));
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + resource, e);
        }
    }
}
