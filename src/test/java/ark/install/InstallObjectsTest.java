package ark.install;

import static org.assertj.core.api.Assertions.assertThat;

import ark.install.InstallOptions.Agent;
import ark.install.InstallOptions.Claim;
import ark.install.InstallOptions.Extras;
import ark.install.InstallOptions.HostPath;
import ark.install.InstallOptions.Location;
import ark.install.InstallOptions.LocationVolume;
import ark.install.InstallOptions.Resources;
import ark.install.InstallOptions.Server;
import ark.install.InstallOptions.SnapshotLocation;
import ark.item.Secret;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class InstallObjectsTest {
    private static final Location S3 =
            new Location(
                    "aws", "backups", "p", "UEVN", Map.of("s3Url", "u", "region", "r"), List.of());

    private String namespace = "velero";
    private String account = "";
    private Extras extras = Extras.NONE;
    private Location location = S3;
    private boolean privileged;

    private List<ObjectNode> objects() {
        return InstallObjects.behindDefinitions(
                new InstallOptions(
                        namespace,
                        "ark:1",
                        extras,
                        List.of(new Secret("key")),
                        List.of(location),
                        List.of(new SnapshotLocation("aws", Map.of())),
                        new Server(Resources.OF_SERVER, List.of("--features="), account, ""),
                        List.of(
                                new Agent(
                                        Resources.OF_AGENT, "/var/lib/kubelet", privileged, ""))));
    }

    private ObjectNode object(String kind) {
        return objects().stream()
                .filter(o -> o.path("kind").asText().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode container(ObjectNode workload) {
        return workload.at("/spec/template/spec/containers/0");
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    private static JsonNode named(JsonNode array, String name) {
        for (JsonNode each : array) {
            if (each.path("name").asText().equals(name)) return each;
        }
        throw new AssertionError("no " + name + " in " + array);
    }

    @Test
    void theObjectsHaveTheNamesThatOtherToolsLookForAndComeInAnOrderThatCanBeCreated() {
        assertThat(objects())
                .extracting(o -> o.path("kind").asText() + " " + o.at("/metadata/name").asText())
                .containsExactly(
                        "Namespace velero",
                        "ClusterRoleBinding velero",
                        "ServiceAccount velero",
                        "ServiceAccount restic",
                        "ClusterRole velero-node-agent",
                        "ClusterRoleBinding velero-node-agent",
                        "Role restic",
                        "RoleBinding restic",
                        "Secret cloud-credentials",
                        "BackupStorageLocation default",
                        "VolumeSnapshotLocation default",
                        "Deployment velero",
                        "DaemonSet restic");
        assertThat(objects())
                .allSatisfy(
                        o ->
                                assertThat(o.at("/metadata/labels/component").asText())
                                        .isEqualTo("velero"));
        assertThat(objects()).isEqualTo(objects());
    }

    @Test
    void clusterWideObjectsOfAnotherNamespaceHaveNamesOfTheirOwn() {
        namespace = "ark";
        assertThat(object("ClusterRole").at("/metadata/name").asText())
                .isEqualTo("velero-node-agent-ark");
        assertThat(object("ClusterRoleBinding").at("/metadata/name").asText())
                .isEqualTo("velero-ark");
        assertThat(object("ClusterRoleBinding").at("/subjects/0/namespace").asText())
                .isEqualTo("ark");
    }

    @Test
    void theLocationSaysWhatWasGiven() {
        JsonNode spec = object("BackupStorageLocation").path("spec");
        assertThat(spec.path("default").asBoolean()).isTrue();
        assertThat(spec.at("/objectStorage/bucket").asText()).isEqualTo("backups");
        assertThat(spec.at("/objectStorage/prefix").asText()).isEqualTo("p");
        assertThat(spec.at("/objectStorage/caCert").asText()).isEqualTo("UEVN");
        assertThat(spec.path("config").toString()).isEqualTo("{\"region\":\"r\",\"s3Url\":\"u\"}");
    }

    @Test
    void theServerRunsAsAUserWhoIsNotRootAndCanWriteNowhereElse() {
        ObjectNode deployment = object("Deployment");
        JsonNode pod = deployment.at("/spec/template/spec/securityContext");
        assertThat(pod.path("runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.path("runAsUser").asInt()).isEqualTo(65532);
        JsonNode own = container(deployment).path("securityContext");
        assertThat(own.path("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(own.path("allowPrivilegeEscalation").asBoolean()).isFalse();
        assertThat(own.path("capabilities").toString()).isEqualTo("{\"drop\":[\"ALL\"]}");
    }

    @Test
    void theServerKnowsItsImageItsNamespaceAndItsCredentials() {
        JsonNode container = container(object("Deployment"));
        assertThat(texts(container.path("command"))).containsExactly("/usr/bin/ark");
        assertThat(texts(container.path("args"))).containsExactly("server", "--features=");
        JsonNode environment = container.path("env");
        assertThat(named(environment, "ARK_IMAGE").path("value").asText()).isEqualTo("ark:1");
        assertThat(named(environment, "VELERO_NAMESPACE").at("/valueFrom/fieldRef/fieldPath"))
                .hasToString("\"metadata.namespace\"");
        assertThat(named(environment, "AWS_SHARED_CREDENTIALS_FILE").path("value").asText())
                .isEqualTo("/credentials/cloud");
        assertThat(named(container.path("volumeMounts"), "cloud-credentials").path("mountPath"))
                .hasToString("\"/credentials\"");
    }

    @Test
    void bothAreAskedWhetherTheyAreAliveAndReady() {
        for (String kind : List.of("Deployment", "DaemonSet")) {
            JsonNode container = container(object(kind));
            assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/readyz");
            assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/healthz");
            assertThat(named(container.path("ports"), "metrics").path("containerPort").asInt())
                    .isEqualTo(8085);
        }
    }

    @Test
    void anAgentIsRootWithoutTheRightsThatItDoesNotNeed() {
        ObjectNode agent = object("DaemonSet");
        JsonNode own = container(agent).path("securityContext");
        assertThat(agent.at("/spec/template/spec/securityContext/runAsUser").asInt()).isZero();
        assertThat(own.has("privileged")).isFalse();
        assertThat(texts(own.at("/capabilities/drop"))).containsExactly("ALL");
        assertThat(texts(own.at("/capabilities/add")))
                .containsExactlyElementsOf(AgentDaemonSet.CAPABILITIES);
        JsonNode mount = named(container(agent).path("volumeMounts"), "host-pods");
        assertThat(mount.path("mountPropagation").asText()).isEqualTo("HostToContainer");
        JsonNode volume = named(agent.at("/spec/template/spec/volumes"), "host-pods");
        assertThat(volume.at("/hostPath/path").asText()).isEqualTo("/var/lib/kubelet/pods");
    }

    @Test
    void anAgentIsPrivilegedOnlyWhereItIsAskedFor() {
        privileged = true;
        JsonNode own = container(object("DaemonSet")).path("securityContext");
        assertThat(own.path("privileged").asBoolean()).isTrue();
        assertThat(own.has("capabilities")).isFalse();
    }

    /// Each right stands in the manual with its reason, and nothing has a star.
    @Test
    void anAgentMayDoWhatTheManualSays() throws IOException {
        var rights = new ArrayList<String>();
        for (String kind : List.of("ClusterRole", "Role")) {
            for (JsonNode rule : object(kind).path("rules")) {
                for (String resource : texts(rule.path("resources"))) {
                    rights.add(
                            "| %s | `%s` | %s |"
                                    .formatted(
                                            kind.equals("Role") ? "Ark's namespace" : "everywhere",
                                            String.join("` `", resource(rule, resource)),
                                            "`"
                                                    + String.join("` `", texts(rule.path("verbs")))
                                                    + "`"));
                }
            }
        }
        String page = Files.readString(Path.of("docs/user/install.md"));
        assertThat(page.lines().filter(row -> row.matches("\\| (everywhere|Ark's namespace) .*")))
                .zipSatisfy(rights, (row, right) -> assertThat(row).startsWith(right));
        assertThat(rights).noneMatch(right -> right.contains("*"));
        assertThat(object("DaemonSet").at("/spec/template/spec/serviceAccountName").asText())
                .isEqualTo("restic");
    }

    private static List<String> resource(JsonNode rule, String resource) {
        var words = new ArrayList<>(List.of(resource));
        words.addAll(texts(rule.path("resourceNames")));
        return words;
    }

    @Test
    void aFolderAsABucketIsMountedInBothAndMakesTheServerRoot() {
        for (LocationVolume volume : List.of(new HostPath("/nfs"), new Claim("bucket"))) {
            Map<String, String> config = Map.of("path", "/backups");
            location = new Location("filesystem", "b", "", "", config, List.of(volume));
            String source = volume instanceof HostPath ? "hostPath" : "persistentVolumeClaim";
            for (String kind : List.of("Deployment", "DaemonSet")) {
                JsonNode pod = object(kind).at("/spec/template/spec");
                assertThat(named(pod.path("volumes"), "backup-location").has(source)).isTrue();
                assertThat(locationMounts(pod)).containsExactly("/backups ", "/backups/b b");
                assertThat(pod.at("/securityContext/runAsUser").asInt(-1)).isZero();
            }
        }
    }

    /// Path and subPath of each.
    private static List<String> locationMounts(JsonNode pod) {
        var paths = new ArrayList<String>();
        for (JsonNode mount : pod.at("/containers/0/volumeMounts")) {
            if (mount.path("name").asText().equals("backup-location")) {
                paths.add(mount.path("mountPath").asText() + " " + mount.path("subPath").asText());
            }
        }
        return paths;
    }

    @Test
    void whatAPersonAddsNeverBreaksTheSelectors() {
        extras =
                new Extras(
                        Map.of("prometheus.io/scrape", "false", "a", "b"),
                        Map.of("deploy", "mine", "team", "t"),
                        Map.of("role", "r"),
                        Map.of("HTTPS_PROXY", "http://p:1"));
        assertThat(object("DaemonSet").at("/spec/template/spec/containers/0/env").toString())
                .contains("{\"name\":\"HTTPS_PROXY\",\"value\":\"http://p:1\"}");
        ObjectNode deployment = object("Deployment");
        JsonNode metadata = deployment.at("/spec/template/metadata");
        assertThat(metadata.at("/labels/deploy").asText()).isEqualTo("velero");
        assertThat(metadata.at("/labels/team").asText()).isEqualTo("t");
        assertThat(Objects.toString(metadata.path("annotations").get("prometheus.io/scrape")))
                .isEqualTo("\"false\"");
        assertThat(object("ServiceAccount").at("/metadata/annotations/role").asText())
                .isEqualTo("r");
    }

    @Test
    void anAccountThatExistsIsUsedAndNotMade() {
        account = "mine";
        assertThat(object("Deployment").at("/spec/template/spec/serviceAccountName").asText())
                .isEqualTo("mine");
        assertThat(object("ClusterRoleBinding").at("/subjects/0/name").asText()).isEqualTo("mine");
        assertThat(object("ServiceAccount").at("/metadata/name").asText()).isEqualTo("restic");
    }

    @Test
    void anImageWithATagThatStaysIsNotFetchedEachTime() {
        assertThat(Workload.pullPolicy("ark:1")).isEqualTo("IfNotPresent");
        assertThat(Workload.pullPolicy("ark:latest")).isEqualTo("Always");
        assertThat(Workload.pullPolicy("ark")).isEqualTo("Always");
        assertThat(Workload.pullPolicy("registry:5000/ark:1")).isEqualTo("Always");
    }
}
