package ark.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.api.v1.RestorePhase;
import ark.cluster.ListRequest;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.ItemKey;
import ark.item.Json;
import ark.restore.action.Yaml;
import ark.restore.request.RestoreRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The contents of pods' volumes in a restore. In the pauses of the restore node agents and the
/// keeper of repositories do their work.
class RestoreVolumesTest {
    private static final String STORED =
            """
            [{"metadata": {"annotations": {"velero.io/pvc-name": "data"}},
              "spec": {"pod": {"namespace": "ns1", "name": "redis-0"}, "volume": "data"},
              "status": {"phase": "Completed", "snapshotID": "a4efe810"}}]
            """;

    @TempDir private Path scratch;
    private RestoreWorld world;
    private String ending = "{phase: Completed}";

    @BeforeEach
    void makeWorld() {
        world = new RestoreWorld(scratch);
        world.others = this::work;
        serve("persistentvolumes", "PersistentVolume", false);
        world.server.serve("persistentvolumeclaims", "PersistentVolumeClaim", true, "pvc");
        world.server.add(
                "pods",
                RestoreWorld.json(
                        """
                        metadata: {name: restic-1, namespace: velero, labels: {name: restic}}
                        spec: {nodeName: n1}
                        status: {phase: Running}
                        """));
    }

    private void serve(String resource, String kind, boolean namespaced) {
        world.server.serve(ResourceType.of(GroupResource.core(resource), "v1", kind, namespaced));
    }

    @AfterEach
    void close() {
        world.close();
    }

    private List<Item> all(String resource) {
        return world.server.cluster().items(ListRequest.all(world.server.type(resource)));
    }

    private List<Item> restores() {
        return all("podvolumerestores.velero.io");
    }

    private void work() {
        for (Item repository : all("resticrepositories.velero.io")) {
            patch(repository, "{spec: {resticIdentifier: 's3:x'}, status: {phase: Ready}}");
        }
        for (Item restore : restores()) {
            if (restore.text("/status/phase").isEmpty()) {
                patch(restore, "{status: " + ending + "}");
            }
        }
    }

    private void patch(Item item, String patch) {
        ItemKey key = item.key();
        world.server
                .cluster()
                .patch(world.server.type(key.resource().toString()), key, Yaml.tree(patch));
    }

    private static String pod(String name, String annotations) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: ns1, annotations: {%s}}
                spec:
                  nodeName: n1
                  volumes:
                  - {name: data, persistentVolumeClaim: {claimName: data}}
                  - {name: cache, emptyDir: {}}
                  containers: [{name: c, volumeMounts: [{name: data}, {name: cache}]}]
                status: {phase: Running}
                """
                .formatted(name, annotations);
    }

    private void backedUp(String annotations) {
        world.archived("pods", pod("redis-0", annotations))
                .archived(
                        "persistentvolumeclaims",
                        """
                        apiVersion: v1
                        kind: PersistentVolumeClaim
                        metadata:
                          name: data
                          namespace: ns1
                          annotations: {pv.kubernetes.io/bind-completed: "yes"}
                        spec: {volumeName: pv-1}
                        status: {phase: Bound}
                        """)
                .archived(
                        "persistentvolumes",
                        """
                        apiVersion: v1
                        kind: PersistentVolume
                        metadata: {name: pv-1}
                        spec:
                          persistentVolumeReclaimPolicy: Retain
                          claimRef: {namespace: ns1, name: data}
                        """)
                .stored();
    }

    private void list(String json) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(json.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        world.bucket.put("backups/b1/b1-podvolumebackups.json.gz", out.toByteArray());
    }

    private RestoreRequest.Id run(String spec) throws InterruptedException {
        RestoreRequest.Id id = world.restore(spec);
        world.operation().run(id);
        return id;
    }

    private Item livePod() {
        return world.server.stored("pods", "ns2", "redis-0").orElseThrow();
    }

    private static final String MAPPED = "{backupName: b1, namespaceMapping: {ns1: ns2}}";

    @Test
    void thePodWaitsAndItsVolumeIsAskedForFromTheNamespaceThatItWasIn()
            throws InterruptedException {
        backedUp("");
        list(STORED);
        RestoreRequest.Id id = run(MAPPED);

        assertThat(world.results().errors().count()).as("%s", world.results()).isZero();
        assertThat(world.status().phase()).isEqualTo(RestorePhase.COMPLETED);
        Item pod = livePod();
        assertThat(pod.text("/spec/initContainers/0/name")).isEqualTo("restic-wait");
        assertThat(pod.text("/spec/initContainers/0/image")).isEqualTo("ark:1.0");
        assertThat(pod.text("/spec/initContainers/0/args/0")).isEqualTo(id.uid());
        Item restore = restores().getFirst();
        assertThat(restore.text("/spec/snapshotID")).isEqualTo("a4efe810");
        assertThat(restore.text("/spec/sourceNamespace")).isEqualTo("ns1");
        assertThat(restore.text("/spec/pod/namespace")).isEqualTo("ns2");
        assertThat(restore.text("/spec/pod/uid")).isEqualTo(pod.text("/metadata/uid"));
        assertThat(restore.text("/spec/backupStorageLocation")).isEqualTo("default");
        assertThat(restores()).hasSize(1);
        assertThat(Json.tree(unzipped(world.bucket.content("restores/r1/r1-volumeinfo.json.gz"))))
                .isEqualTo(
                        Yaml.tree(
                                        """
                                volumes:
                                - pvcName: data
                                  pvcNamespace: ns2
                                  restoreMethod: PodVolumeRestore
                                  snapshotDataMoved: false
                                  pvrInfo:
                                    snapshotHandle: a4efe810
                                    uploaderType: restic
                                    volumeName: data
                                    podName: redis-0
                                    podNamespace: ns2
                                    nodeName: ""
                                    Phase: Completed
                                """)
                                .path("volumes"));
    }

    private static byte[] unzipped(byte[] gzip) {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatArkHasInSnapshotsOfAProviderIsNamed() throws InterruptedException {
        backedUp("");
        world.bucket.put(
                "backups/b1/velero-backup.json",
                "{\"status\": {\"volumeBackups\": {\"pv-1\": {\"snapshotID\": \"snap-1\"}}}}");
        run("{backupName: b1}");

        assertThat(world.status().phase()).isEqualTo(RestorePhase.PARTIALLY_FAILED);
        assertThat(world.results().errors().cluster()).anyMatch(error -> error.contains("pv-1"));
    }

    @Test
    void itsClaimIsProvisionedAnewAndTheOldVolumeStaysAway() throws InterruptedException {
        backedUp("");
        list(STORED);
        run(MAPPED);

        assertThat(world.server.stored("persistentvolumes", "", "pv-1")).isEmpty();
        Item claim = world.server.stored("persistentvolumeclaims", "ns2", "data").orElseThrow();
        assertThat(claim.at("/spec").has("volumeName")).isFalse();
        assertThat(claim.annotations()).isEmpty();
    }

    @Test
    void whatTheClusterKnowsCountsWhereTheBucketHasNoList() throws InterruptedException {
        backedUp("");
        world.server.add(
                "podvolumebackups.velero.io",
                RestoreWorld.json(
                        """
                        metadata: {name: pvb, namespace: velero, labels: {velero.io/backup-name: b1}}
                        spec: {pod: {namespace: ns1, name: redis-0}, volume: cache}
                        status: {phase: Completed, snapshotID: 4f2a91c0}
                        """));
        run("{backupName: b1}");

        assertThat(restores())
                .extracting(r -> r.text("/spec/volume") + " " + r.text("/spec/snapshotID"))
                .containsExactly("cache 4f2a91c0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"snapshot.velero.io", "snapshot.ark.heptio.com"})
    void theAnnotationsOfOldBackupsCount(String prefix) throws InterruptedException {
        backedUp(prefix + "/cache: 4f2a91c0");
        run("{backupName: b1}");

        assertThat(restores())
                .singleElement()
                .matches(r -> r.text("/spec/snapshotID").equals("4f2a91c0"))
                .matches(
                        r -> !r.annotations().containsKey("ark.dev/era")); // Ark's own helper waits
    }

    @Test
    void aPodThatWasOnceRestoredFromAnOldBackupDoesNotGetThoseContentsAgain()
            throws InterruptedException {
        backedUp("snapshot.velero.io/cache: 4f2a91c0");
        list("[]");
        run("{backupName: b1}");

        assertThat(restores()).isEmpty();
        assertThat(world.status().phase()).isEqualTo(RestorePhase.COMPLETED);
    }

    @Test
    void aVolumeThatCannotBeRestoredIsAnErrorThatNamesIt() throws InterruptedException {
        ending = "{phase: Failed, message: no space left on device}";
        backedUp("");
        list(STORED);
        run(MAPPED);

        assertThat(world.status().phase()).isEqualTo(RestorePhase.PARTIALLY_FAILED);
        assertThat(world.results().errors().velero())
                .containsExactly(
                        "pod volume restore failed: pod ns2/redis-0, volume \"data\": no space left"
                                + " on device");
    }

    @Test
    void aVolumeWithoutASnapshotIsAnErrorThatNamesItAndOneInPartAWarning()
            throws InterruptedException {
        backedUp("backup.velero.io/backup-volumes: 'data,cache'");
        list(
                STORED.replace("Completed", "Failed")
                        .replace("a4efe810\"", "a4efe810\", \"message\": \"1 file\""));
        run(MAPPED);

        assertThat(world.results().errors().velero())
                .containsExactly(
                        "pod ns2/redis-0: the contents of volume \"cache\" are not restored: the"
                                + " backup has none");
        assertThat(world.results().warnings().velero())
                .containsExactly(
                        "pod ns2/redis-0: the backup has the contents of volume \"data\" in part"
                                + " only: 1 file");
        assertThat(restores()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{backupName: b1, excludedResources: [pvc]}",
                "{backupName: b1, includedResources: [pods]}"
            })
    void whereClaimsAreLeftOutNoPodWaits(String spec) throws InterruptedException {
        backedUp("");
        list(STORED);
        run(spec);

        Item pod = world.server.stored("pods", "ns1", "redis-0").orElseThrow();
        assertThat(pod.at("/spec").has("initContainers")).isFalse();
        assertThat(restores()).isEmpty();
        assertThat(world.results().warnings().velero())
                .singleElement()
                .asString()
                .contains("leaves out persistentvolumes or persistentvolumeclaims");
    }

    @Test
    void aPodThatExistsGetsNothing() throws InterruptedException {
        backedUp("");
        list(STORED);
        world.server.add("pods", RestoreWorld.json("metadata: {name: redis-0, namespace: ns1}"));
        run("{backupName: b1}");

        assertThat(restores()).isEmpty();
    }

    @Test
    void aRestoreThatIsTakenUpAgainFindsWhatItHadAskedFor() throws InterruptedException {
        backedUp("");
        list(STORED);
        world.others =
                () -> {
                    work();
                    if (!restores().isEmpty()) {
                        Thread.currentThread().interrupt(); // the server stops
                    }
                };
        ending = "{phase: InProgress}";
        RestoreRequest.Id id = world.restore(MAPPED);
        assertThatThrownBy(() -> world.operation().run(id))
                .isInstanceOf(InterruptedException.class);
        Thread.interrupted();
        String before = restores().getFirst().key().name();
        assertThat(world.restore().text("/status/phase")).isEqualTo("InProgress");

        world.others = () -> restores().forEach(r -> patch(r, "{status: {phase: Completed}}"));
        world.operation().run(id);
        assertThat(restores()).extracting(r -> r.key().name()).containsExactly(before);
        assertThat(world.status().phase()).isEqualTo(RestorePhase.COMPLETED);
        assertThat(all("pods")).filteredOn(p -> p.key().name().equals("redis-0")).hasSize(1);
    }

    @Test
    void aRestoreThatIsDeletedLeavesNoAgentAtWork() {
        backedUp("");
        list(STORED);
        RestoreRequest.Id id = world.restore(MAPPED);
        world.others =
                () -> {
                    if (restores().isEmpty()) {
                        work();
                        return;
                    }
                    world.server.remove(world.restore().key());
                    Thread.currentThread().interrupt(); // as the reconciler cancels
                };
        ending = "{phase: InProgress}";
        assertThatThrownBy(() -> world.operation().run(id))
                .isInstanceOf(InterruptedException.class);

        Thread.interrupted();
        assertThat(restores()).isEmpty();
    }

    @Test
    void anAnnotationThatIsNoDurationIsAnError() throws InterruptedException {
        backedUp("");
        Item item =
                world.server.add(
                        "restores.velero.io",
                        RestoreWorld.json(
                                """
                                metadata:
                                  name: r1
                                  namespace: velero
                                  annotations: {velero.io/pod-volume-timeout: soon}
                                spec: {backupName: b1}
                                """));
        world.operation()
                .run(
                        new RestoreRequest.Id(
                                "velero",
                                "r1",
                                item.text("/metadata/uid"),
                                java.time.Instant.parse(item.text("/metadata/creationTimestamp"))));
        assertThat(world.results().errors().velero())
                .singleElement()
                .asString()
                .contains("pod-volume-timeout is not used");
    }

    @Test
    void theClaimOfAnEphemeralVolumeIsLeftToItsPod() throws InterruptedException {
        world.archived(
                        "persistentvolumeclaims",
                        """
                        apiVersion: v1
                        kind: PersistentVolumeClaim
                        metadata:
                          name: p-own
                          namespace: ns1
                          ownerReferences: [{kind: Pod, name: p, uid: u, controller: true}]
                        """)
                .stored();
        run("{backupName: b1}");

        assertThat(world.server.stored("persistentvolumeclaims", "ns1", "p-own")).isEmpty();
        assertThat(world.log()).contains("its pod makes it anew");
    }
}
