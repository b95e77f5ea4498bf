package ark.api.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.item.Json;
import ark.testing.KubernetesCluster;
import ark.testing.KubernetesTest;
import ark.testing.TestNamespace;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/// A real API server takes the custom resources, and loses nothing of them.
@KubernetesTest
class CustomResourcesIT {
    private static final Path BACKUPS =
            Path.of("src/test/resources/fixtures/velero-1.9.7/bucket/backups");

    private static String path(Class<?> kind, TestNamespace namespace) {
        return "/apis/velero.io/v1/namespaces/"
                + namespace.name()
                + "/"
                + HasMetadata.getPlural(kind);
    }

    private static ObjectNode create(Class<?> kind, TestNamespace namespace, JsonNode object) {
        String answer = namespace.client().raw(path(kind, namespace), "POST", object);
        return Json.object(answer.getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode get(Class<?> kind, TestNamespace namespace, String name) {
        String answer = namespace.client().raw(path(kind, namespace) + "/" + name);
        return Json.object(answer.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void keepsEveryFieldOfEveryKind(TestNamespace namespace) {
        for (Class<? extends CustomResource<?, ?>> kind : WireTest.kinds()) {
            for (int variation = 0; variation < SchemaSample.VARIATIONS; variation++) {
                ObjectNode sample = new SchemaSample(variation).object(kind);
                create(kind, namespace, sample);
                ObjectNode kept = get(kind, namespace, "sample-" + variation);
                assertThat(kept.path("spec")).isEqualTo(sample.path("spec"));
                assertThat(kept.path("status")).isEqualTo(sample.path("status"));
            }
        }
    }

    @Test
    void takesTheBackupsOfARealServerAsTheyAre(TestNamespace namespace) throws IOException {
        for (String backup : List.of("b1", "b2", "b3")) {
            Path folder = BACKUPS.resolve(backup);
            takes(Backup.class, namespace, Json.object(read(folder.resolve("velero-backup.json"))));
            Path volumes = folder.resolve(backup + "-podvolumebackups.json.gz");
            for (JsonNode volume : Json.tree(unzipped(volumes))) {
                takes(PodVolumeBackup.class, namespace, volume);
            }
        }
        assertThat(
                        namespace
                                .client()
                                .resources(Backup.class)
                                .inNamespace(namespace.name())
                                .list()
                                .getItems())
                .extracting(backup -> BackupPhase.of(backup.getStatus()))
                .containsOnly(BackupPhase.COMPLETED);
    }

    private static void takes(Class<?> kind, TestNamespace namespace, JsonNode stored) {
        ObjectNode object = stored.deepCopy();
        object.put("apiVersion", "velero.io/v1").put("kind", HasMetadata.getKind(kind));
        object.withObject("/metadata")
                .put("namespace", namespace.name())
                .remove(List.of("uid", "resourceVersion", "managedFields", "ownerReferences"));
        ObjectNode kept = create(kind, namespace, object);
        assertThat(kept.path("spec")).isEqualTo(stored.path("spec"));
        assertThat(kept.path("status")).isEqualTo(stored.path("status"));
        for (String part : List.of("labels", "annotations")) {
            assertThat(kept.at("/metadata/" + part)).isEqualTo(stored.at("/metadata/" + part));
        }
    }

    private static byte[] read(Path file) throws IOException {
        return Files.readAllBytes(file);
    }

    private static byte[] unzipped(Path file) throws IOException {
        try (InputStream json = new GZIPInputStream(Files.newInputStream(file))) {
            return json.readAllBytes();
        }
    }

    @Test
    void takesWhatAGoClientWritesForNothing(TestNamespace namespace) {
        JsonNode backup =
                Json.object(
                        """
                        {"apiVersion": "velero.io/v1", "kind": "Backup",
                         "metadata": {"name": "empty", "creationTimestamp": null},
                         "spec": {"metadata": {}, "ttl": "0s", "hooks": {"resources": null},
                          "includedNamespaces": null, "labelSelector": null,
                          "csiSnapshotTimeout": "0s", "itemOperationTimeout": "0s"},
                         "status": {"progress": null, "validationErrors": null,
                          "startTimestamp": null}}
                        """
                                .getBytes(StandardCharsets.UTF_8));
        create(Backup.class, namespace, backup);
        Backup read = one(namespace, "empty");
        assertThat(BackupPhase.of(read.getStatus())).isEqualTo(BackupPhase.NEW);
        assertThat(read.getSpec().includedNamespaces()).isNull();
    }

    @Test
    void oneOddObjectDoesNotHideTheOthers(TestNamespace namespace) {
        create(Backup.class, namespace, backup("odd", "5d", "2026-11-21t16:15:17z"));
        create(Backup.class, namespace, backup("good", "1h0m0s", "2026-11-21T16:15:17Z"));
        List<Backup> backups =
                namespace
                        .client()
                        .resources(Backup.class)
                        .inNamespace(namespace.name())
                        .list()
                        .getItems();
        assertThat(backups).hasSize(2);
        assertThat(one(namespace, "odd").getSpec().ttl()).isEqualTo("5d");
        assertThat(one(namespace, "odd").getStatus().startTimestamp()).isNull();
        assertThat(one(namespace, "good").getStatus().startTimestamp()).isNotNull();
    }

    private static ObjectNode backup(String name, String ttl, String start) {
        ObjectNode backup = Json.object();
        backup.put("apiVersion", "velero.io/v1").put("kind", "Backup");
        backup.putObject("metadata").put("name", name);
        backup.putObject("spec").put("ttl", ttl);
        backup.putObject("status").put("startTimestamp", start);
        return backup;
    }

    private static Backup one(TestNamespace namespace, String name) {
        return namespace
                .client()
                .resources(Backup.class)
                .inNamespace(namespace.name())
                .withName(name)
                .require();
    }

    @Test
    void aStatusIsWrittenWithTheObject(KubernetesClient client, TestNamespace namespace) {
        create(Backup.class, namespace, backup("b1", "1h0m0s", "2026-11-21T16:15:17Z"));
        String path = path(Backup.class, namespace) + "/b1";
        assertThatThrownBy(
                        () ->
                                client.raw(
                                        path + "/status",
                                        "PUT",
                                        get(Backup.class, namespace, "b1")))
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        refused -> assertThat(refused.getCode()).isEqualTo(404));
        ObjectNode failed = get(Backup.class, namespace, "b1");
        failed.withObject("/status").put("phase", BackupPhase.FAILED.text());
        client.raw(path, "PUT", failed);
        assertThat(one(namespace, "b1").getStatus().phase()).isEqualTo(BackupPhase.FAILED);
    }

    @Test
    void anUnknownPhaseIsRefused(KubernetesClient client, TestNamespace namespace) {
        ObjectNode backup = backup("b1", "1h0m0s", "2026-11-21T16:15:17Z");
        backup.withObject("/status").put("phase", BackupPhase.UNKNOWN.text());
        assertThatThrownBy(() -> client.raw(path(Backup.class, namespace), "POST", backup))
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        refused -> assertThat(refused.getCode()).isEqualTo(422));
    }

    @Test
    void kubectlShowsTheColumnsOfTheReference(KubernetesCluster cluster, TestNamespace namespace) {
        var headers =
                Map.of(
                        "backups", "NAME AGE",
                        "schedules", "NAME STATUS SCHEDULE LASTBACKUP AGE PAUSED",
                        "deletebackuprequests", "NAME BACKUPNAME STATUS",
                        "podvolumebackups",
                                "NAME STATUS STARTED BYTES DONE TOTAL BYTES STORAGE LOCATION AGE"
                                        + " NODE UPLOADER",
                        "podvolumerestores",
                                "NAME STATUS STARTED BYTES DONE TOTAL BYTES STORAGE LOCATION AGE"
                                        + " NODE UPLOADER TYPE",
                        "resticrepositories", "NAME AGE",
                        "backuprepositories", "NAME AGE REPOSITORY TYPE",
                        "bsl", "NAME PHASE LAST VALIDATED AGE DEFAULT",
                        "vsl", "NAME AGE",
                        "ssr", "NAME AGE");
        for (Class<? extends CustomResource<?, ?>> kind : WireTest.kinds()) {
            create(kind, namespace, new SchemaSample(1).object(kind));
        }
        headers.forEach(
                (resource, header) ->
                        assertThat(table(cluster, namespace, resource).getFirst())
                                .as(resource)
                                .isEqualTo(header));
        assertThat(table(cluster, namespace, "podvolumebackups", "-o", "wide").getFirst())
                .contains("INCREMENTAL BYTES");
        assertThat(table(cluster, namespace, "bsl").getLast()).startsWith("sample-1 Unavailable ");
    }

    private static List<String> table(
            KubernetesCluster cluster, TestNamespace namespace, String resource, String... more) {
        var command = new ArrayList<String>();
        command.addAll(List.of("get", resource, "-n", namespace.name()));
        command.addAll(List.of(more));
        return cluster.kubectl(command.toArray(new String[0]))
                .lines()
                .map(line -> line.strip().replaceAll(" +", " "))
                .toList();
    }
}
