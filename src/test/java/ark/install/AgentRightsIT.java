package ark.install;

import static org.assertj.core.api.Assertions.assertThat;

import ark.testing.AgentAccount;
import ark.testing.KubernetesTest;
import ark.testing.TestNamespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the account of the node agents may do, asked of a real API server. That it is enough is
/// proved by all tests in which an agent runs: it is this account there.
@KubernetesTest
class AgentRightsIT {
    private static final String ELSEWHERE = "default";

    private AgentAccount account;
    private String own;

    @BeforeEach
    void make(KubernetesClient client, TestNamespace namespace) {
        own = namespace.name();
        account = AgentAccount.make(client, own);
    }

    @AfterEach
    void close() {
        account.close();
    }

    private void may(String verbs, String group, String resource, String where) {
        for (String verb : verbs.split(" ", -1)) {
            assertThat(account.may(verb, group, resource, where))
                    .as(verb + " " + resource + " in " + where)
                    .isTrue();
        }
    }

    private void mayNot(String verbs, String group, String resource, String where) {
        for (String verb : verbs.split(" ", -1)) {
            assertThat(account.may(verb, group, resource, where))
                    .as(verb + " " + resource + " in " + where)
                    .isFalse();
        }
    }

    @Test
    void mayDoWhatAnAgentDoes() {
        may("list watch", "", "pods", "");
        may("get", "", "persistentvolumeclaims", ELSEWHERE);
        may("get", "", "persistentvolumes", "");
        may("get", "storage.k8s.io", "csidrivers", "");
        may("get list watch patch", "velero.io", "podvolumebackups", own);
        may("get list watch patch", "velero.io", "podvolumerestores", own);
        may("get", "velero.io", "backupstoragelocations", own);
        may("get", "", "secrets", own);
        may("get create update", "coordination.k8s.io", "leases", own);
    }

    @Test
    void readsTheKeyOfANamespaceAndNoOtherSecretOfIt() {
        assertThat(account.may("get", "", "secrets", ELSEWHERE, "ark-restic-credentials")).isTrue();
        assertThat(account.may("get", "", "secrets", ELSEWHERE, "db-password")).isFalse();
        mayNot("get list watch create update patch delete", "", "secrets", ELSEWHERE);
        mayNot("list watch create update patch delete", "", "secrets", own);
    }

    @Test
    void mayDoNothingElse() {
        mayNot("create update patch delete deletecollection", "", "pods", ELSEWHERE);
        mayNot("create", "", "pods/exec", ELSEWHERE);
        mayNot("create", "", "pods/ephemeralcontainers", own);
        mayNot("create", "", "serviceaccounts/token", own);
        mayNot("create patch", "", "events", own);
        mayNot("get list patch", "", "nodes", "");
        mayNot("get list", "", "namespaces", "");
        mayNot("list watch create update patch delete", "", "persistentvolumes", "");
        mayNot("list create patch delete", "", "persistentvolumeclaims", own);
        mayNot("create delete update", "velero.io", "podvolumebackups", own);
        mayNot("create delete update", "velero.io", "podvolumerestores", own);
        mayNot("get list patch", "velero.io", "podvolumebackups", ELSEWHERE);
        mayNot("list create patch delete", "velero.io", "backupstoragelocations", own);
        for (String resource :
                List.of("backups", "restores", "deletebackuprequests", "resticrepositories")) {
            mayNot("get list create patch delete", "velero.io", resource, own);
        }
        mayNot("get create update", "coordination.k8s.io", "leases", "kube-system");
        mayNot("delete patch", "coordination.k8s.io", "leases", own);
        mayNot("get create bind escalate", "rbac.authorization.k8s.io", "clusterroles", "");
        mayNot("impersonate", "", "users", "");
        mayNot("get list", "apps", "daemonsets", own);
    }
}
