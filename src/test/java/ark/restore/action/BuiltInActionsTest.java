package ark.restore.action;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BuiltInActionsTest {
    @Test
    void workInTheOrderOfTheirNames() {
        assertThat(BuiltInActions.of(ActionSettings.NONE, new FakeFacts()))
                .extracting(RestoreItemAction::name)
                .containsExactly(
                        "velero.io/add-pv-from-pvc",
                        "velero.io/add-pvc-from-pod",
                        "velero.io/admission-webhook-configuration",
                        "velero.io/apiservice",
                        "velero.io/change-image-name",
                        "velero.io/change-pvc-node-selector",
                        "velero.io/change-storage-class",
                        "velero.io/cluster-role-bindings",
                        "velero.io/crd-preserve-fields",
                        "velero.io/init-restore-hook",
                        "velero.io/job",
                        "velero.io/pod",
                        "velero.io/restic",
                        "velero.io/role-bindings",
                        "velero.io/secret",
                        "velero.io/service",
                        "velero.io/service-account");
    }
}
