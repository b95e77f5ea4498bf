package ark.restore.apply;

import static org.assertj.core.api.Assertions.assertThat;

import ark.item.Item;
import ark.restore.action.Yaml;
import java.util.List;
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

    private static Ownership owners(String entries) {
        return new Ownership(object(entries), LABELS);
    }

    private static Item object(String entries) {
        return Yaml.item(
                "configmaps",
                "metadata: {name: c, namespace: ns1, managedFields: [" + entries + "]}");
    }
}
