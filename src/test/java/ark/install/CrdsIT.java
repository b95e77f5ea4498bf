package ark.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.item.Json;
import ark.testing.KubernetesCluster;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Definitions of another version are there already: in a cluster of its own, as these tests change
/// what all others use.
class CrdsIT {
    private static final String DEFINITIONS =
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String BACKUPS = "/apis/velero.io/v1/namespaces/default/backups";

    private static KubernetesCluster cluster;

    @BeforeAll
    static void startCluster() {
        cluster = KubernetesCluster.start(List.of());
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    private static ObjectNode send(String method, String path, ObjectNode object) {
        return json(cluster.client().raw(path, method, object));
    }

    private static ObjectNode get(String path) {
        return json(cluster.client().raw(path));
    }

    private static ObjectNode json(String text) {
        return Json.object(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode ours() {
        return Crds.all().stream()
                .filter(crd -> crd.at("/metadata/name").asText().equals("backups.velero.io"))
                .findFirst()
                .orElseThrow();
    }

    /// As another version may have it: a field and a phase more, some fields and phases less.
    private static ObjectNode theirs() {
        ObjectNode theirs = ours();
        ObjectNode properties =
                (ObjectNode) theirs.at("/spec/versions/0/schema/openAPIV3Schema/properties");
        ObjectNode spec = properties.withObject("/spec/properties");
        spec.remove(List.of("itemOperationTimeout", "snapshotMoveData", "uploaderConfig"));
        spec.putObject("fromTheFuture").put("type", "string");
        ArrayNode phases = properties.withObject("/status/properties/phase").putArray("enum");
        phases.add("New").add("Completed").add("Dreaming");
        return theirs;
    }

    private static void install(ObjectNode definition) {
        cluster.kubectl("delete", "crd", "backups.velero.io", "--ignore-not-found");
        send("POST", DEFINITIONS, definition);
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> Crds.established(get(DEFINITIONS + "/backups.velero.io")));
    }

    private static ObjectNode backup(String name, String spec, String phase) {
        return json(
                """
                {"apiVersion": "velero.io/v1", "kind": "Backup", "metadata": {"name": "%s"},
                 "spec": %s, "status": {"phase": "%s"}}
                """
                        .formatted(name, spec, phase));
    }

    @Test
    void anUpgradeTakesNoFieldAwayAndAddsOurs() {
        install(theirs());
        String future = "{\"ttl\":\"1h0m0s\",\"fromTheFuture\":\"kept\"}";
        send("POST", BACKUPS, backup("theirs", future, "Dreaming"));
        ObjectNode existing = get(DEFINITIONS + "/backups.velero.io");

        send("PUT", DEFINITIONS + "/backups.velero.io", Crds.upgrade(existing, ours()));

        String now = "{\"itemOperationTimeout\":\"4h0m0s\",\"fromTheFuture\":\"kept\"}";
        send("POST", BACKUPS, backup("ours", now, "New"));
        Awaitility.await() // it serves the new schema a moment later
                .atMost(Duration.ofMinutes(2))
                .ignoreExceptions()
                .until(() -> keepsBoth(now));
        assertThat(get(BACKUPS + "/ours").path("spec")).isEqualTo(json(now));
        ObjectNode theirs = get(BACKUPS + "/theirs");
        assertThat(theirs.path("spec")).isEqualTo(json(future));
        assertThat(send("PUT", BACKUPS + "/theirs", theirs).at("/status/phase").asText())
                .isEqualTo("Dreaming");
    }

    /// Whether an update keeps a field of ours and one of theirs, and both know the phase.
    private static boolean keepsBoth(String spec) {
        ObjectNode backup = get(BACKUPS + "/ours");
        backup.set("spec", json(spec));
        backup.withObject("/status").put("phase", "Queued");
        return send("PUT", BACKUPS + "/ours", backup).path("spec").equals(json(spec));
    }

    @Test
    void upgradingTwiceChangesNothing() {
        install(theirs());
        String path = DEFINITIONS + "/backups.velero.io";
        ObjectNode upgraded = send("PUT", path, Crds.upgrade(get(path), ours()));
        ObjectNode again = send("PUT", path, Crds.upgrade(get(path), ours()));
        assertThat(again.path("spec")).isEqualTo(upgraded.path("spec"));
        assertThat(again.at("/metadata/generation")).isEqualTo(upgraded.at("/metadata/generation"));
    }

    @Test
    void anUpgradeOverSomebodyElsesChangeIsAConflict() {
        install(ours());
        String path = DEFINITIONS + "/backups.velero.io";
        ObjectNode stale = get(path);
        cluster.kubectl("label", "crd", "backups.velero.io", "touched=yes");
        assertThatThrownBy(() -> send("PUT", path, Crds.upgrade(stale, ours())))
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        refused -> assertThat(refused.getCode()).isEqualTo(409));
    }

    @Test
    void kubectlAppliesTheListOfAll(@TempDir Path folder) throws IOException {
        var objects = new ArrayList<ObjectNode>(Crds.all());
        objects.add(Manifests.namespace("velero-from-list"));
        Path file = folder.resolve("install.json");
        Files.write(file, Json.bytes(Manifests.list(objects)));
        assertThat(cluster.kubectl("apply", "--server-side", "--force-conflicts", "-f", file + ""))
                .contains("backups.velero.io serverside-applied")
                .contains("namespace/velero-from-list serverside-applied");
        assertThat(get("/api/v1/namespaces/velero-from-list").at("/metadata/labels/component"))
                .hasToString("\"velero\"");
    }
}
