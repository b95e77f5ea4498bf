package ark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ark.server.LocalServer;
import ark.testing.EraBucket;
import ark.testing.KubernetesCluster;
import ark.testing.ManualPage;
import ark.testing.Reader;
import ark.testing.UserShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The manual's way from Ark 0.8 or 0.9 to this server, typed word by word.
class FromArkIT {
    /// What an installation of Ark has, with the definitions of its kinds as a Kubernetes of today
    /// takes them.
    private static final String ARK =
            """
            apiVersion: v1
            kind: Namespace
            metadata: {name: heptio-ark}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: cloud-credentials, namespace: heptio-ark}
            stringData: {cloud: "[default]"}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: ark-restic-credentials, namespace: heptio-ark}
            stringData: {repository-password: static-passw0rd}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: ark, namespace: heptio-ark}
            spec:
              selector: {matchLabels: {component: ark}}
              template:
                metadata: {labels: {component: ark}}
                spec: {containers: [{name: ark, image: 'localhost/ark:0.9', args: [server]}]}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: velero, namespace: velero}
            spec:
              selector: {matchLabels: {deploy: velero}}
              template:
                metadata: {labels: {deploy: velero}}
                spec: {containers: [{name: velero, image: 'localhost/ark:1', args: [server]}]}
            """;

    private static final String DEFINITION =
            """
            ---
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: PLURAL.ark.heptio.com}
            spec:
              group: ark.heptio.com
              scope: Namespaced
              names: {plural: PLURAL, kind: KIND}
              versions:
              - name: v1
                served: true
                storage: true
                schema:
                  openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}
            """;

    private static final String RESOURCES =
            """
            apiVersion: ark.heptio.com/v1
            kind: Config
            metadata: {name: default, namespace: heptio-ark}
            backupStorageProvider:
              name: filesystem
              bucket: ark
              resticLocation: ark-restic
              config: {path: FOLDER}
            backupSyncPeriod: 30m0s
            gcSyncPeriod: 45m0s
            scheduleSyncPeriod: 1m0s
            podVolumeOperationTimeout: 90m0s
            resourcePriorities: [namespaces, secrets, pods]
            restoreOnlyMode: false
            ---
            apiVersion: ark.heptio.com/v1
            kind: Schedule
            metadata: {name: daily, namespace: heptio-ark}
            spec:
              schedule: 0 7 * * *
              template:
                includedNamespaces: [heptio-ark]
                includedResources: [secrets]
                labelSelector: null
                ttl: 720h0m0s
            status: {phase: Enabled, lastBackup: "2018-10-02T07:00:00Z"}
            """;

    @TempDir private Path folder;
    private KubernetesCluster cluster;
    private LocalServer server;
    private UserShell shell;

    @BeforeEach
    void installArk() throws IOException {
        cluster = KubernetesCluster.start(List.of());
        new EraBucket(folder.resolve("ark")).ark08("");
        server = LocalServer.start(cluster.kubeconfig(), "velero", folder.resolve("new"));
        shell = new UserShell(folder, cluster, "velero");
        type("kubectl -n velero delete backupstoragelocation default"); // as it was not installed
        apply(
                ARK
                        + DEFINITION.replace("PLURAL", "configs").replace("KIND", "Config")
                        + DEFINITION.replace("PLURAL", "schedules").replace("KIND", "Schedule"));
        type("kubectl wait --for=condition=Established crd --all");
        apply(RESOURCES.replace("FOLDER", folder.toString()));
    }

    @AfterEach
    void stop() {
        server.close();
        cluster.close();
    }

    private void apply(String yaml) throws IOException {
        Files.writeString(folder.resolve("given.yaml"), yaml);
        type("kubectl apply -f given.yaml");
    }

    private String type(String command) {
        UserShell.Result result = shell.bash(command);
        assertThat(result.exitCode()).as(command + " " + result).isZero();
        return result.out();
    }

    private void awaitText(String command, String text) {
        await(command)
                .atMost(LocalServer.patience())
                .until(() -> shell.bash(command).out().contains(text));
    }

    @Test
    void arksSettingsSchedulesAndBackupsAreTakenOver() {
        new Reader(shell)
                .replacing("daily-20180402070000", "ark-08")
                .before("ark backup get", () -> awaitText("ark backup get ark-08", " Completed "))
                .reads(ManualPage.read("docs/user/from-ark.md"));

        assertThat(type("kubectl -n velero get bsl default -o jsonpath='{.spec}'"))
                .contains("\"resticLocation\":\"ark-restic\"", "\"backupSyncPeriod\":\"30m0s\"");
        assertThat(
                        type(
                                "kubectl -n velero get deployment velero"
                                        + " -o jsonpath='{.spec.template.spec.containers[0].args}'"))
                .contains(
                        "\"server\"",
                        "\"--garbage-collection-frequency=45m0s\"",
                        "\"--fs-backup-timeout=90m0s\"",
                        "\"--restore-resource-priorities=namespaces,secrets,pods\"");
        assertThat(
                        type(
                                "kubectl -n velero get secret ark-restic-credentials"
                                        + " -o jsonpath='{.data.repository-password}' | base64 -d"))
                .isEqualTo("static-passw0rd");
        awaitText("ark backup get --selector velero.io/schedule-name=daily", "daily-2"); // at once
        assertThat(type("kubectl get pods --all-namespaces --selector ark-restore=back"))
                .contains("db-0");
    }
}
