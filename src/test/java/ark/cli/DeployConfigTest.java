package ark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ark.cli.Shell.Result;
import ark.cli.output.OutputFormat;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The manifests in `deploy/config` are what `ark install` prints, divided among the files that the
/// documentation of Ark 0.9 names.
class DeployConfigTest {
    private static final Path FOLDER = Path.of("deploy/config");

    /// What a person makes with `kubectl create secret`, and what no generator knows.
    private static final String BY_HAND = "minio/00-minio-deployment.yaml";

    private static final String USUAL =
            "--bucket YOUR_BUCKET --secret-file credentials --use-restic";

    @TempDir private Path folder;
    private Shell shell;

    /// A folder of manifests, and the flags that print them.
    enum Platform {
        AWS(
                "10-deployment",
                "20",
                "--provider aws --backup-location-config region=YOUR_REGION"
                        + " --snapshot-location-config region=YOUR_REGION"),
        AZURE(
                "10-deployment",
                "20",
                "--provider azure --backup-location-config"
                        + " resourceGroup=YOUR_RESOURCE_GROUP,storageAccount=YOUR_STORAGE_ACCOUNT"),
        GCP("10-deployment", "20", "--provider gcp"),
        MINIO(
                "20-ark-deployment",
                "30",
                "--provider aws --use-volume-snapshots=false"
                        + " --backup-location-config"
                        + " region=minio,s3ForcePathStyle=true,s3Url=http://minio.velero.svc:9000"),
        AZURE_PROXY(
                "10-deployment",
                "20",
                AZURE.flags
                        + " --https-proxy http://YOUR_PROXY:3128"
                        + " --no-proxy YOUR_NETWORK,YOUR_DOMAIN"),
        RANCHEROS("", "20", AWS.flags + " --kubelet-root-dir /opt/rke/var/lib/kubelet"),
        OPENSHIFT("", "20", AWS.flags + " --privileged-node-agent"),
        OPENSHIFT_3(
                "",
                "20",
                AWS.flags
                        + " --privileged-node-agent"
                        + " --kubelet-root-dir /var/lib/origin/openshift.local.volumes"),
        PKS("", "20", AWS.flags + " --kubelet-root-dir /var/vcap/data/kubelet");

        private final String deployment;
        private final String daemonSet;
        private final String flags;

        /// @param deployment name of its file; "" for a platform that changes only the node agents
        /// @param daemonSet number of its file
        Platform(String deployment, String daemonSet, String flags) {
            this.deployment = deployment;
            this.daemonSet = daemonSet;
            this.flags = flags;
        }

        String folder() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /// The file of an object; "" for what is in none.
        String fileOf(JsonNode object) {
            return switch (object.path("kind").asText()) {
                case "Secret" -> "";
                case "DaemonSet" -> folder() + "/" + daemonSet + "-restic-daemonset.yaml";
                case "Deployment" -> ofProvider(deployment);
                case "BackupStorageLocation" -> ofLocation("05-ark-backupstoragelocation");
                case "VolumeSnapshotLocation" -> ofLocation("06-ark-volumesnapshotlocation");
                default -> "common/00-prereqs.yaml";
            };
        }

        /// A platform's locations are its provider's.
        private String ofLocation(String name) {
            return folder().contains("-") ? "" : ofProvider(name);
        }

        private String ofProvider(String name) {
            return deployment.isEmpty() ? "" : folder() + "/" + name + ".yaml";
        }
    }

    @BeforeEach
    void open() throws IOException {
        shell = new Shell(folder);
        Files.writeString(folder.resolve("credentials"), "never in a manifest\n");
    }

    private static String version() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        int start = pom.indexOf("<version>") + "<version>".length();
        return pom.substring(start, pom.indexOf("</version>"));
    }

    private Map<String, List<ObjectNode>> files(Platform platform) throws IOException {
        String line = "install " + USUAL + " " + platform.flags;
        var words = new ArrayList<>(Arrays.asList(line.split(" ")));
        words.addAll(List.of("--image", "ark:" + version(), "--dry-run", "-o", "json"));
        Result result = shell.run(words.toArray(String[]::new));
        assertThat(result.err()).isEmpty();
        var files = new LinkedHashMap<String, List<ObjectNode>>();
        for (JsonNode object : Yamls.object(result.out()).path("items")) {
            String file = platform.fileOf(object);
            if (!file.isEmpty()) {
                files.computeIfAbsent(file, _ -> new ArrayList<>()).add((ObjectNode) object);
            }
        }
        return files;
    }

    @ParameterizedTest
    @EnumSource(Platform.class)
    void holdsWhatInstallPrints(Platform platform) throws IOException {
        for (Map.Entry<String, List<ObjectNode>> file : files(platform).entrySet()) {
            boolean common = file.getKey().startsWith("common/");
            String header =
                    "# Printed by: ark install "
                            + (common ? "..." : USUAL + " " + platform.flags)
                            + " --dry-run -o yaml\n";
            String text =
                    file.getValue().stream()
                            .map(object -> "---\n" + OutputFormat.YAML.print(object))
                            .collect(Collectors.joining("", header, ""));
            assertThat(text).doesNotContain("cloud: ");
            Golden.same(FOLDER.resolve(file.getKey()), text);
        }
    }

    @Test
    void holdsNothingElse() throws IOException {
        var expected = new TreeSet<String>(Set.of(BY_HAND));
        for (Platform platform : Platform.values()) expected.addAll(files(platform).keySet());
        try (Stream<Path> found = Files.walk(FOLDER)) {
            assertThat(
                            found.filter(file -> file.toString().endsWith(".yaml"))
                                    .map(file -> FOLDER.relativize(file).toString()))
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    /// What to do with them, and what there is not yet.
    @Test
    void isDescribedFolderByFolder() throws IOException {
        String page = Files.readString(FOLDER.resolve("README.md"));
        for (Platform platform : Platform.values()) {
            assertThat(page).contains("| `" + platform.folder() + "` |");
        }
    }

    /// The paths that the documentation of Ark 0.9 gives.
    @Test
    void hasTheFilesThatTheDocumentationNames() {
        for (String path :
                List.of(
                        "common/00-prereqs.yaml",
                        "aws/20-restic-daemonset.yaml",
                        "azure/20-restic-daemonset.yaml",
                        "gcp/20-restic-daemonset.yaml",
                        "minio/30-restic-daemonset.yaml")) {
            assertThat(FOLDER.resolve(path)).isRegularFile();
        }
    }
}
