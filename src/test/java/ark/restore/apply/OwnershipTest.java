package ark.restore.apply;

import static org.assertj.core.api.Assertions.assertThat;

import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.item.Item;
import ark.restore.action.Yaml;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OwnershipTest {
    private static final List<String> LABELS = List.of("velero.io/a", "velero.io/b");
    private static final String KUBECTL =
            "{manager: kubectl, operation: Update, apiVersion: v1, time: T1, fieldsType: FieldsV1,"
                    + " fieldsV1: {\"f:data\": {\"f:k\": {}}}}";
    private static final String STATUS =
            "{manager: controller, operation: Update, subresource: status, fieldsV1: {}}";

    @Test
    void createsAsTheProgramThatOwnedTheFields() {
        assertThat(owners(KUBECTL).manager()).isEqualTo("kubectl");
        assertThat(owners(STATUS + ", " + KUBECTL).manager()).isEqualTo("kubectl");
        assertThat(owners("{manager: kubectl, operation: Apply}").manager()).isEmpty();
        assertThat(owners("").manager()).isEmpty();
    }

    @Test
    void needsNoPatchWhenOnlyTheTimeAndTheRestoresLabelsDiffer() {
        Item live =
                object(
                        KUBECTL.replace("T1", "T2")
                                .replace(
                                        "fieldsV1: {",
                                        "fieldsV1: {\"f:metadata\": {\"f:labels\": {\".\": {},"
                                                + " \"f:velero.io/a\": {}, \"f:velero.io/b\": {}}},"));
        String original = KUBECTL.replace("fieldsV1: {", "fieldsV1: {\"f:metadata\": {},");
        assertThat(owners(original).differs(live)).isFalse();
    }

    @Test
    void needsAPatchWhenSomebodyElseOwnedAField() {
        assertThat(owners(KUBECTL + ", " + STATUS).differs(object(KUBECTL))).isTrue();
        assertThat(owners(KUBECTL).differs(object(KUBECTL.replace("f:k", "f:other")))).isTrue();
    }

    @Test
    void needsNoPatchWhenTheBackupKnowsNoOwners() {
        assertThat(owners("").differs(object(KUBECTL))).isFalse();
    }

    @Test
    void patchesTheOwnersAsTheyWereTimesIncluded() {
        assertThat(owners(KUBECTL).patch())
                .isEqualTo(Yaml.tree("metadata: {managedFields: [" + KUBECTL + "]}"));
    }

    @Test
    void leavesOutOwnersInVersionsThatTheClusterDoesNotServe() {
        String old = KUBECTL.replace("apiVersion: v1", "apiVersion: v0");
        assertThat(owners(old).manager()).isEqualTo("kubectl");
        assertThat(owners(old).differs(object(KUBECTL))).isFalse();
        assertThat(owners(old + ", " + STATUS).patch())
                .isEqualTo(Yaml.tree("metadata: {managedFields: [" + STATUS + "]}"));
    }

    private static Ownership owners(String entries) {
        var type = ResourceType.of(GroupResource.core("configmaps"), "v1", "ConfigMap", true);
        return new Ownership(
                new Candidate(
                        type, object(entries), MissingNode.getInstance(), Set.of("v1", "v1beta1")),
                LABELS);
    }

    private static Item object(String entries) {
        return Yaml.item(
                "configmaps",
                "metadata: {name: c, namespace: ns1, managedFields: [" + entries + "]}");
    }
}
