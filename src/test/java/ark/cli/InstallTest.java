package ark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ark.cli.Shell.Result;
import ark.cli.session.ApiException;
import ark.cli.session.Kind;
import ark.item.GroupResource;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `ark install` and `ark uninstall`.
class InstallTest {
    private static final Kind DEPLOYMENT =
            new Kind("apps/v1", new GroupResource("apps", "deployments"), "Deployment");
    private static final Kind DAEMON_SET =
            new Kind("apps/v1", new GroupResource("apps", "daemonsets"), "DaemonSet");
    private static final Kind NAMESPACE =
            new Kind("v1", new GroupResource("", "namespaces"), "Namespace");

    private static final Kind SECRET = new Kind("v1", new GroupResource("", "secrets"), "Secret");
    private static final Kind POD = new Kind("v1", new GroupResource("", "pods"), "Pod");

    @TempDir private Path folder;
    private Shell shell;

    @BeforeEach
    void open() throws IOException {
        shell = new Shell(folder);
        Files.writeString(folder.resolve("credentials"), "[default]\n");
        shell.api()
                .whenCreated(
                        Kind.CUSTOM_RESOURCE,
                        definition -> {
                            var conditions = definition.putObject("status").putArray("conditions");
                            for (String type : List.of("Established", "NamesAccepted")) {
                                conditions.addObject().put("type", type).put("status", "True");
                            }
                            return definition;
                        });
    }

    private Result install(String... further) {
        var words = new ArrayList<>(List.of("install", "--provider", "aws", "--bucket", "b"));
        words.addAll(Arrays.asList(further));
        return shell.run(words.toArray(String[]::new));
    }

    private ObjectNode dryRun(String... further) {
        var words = new ArrayList<>(Arrays.asList(further));
        words.addAll(List.of("--dry-run", "-o", "json"));
        Result result = install(words.toArray(String[]::new));
        assertThat(result.err()).isEmpty();
        return Yamls.object(result.out());
    }

    private static ObjectNode object(ObjectNode list, String kind) {
        for (var item : list.path("items")) {
            if (item.path("kind").asText().equals(kind)) return (ObjectNode) item;
        }
        throw new AssertionError("no " + kind);
    }

    @Test
    void createsEverythingAndSaysSo() {
        Result result = install("--secret-file", "credentials", "--use-restic");
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .contains("CustomResourceDefinition/backups.velero.io: created\n")
                .contains("Waiting for resources to be ready in cluster...\n")
                .contains("Namespace/velero: attempting to create resource\n")
                .contains("DaemonSet/restic: created\n")
                .endsWith(
                        "Velero is installed! ⛵ Use 'kubectl logs deployment/velero -n velero' to"
                                + " view the status.\n");
        assertThat(shell.api().stored(DEPLOYMENT, "velero").at("/metadata/uid").asText())
                .isNotEmpty();
    }

    @Test
    void isSafeToRepeat() {
        install("--secret-file", "credentials", "--use-restic");
        shell.api().writes().clear();
        Result again = install("--secret-file", "credentials", "--image", "x:2");
        assertThat(again.exitCode()).isZero();
        assertThat(again.out()).contains("Deployment/velero: already exists, proceeding\n");
        assertThat(shell.api().writes()).noneMatch(write -> write.startsWith("POST"));
        assertThat(shell.api().writes()).noneMatch(write -> write.contains("deployments"));
    }

    @Test
    void changesWhatIsThereWhenToldTo() {
        install("--no-secret");
        assertThat(install("--no-secret", "--apply", "--image", "x:2").out())
                .contains("Deployment/velero: already exists, changed\n");
        assertThat(
                        shell.api()
                                .stored(DEPLOYMENT, "velero")
                                .at("/spec/template/spec/containers/0/image")
                                .asText())
                .isEqualTo("x:2");
    }

    @Test
    void theSameFlagsPrintTheSameTextAndTheSecretOnlyThere() {
        String first = install("--secret-file", "credentials", "--dry-run", "-o", "yaml").out();
        assertThat(install("--secret-file", "credentials", "--dry-run", "-o", "yaml").out())
                .isEqualTo(first);
        assertThat(shell.targets).isEmpty();
    }

    @Test
    void laterNamesOfFlagsMeanTheSame() {
        assertThat(
                        dryRun(
                                "--no-secret",
                                "--use-node-agent",
                                "--default-volumes-to-fs-backup",
                                "--node-agent-pod-mem-limit=2Gi",
                                "--default-repo-maintain-frequency=24h"))
                .isEqualTo(
                        dryRun(
                                "--no-secret",
                                "--use-restic",
                                "--default-volumes-to-restic",
                                "--restic-pod-mem-limit=2Gi",
                                "--default-restic-prune-frequency=24h"));
    }

    @Test
    void whatTheServerShallDoBecomesItsArguments() {
        ObjectNode list =
                dryRun(
                        "--no-secret",
                        "--use-restic",
                        "--default-volumes-to-restic",
                        "--restore-only",
                        "--garbage-collection-frequency=2h",
                        "--features=EnableCSI",
                        "--plugins",
                        "velero/velero-plugin-for-aws:v1.5.0");
        assertThat(object(list, "Deployment").at("/spec/template/spec/containers/0/args"))
                .hasToString(
                        "[\"server\",\"--features=EnableCSI\",\"--default-volumes-to-restic=true\","
                                + "\"--restore-only\",\"--garbage-collection-frequency=2h0m0s\"]");
    }

    @Test
    void aProxyIsForWhatLiesOutsideOfTheCluster() {
        ObjectNode list =
                dryRun(
                        "--no-secret",
                        "--use-restic",
                        "--https-proxy=http://proxy:3128",
                        "--no-proxy=10.0.0.0/8,.example.com");
        for (String kind : List.of("Deployment", "DaemonSet")) {
            assertThat(object(list, kind).at("/spec/template/spec/containers/0/env").toString())
                    .contains("{\"name\":\"HTTPS_PROXY\",\"value\":\"http://proxy:3128\"}")
                    .contains(
                            "{\"name\":\"NO_PROXY\",\"value\":\"$(KUBERNETES_SERVICE_HOST),169.254.169.254,"
                                    + ".svc,.cluster.local,10.0.0.0/8,.example.com\"}");
        }
        assertThat(install("--no-secret", "--no-proxy=x").err()).contains("--https-proxy only");
        assertThat(install("--no-secret", "--https-proxy=proxy:3128").err())
                .contains("--https-proxy: must be a URL as http://proxy:3128, is proxy:3128");
    }

    @Test
    void aProviderThatIsNotBuiltYetIsToldWhenItIsInstalled() {
        assertThat(install("--no-secret").err()).isEmpty();
        Result result =
                shell.run("install", "--provider=azure", "--bucket=b", "--no-secret", "--apply");
        assertThat(result.exitCode()).isZero();
        assertThat(result.err())
                .isEqualTo(
                        "Warning: this version of Ark has no object store of provider \"azure\": the"
                                + " backup storage location \"default\" will be Unavailable. There"
                                + " are: aws, filesystem.\n");
    }

    /// Source: `velero install --help` of 1.9.7 and 1.18.1, the flags that are in no other test.
    @Test
    void takesTheFlagsOfEveryVelero() {
        assertThat(
                        dryRun(
                                        "--no-secret",
                                        "--use-node-agent",
                                        "--pod-annotations=a=b",
                                        "--pod-labels=c=d",
                                        "--sa-annotations=e=f",
                                        "--velero-pod-mem-request=1Gi",
                                        "--velero-pod-mem-limit=0",
                                        "--velero-pod-cpu-limit=0",
                                        "--restic-pod-cpu-request=1",
                                        "--node-agent-pod-cpu-limit=2",
                                        "--node-agent-pod-mem-request=1Gi",
                                        "--prefix=p",
                                        "--service-account-name=s",
                                        "--privileged-node-agent",
                                        "--pod-volume-operation-timeout=1h",
                                        "--schedule-skip-immediately",
                                        "--concurrent-backups=2",
                                        "--server-priority-class-name=x",
                                        "--node-agent-priority-class-name=y",
                                        "--uploader-type=restic",
                                        "--use-node-agent-windows=false",
                                        "--node-agent-disable-host-path=false",
                                        "--default-snapshot-move-data=false",
                                        "--disable-informer-cache",
                                        "--csi-snapshot-early-frequent-polling",
                                        "--item-block-worker-count=1",
                                        "--node-agent-configmap=c",
                                        "--backup-repository-configmap=c",
                                        "--repo-maintenance-job-configmap=c",
                                        "--keep-latest-maintenance-jobs=3",
                                        "--maintenance-job-cpu-request=1",
                                        "--maintenance-job-mem-request=1",
                                        "--maintenance-job-cpu-limit=1",
                                        "--maintenance-job-mem-limit=1")
                                .path("items"))
                .hasSizeGreaterThan(12);
    }

    @Test
    void aPlatformHasItsKubeletSomewhereElse() {
        ObjectNode list =
                dryRun(
                        "--no-secret",
                        "--use-restic",
                        "--kubelet-root-dir",
                        "/opt/rke/var/lib/kubelet");
        assertThat(object(list, "DaemonSet").toString())
                .contains("\"/opt/rke/var/lib/kubelet/pods\"");
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() {
        Result result =
                shell.run(
                        "install",
                        "--bucket=-b",
                        "--default-volumes-to-restic",
                        "--snapshot-location-config",
                        "a=b",
                        "--use-volume-snapshots=false",
                        "--velero-pod-cpu-request",
                        "2",
                        "--default-restic-prune-frequency=-1h");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err())
                .contains("Bucket names cannot begin with a dash. Bucket name was: -b\n")
                .contains("--provider is required\n")
                .contains("--use-restic is required when using --default-volumes-to-restic\n")
                .contains(
                        "--snapshot-location-config must be empty when"
                                + " --use-volume-snapshots=false\n")
                .contains("CPU request \"2\" must be less than or equal to CPU limit \"1000m\"\n")
                .contains("--default-restic-prune-frequency must be non-negative\n")
                .contains("One of --secret-file or --no-secret is required\n");
        assertThat(install("--secret-file", "credentials", "--no-secret").err())
                .contains("Cannot use both --secret-file and --no-secret\n");
        assertThat(install("--no-secret", "--no-default-backup-location").err())
                .contains("Cannot use both --bucket and --no-default-backup-location");
        assertThat(install("--no-secret", "--use-node-agent-windows").exitCode()).isEqualTo(2);
        assertThat(shell.targets).isEmpty();
    }

    @Test
    void aFolderIsMountedWhereItsLocationLooksForIt() {
        Result result =
                shell.run(
                        "install",
                        "--provider=filesystem",
                        "--bucket=b",
                        "--backup-location-config=path=/backups",
                        "--backup-location-volume=hostPath=/nfs",
                        "--dry-run",
                        "-ojson");
        assertThat(result.err()).isEmpty();
        ObjectNode list = Yamls.object(result.out());
        assertThat(object(list, "Deployment").toString()).contains("\"path\":\"/nfs\"");
        assertThat(list.path("items"))
                .extracting(item -> item.path("kind").asText())
                .contains("BackupStorageLocation")
                .doesNotContain("VolumeSnapshotLocation");
        assertThat(
                        shell.run(
                                        "install",
                                        "--provider=filesystem",
                                        "--bucket=b",
                                        "--backup-location-volume=nfs")
                                .err())
                .contains("must name an absolute path")
                .contains("must be hostPath=/FOLDER or pvc=NAME, is nfs");
    }

    @Test
    void waitsUntilServerAndAgentsAreReady() {
        shell.after(
                Duration.ofSeconds(10),
                () -> status(DEPLOYMENT, "velero", "{updatedReplicas: 1, availableReplicas: 1}"));
        shell.after(
                Duration.ofSeconds(20),
                () ->
                        status(
                                DAEMON_SET,
                                "restic",
                                "{desiredNumberScheduled: 2, updatedNumberScheduled: 2,"
                                        + " numberAvailable: 2}"));
        Result result = install("--no-secret", "--use-restic", "--wait");
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .contains("Waiting for Velero deployment to be ready.\n")
                .contains("Waiting for Velero restic daemonset to be ready.\n")
                .contains("Velero is installed!");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void givesUpWaitingForPodsThatNeverBecomeReady() {
        Result result = install("--no-secret", "--wait");
        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err())
                .startsWith("An error occurred: deployment \"velero\" is not ready after 5 min\n");
    }

    private Result installAndMeet(String pod, String containerStatus) {
        shell.given(POD, pod(pod, "2026-11-21T16:15:18Z", containerStatus));
        return install("--no-secret", "--wait");
    }

    private static String pod(String name, String created, String containerStatus) {
        return """
        metadata: {name: %s, namespace: velero, creationTimestamp: %s,
                   labels: {deploy: velero, pod-template-hash: of-%s}}
        status: {containerStatuses: [{name: velero, ready: false, %s}]}
        """
                .formatted(name, created, name, containerStatus);
    }

    private void assertTroubleIsToldSoon(Result result, String what, String remedy) {
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("An error occurred: " + what + "\n" + remedy + "\n");
        assertThat(shell.now()).isBefore(Shell.NOW.plusSeconds(21));
    }

    @Test
    void anImageThatCannotBePulledIsToldSoon() {
        Result result =
                installAndMeet(
                        "velero-1",
                        "restartCount: 0, state: {waiting: {reason: ImagePullBackOff,"
                                + " message: 'Back-off pulling image \"ark:x\"'}}");
        assertTroubleIsToldSoon(
                result,
                "pod \"velero-1\" does not start: container \"velero\": ImagePullBackOff (Back-off"
                        + " pulling image \"ark:x\")",
                "Each node must have the image, or be able to pull it. Another one is named with"
                        + " --image NAME --apply");
    }

    @Test
    void aContainerThatCrashesAgainAndAgainIsToldSoon() {
        Result result =
                installAndMeet(
                        "velero-1",
                        "restartCount: 2, state: {running: {}}, lastState: {terminated:"
                                + " {reason: Error, exitCode: 1, message: 'no such flag'}}");
        assertTroubleIsToldSoon(
                result,
                "pod \"velero-1\" does not start: container \"velero\": CrashLoopBackOff (Error,"
                        + " exit code 1, 2 restarts: no such flag)",
                "See what it says: kubectl logs velero-1 -c velero -n velero --previous");
    }

    @Test
    void aContainerThatCannotBeMadeIsToldSoon() {
        Result result =
                installAndMeet(
                        "velero-1",
                        "restartCount: 0, state: {waiting: {reason: CreateContainerConfigError,"
                                + " message: 'secret \"s\" not found'}}");
        assertTroubleIsToldSoon(
                result,
                "pod \"velero-1\" does not start: container \"velero\": CreateContainerConfigError"
                        + " (secret \"s\" not found)",
                "See: kubectl describe pod velero-1 -n velero");
    }

    @Test
    void whatMayHealIsAwaited() {
        shell.given(
                POD,
                pod(
                        "velero-1",
                        "2026-11-21T16:15:18Z",
                        "restartCount: 0, state: {waiting: {reason:" + " ContainerCreating}}"));
        becomes(60, "restartCount: 0, state: {waiting: {reason: ErrImagePull}}");
        becomes(70, "restartCount: 0, state: {running: {}}"); // the registry answered again
        becomes(80, "restartCount: 1, state: {waiting: {reason: CrashLoopBackOff}}");
        becomes(90, "restartCount: 1, state: {running: {}}, lastState: {terminated: {}}");
        shell.after(
                Duration.ofSeconds(150),
                () -> status(DEPLOYMENT, "velero", "{updatedReplicas: 1, availableReplicas: 1}"));
        Result result = install("--no-secret", "--wait");
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        assertThat(shell.now()).isAfter(Shell.NOW.plusSeconds(149));
    }

    private void becomes(int second, String containerStatus) {
        shell.after(
                Duration.ofSeconds(second),
                () -> shell.given(POD, pod("velero-1", "2026-11-21T16:15:18Z", containerStatus)));
    }

    @Test
    void podsThatAreReplacedAnywayAreNoTrouble() {
        shell.given(
                POD,
                pod("velero-0", "2026-11-21T16:10:00Z", "restartCount: 9, state: {running: {}}"));
        shell.given(
                POD,
                pod("velero-1", "2026-11-21T16:15:18Z", "restartCount: 0, state: {running: {}}"));
        assertThat(install("--no-secret", "--wait").exitCode()).isEqualTo(4);
        shell.api()
                .failNext(
                        POD, new ApiException(ApiException.Reason.DENIED, "not you", "Ask.", null));
        assertThat(install("--no-secret", "--wait").exitCode()).isEqualTo(4);
    }

    private void status(Kind kind, String name, String status) {
        shell.api().change(kind, name, "status: " + status);
    }

    @Test
    void anErrorEndsTheInstallationWhereItIs() {
        shell.api()
                .failNext(
                        DEPLOYMENT,
                        new ApiException(ApiException.Reason.DENIED, "not you", "Ask.", null));
        Result result = install("--no-secret");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("An error occurred: not you\nAsk.\n");
        assertThat(install("--no-secret").exitCode()).isZero();
    }

    @Test
    void uninstallingRemovesTheNamespaceFirstAndThenTheRest() {
        install("--no-secret", "--use-restic");
        Result result = shell.run("uninstall", "--force");
        assertThat(result.out())
                .startsWith("You are about to uninstall Velero.\n")
                .contains("Waiting for velero namespace \"velero\" to be deleted\n")
                .contains("Velero namespace \"velero\" deleted\n")
                .contains("Velero ClusterRoleBinding \"velero-node-agent\" deleted\n")
                .endsWith("Velero uninstalled ⛵\n");
        assertThat(shell.api().list(Kind.CUSTOM_RESOURCE, "", "")).isEmpty();
        assertThat(shell.api().get(NAMESPACE, "", "velero")).isEmpty();
        assertThat(shell.run("uninstall", "--force").out())
                .contains("does not exist, skipping.")
                .endsWith("Velero uninstalled ⛵\n");
    }

    /// Else it would put back what is taken from its Restores.
    @Test
    void uninstallingWaitsForTheServerToStop() {
        install("--no-secret");
        shell.api().add(POD, "metadata: {name: p, namespace: velero, labels: {deploy: velero}}");
        shell.after(Duration.ofSeconds(30), () -> shell.api().remove(POD, "p"));
        assertThat(shell.run("uninstall", "--force").exitCode()).isZero();
        assertThat(shell.now()).isAfter(Shell.NOW.plusSeconds(29));
        List<String> writes = shell.api().writes();
        assertThat(writes.indexOf("DELETE deployments.apps/velero"))
                .isBetween(0, writes.indexOf("DELETE namespaces/velero") - 1);
    }

    @Test
    void uninstallingAsksFirst() {
        install("--no-secret");
        shell.api().writes().clear();
        assertThat(shell.typing("n\n").run("uninstall").out())
                .contains("Are you sure you want to continue (Y/N)?")
                .doesNotContain("uninstalled");
        assertThat(shell.api().writes()).isEmpty();
    }

    @Test
    void uninstallingWarnsOfTheKeyThatGoesWithTheNamespace() {
        install("--no-secret", "--use-restic");
        assertThat(shell.typing("n\n").run("uninstall").err()).isEmpty();
        shell.given(SECRET, "metadata: {name: velero-restic-credentials, namespace: velero}");
        Result asked = shell.typing("n\n").run("uninstall");
        assertThat(asked.err())
                .isEqualTo(
                        "Warning: Secret \"velero-restic-credentials\" goes with namespace"
                                + " \"velero\". Without its key nobody can restore the pod volumes that"
                                + " backups in the bucket have.\n"
                                + "         Keep a copy: kubectl -n velero get secret"
                                + " velero-restic-credentials -o yaml >"
                                + " velero-restic-credentials.yaml\n");
        assertThat(asked.out()).contains("Are you sure you want to continue (Y/N)?");
        assertThat(shell.api().get(NAMESPACE, "", "velero")).isPresent();
        Result forced = shell.run("uninstall", "--force");
        assertThat(forced.err()).isEqualTo(asked.err());
        assertThat(forced.out()).endsWith("Velero uninstalled ⛵\n");
    }

    @Test
    void uninstallingGoesOnOnlyWhenItCouldLookForTheKey() {
        install("--no-secret");
        shell.api()
                .failNext(
                        SECRET,
                        new ApiException(ApiException.Reason.DENIED, "not you", "Ask.", null));
        assertThat(shell.run("uninstall", "--force").err()).contains("not you\nAsk.");
        assertThat(shell.api().get(NAMESPACE, "", "velero")).isPresent();
    }

    @Test
    void aRestoreThatWaitsForAServerDoesNotKeepTheNamespace() {
        shell.given(
                Kind.RESTORE,
                "metadata: {name: r, namespace: velero, finalizers: [restores.velero.io/x]}");
        shell.run("uninstall", "--force");
        assertThat(shell.api().stored(Kind.RESTORE, "r").at("/metadata/finalizers").isEmpty())
                .isTrue();
    }
}
