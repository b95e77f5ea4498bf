package ark.backup.action;

import ark.api.v1.Backup;
import ark.item.Item;
import ark.item.Selection;
import ark.spi.BackupItemAction;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.function.Function;

/// A definition that was made as `v1beta1` and that `v1` would refuse is stored as `v1beta1`, where
/// the cluster still serves that.
///
/// Source: Velero 1.9.7, pkg/backup/remap_crd_version_action.go.
final class DefinitionVersionAction implements BackupItemAction {
    private final Function<String, Optional<Item>> asBeta;

    /// @param asBeta the definition of a name as `v1beta1`, or empty
    DefinitionVersionAction(Function<String, Optional<Item>> asBeta) {
        this.asBeta = asBeta;
    }

    @Override
    public String name() {
        return "velero.io/crd-remap-version";
    }

    @Override
    public Selection appliesTo() {
        return Selection.ofResources("customresourcedefinitions.apiextensions.k8s.io");
    }

    @Override
    public Outcome execute(Item definition, Backup backup) {
        boolean refused =
                definition.apiVersion().equals("apiextensions.k8s.io/v1")
                        && (oneVersionWithoutSchema(definition)
                                || nonStructural(definition)
                                || definition.at("/spec/preserveUnknownFields").asBoolean());
        Item stored =
                refused ? asBeta.apply(definition.key().name()).orElse(definition) : definition;
        return Outcome.Keep.unchanged(stored);
    }

    private static boolean oneVersionWithoutSchema(Item definition) {
        JsonNode versions = definition.at("/spec/versions");
        return versions.size() == 1 && !versions.path(0).hasNonNull("schema");
    }

    private static boolean nonStructural(Item definition) {
        for (JsonNode condition : definition.at("/status/conditions")) {
            if (condition.path("type").asText().equals("NonStructuralSchema")
                    && condition.path("status").asText().equals("True")) {
                return true;
            }
        }
        return false;
    }
}
