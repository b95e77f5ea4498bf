package ark.backup;

import static org.assertj.core.api.Assertions.assertThat;

import ark.backup.request.BackupId;
import ark.cluster.Fault;
import ark.item.Item;
import ark.item.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The contents of pods' volumes in a backup. In the pauses of the backup node agents and the
/// keeper of repositories do their work.
class BackupVolumesTest {
    @TempDir private Path scratch;
    private BackupWorld world;

    @BeforeEach
    void makeWorld() {
        world = new BackupWorld(scratch);
        world.others = world::work;
        world.add("namespaces foo");
        world.nodeAgent();
        world.add(
                "persistentvolumeclaims foo/data {'metadata': {'uid': 'uid-data'},"
                        + " 'spec': {'volumeName': 'pv-1'}, 'status': {'phase': 'Bound'}}");
        world.add(
                "persistentvolumes pv-1 {'metadata': {'labels': {'zone': 'a'}}, 'spec':"
                        + " {'persistentVolumeReclaimPolicy': 'Retain', 'claimRef': {'namespace':"
                        + " 'foo', 'name': 'data'}}}");
    }

    @AfterEach
    void close() {
        world.close();
    }

    /// A pod with a claim `data` and an emptyDir `cache`.
    private void pod(String name, String annotations, String phase) {
        world.add(
                ("pods foo/%s {'metadata': {'annotations': {%s}}, 'spec': {'nodeName': 'n1',"
                                + " 'volumes': [{'name': 'data', 'persistentVolumeClaim': {'claimName':"
                                + " 'data'}}, {'name': 'cache', 'emptyDir': {}}, {'name': 'host',"
                                + " 'hostPath': {}}], 'containers': [{'volumeMounts': [{'name': 'data'},"
                                + " {'name': 'cache'}, {'name': 'host'}]}]}, 'status': {'phase': '%s'}}")
                        .formatted(name, annotations, phase));
    }

    private void pod(String volumes) {
        pod("p", "'backup.velero.io/backup-volumes': '" + volumes + "'", "Running");
    }

    private Item run() {
        return world.run("b1", "{'includedNamespaces': ['foo']}");
    }

    private JsonNode file(String name) {
        return Json.tree(world.file("b1", name).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private List<String> errors(String namespace) {
        var errors = new ArrayList<String>();
        file("b1-results.gz")
                .at("/errors/namespaces/" + namespace)
                .forEach(error -> errors.add(error.asText()));
        return errors;
    }

    @Test
    void theVolumesThatAPodAsksForLieInTheBucketsLists() {
        pod("data, cache");
        Item backup = run();

        assertThat(backup.text("/status/phase")).isEqualTo("Completed");
        assertThat(backup.at("/status/warnings").isMissingNode()).isTrue();
        assertThat(world.items("b1"))
                .contains(
                        "pods foo/p", "persistentvolumeclaims foo/data", "persistentvolumes pv-1");
        JsonNode list = file("b1-podvolumebackups.json.gz");
        assertThat(list).hasSize(2);
        assertThat(list.get(0).has("kind")).isFalse();
        assertThat(list.get(0).at("/spec/volume").asText()).isEqualTo("data");
        assertThat(list.get(0).at("/spec/repoIdentifier").asText()).isEqualTo("s3:x/foo");
        assertThat(list.get(0).at("/metadata/annotations/velero.io~1pvc-name").asText())
                .isEqualTo("data");
        assertThat(list.get(0).at("/status/snapshotID").asText()).isEqualTo("a4efe810");
        assertThat(list.get(0).at("/metadata/resourceVersion").asText()).isNotEmpty();
    }

    @Test
    void whatBecameOfEachVolumeIsListedAsLaterVelerosDo() {
        pod("data");
        run();

        JsonNode list = file("b1-volumeinfo.json.gz");
        assertThat(list.get(0))
                .isEqualTo(
                        BackupWorld.json(
                                "{'pvcName': 'data', 'pvcNamespace': 'foo', 'pvName': 'pv-1',"
                                        + " 'backupMethod': 'PodVolumeBackup', 'snapshotDataMoved':"
                                        + " false, 'preserveLocalSnapshot': false, 'skipped': false,"
                                        + " 'startTimestamp': '2026-11-21T16:15:20Z',"
                                        + " 'completionTimestamp': '2026-11-21T16:15:22Z', 'result':"
                                        + " 'succeeded', 'pvbInfo': {'snapshotHandle': 'a4efe810',"
                                        + " 'size': 5015, 'uploaderType': 'restic', 'volumeName':"
                                        + " 'data', 'podName': 'p', 'podNamespace': 'foo',"
                                        + " 'nodeName': 'n1', 'Phase': 'Completed'}, 'pvInfo':"
                                        + " {'reclaimPolicy': 'Retain', 'labels': {'zone': 'a'}}}"));
        assertThat(list.get(1))
                .isEqualTo(
                        BackupWorld.json(
                                "{'snapshotDataMoved': false, 'preserveLocalSnapshot': false,"
                                        + " 'skipped': true, 'skippedReason': 'not asked for',"
                                        + " 'pvbInfo': {'volumeName': 'cache', 'podName': 'p',"
                                        + " 'podNamespace': 'foo'}}"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "\"{'phase': 'Failed', 'message': 'repository is locked'}\","
                        + "the data of volume \"\"data\"\" is not captured: pod volume backup failed:"
                        + " repository is locked",
                "\"{'phase': 'Failed', 'snapshotID': 'ab', 'message': 'partial: 1 files unreadable:"
                        + " x'}\",the data of volume \"\"data\"\" is captured in part only: partial: 1"
                        + " files unreadable: x"
            })
    void aVolumeThatFailsMakesTheBackupPartialAndThePodIsStored(String status, String words) {
        world.endings.put("data", status);
        pod("data, cache");
        Item backup = run();

        assertThat(backup.text("/status/phase")).isEqualTo("PartiallyFailed");
        assertThat(backup.at("/status/errors").asInt()).isEqualTo(1);
        assertThat(errors("foo")).singleElement().asString().startsWith("pods/foo/p: the data of");
        assertThat(errors("foo").getFirst())
                .isEqualTo("pods/foo/p: " + words.replace("\"\"", "\""));
        assertThat(world.items("b1")).contains("pods foo/p");
        assertThat(file("b1-podvolumebackups.json.gz")).hasSize(2);
        assertThat(file("b1-volumeinfo.json.gz").get(0).path("result").asText())
                .isEqualTo("failed");
    }

    @Test
    void aVolumeThatIsNamedAndCannotBeCapturedMakesTheBackupPartial() {
        pod("host, nope");
        Item backup = run();

        assertThat(backup.text("/status/phase")).isEqualTo("PartiallyFailed");
        assertThat(errors("foo"))
                .containsExactlyInAnyOrder(
                        "pods/foo/p: the data of volume \"host\" is not captured: hostPath volumes"
                                + " are not supported",
                        "pods/foo/p: the data of volume \"nope\" is not captured: the pod has no"
                                + " such volume");
        assertThat(world.items("b1")).contains("pods foo/p");
    }

    @Test
    void aPodThatDoesNotRunIsOneWarning() {
        pod("p", "'backup.velero.io/backup-volumes': 'data,cache'", "Pending");
        Item backup = run();

        assertThat(backup.text("/status/phase")).isEqualTo("Completed");
        assertThat(backup.at("/status/warnings").asInt()).isEqualTo(1);
        assertThat(world.file("b1", "b1-results.gz"))
                .contains(
                        "the data of volumes \\\"data\\\", \\\"cache\\\" is not captured: the pod"
                                + " is not running but Pending");
    }

    @Test
    void allVolumesAreCapturedWhereTheBackupSaysSo() {
        pod("p", "'backup.velero.io/backup-volumes-excludes': 'cache'", "Running");
        Item backup =
                world.run(
                        "b1", "{'includedNamespaces': ['foo'], 'defaultVolumesToFsBackup': true}");

        assertThat(backup.text("/status/phase")).isEqualTo("Completed");
        assertThat(file("b1-podvolumebackups.json.gz"))
                .extracting(volume -> volume.at("/spec/volume").asText())
                .containsExactly("data");
        assertThat(file("b1-volumeinfo.json.gz"))
                .extracting(volume -> volume.path("skippedReason").asText())
                .containsExactly(
                        "",
                        "excluded by the annotation backup.velero.io/backup-volumes-excludes",
                        "hostPath volumes are not supported");
    }

    @Test
    void aClaimOfTwoPodsIsCapturedOnce() {
        pod("a", "'backup.velero.io/backup-volumes': 'data'", "Running");
        pod("b", "'backup.velero.io/backup-volumes': 'data'", "Running");

        assertThat(run().text("/status/phase")).isEqualTo("Completed");
        assertThat(file("b1-podvolumebackups.json.gz")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "host-path,its persistent volume is a hostPath volume",
        "block,it is a block device",
        "gone,its claim gone does not exist"
    })
    void aClaimThatHasNoFilesOfItsOwnIsSeenAsItWasAtTheBackupsMoment(String claim, String why) {
        world.add("persistentvolumeclaims foo/host-path {'spec': {'volumeName': 'pv-host'}}");
        world.add("persistentvolumes pv-host {'spec': {'hostPath': {'path': '/'}}}");
        world.add("persistentvolumeclaims foo/block {'spec': {'volumeMode': 'Block'}}");
        world.add(
                ("pods foo/p {'metadata': {'annotations': {'backup.velero.io/backup-volumes': 'v'}},"
                                + " 'spec': {'nodeName': 'n1', 'volumes': [{'name': 'v',"
                                + " 'persistentVolumeClaim': {'claimName': '%s'}}], 'containers':"
                                + " [{'volumeMounts': [{'name': 'v'}]}]}, 'status': {'phase':"
                                + " 'Running'}}")
                        .formatted(claim));

        assertThat(run().text("/status/phase")).isEqualTo("PartiallyFailed");
        assertThat(errors("foo")).singleElement().asString().contains(why);
    }

    @Test
    void aVolumeThatIsCapturedNeedsNoSnapshot() {
        world.add("volumesnapshotlocations.velero.io velero/east {'spec': {'provider': 'aws'}}");
        world.add("persistentvolumes pv-2");
        pod("data");
        Item backup = world.run("b1", "{'snapshotVolumes': true}");

        assertThat(backup.at("/status/errors").asInt()).isEqualTo(1);
        assertThat(world.file("b1", "b1-results.gz"))
                .contains("persistentvolumes/pv-2: no snapshot")
                .doesNotContain("persistentvolumes/pv-1");
    }

    @Test
    void anAnnotationThatIsNoDurationIsAnErrorAndTheServersTimeCounts() {
        pod("cache");
        ObjectNode backup = BackupWorld.json("{'metadata': {'annotations': {}}, 'spec': {}}");
        backup.withObject("/metadata")
                .put("namespace", "velero")
                .put("name", "b1")
                .withObject("/annotations")
                .put("velero.io/pod-volume-timeout", "soon");
        Item created = world.api.add("backups.velero.io", backup.toString());
        Item done = world.run(new BackupId("velero", "b1", created.text("/metadata/uid")));

        assertThat(done.text("/status/phase")).isEqualTo("PartiallyFailed");
        assertThat(world.file("b1", "b1-results.gz")).contains("pod-volume-timeout is not used");
        assertThat(file("b1-podvolumebackups.json.gz")).hasSize(1);
    }

    @Test
    void aServerThatStopsLeavesVolumesToTheNextWhichStopsThem() {
        pod("data, cache");
        BackupId id = world.create("b1", "{'includedNamespaces': ['foo']}");
        world.endings.put("cache", "{'phase': 'InProgress'}");
        world.others =
                () -> {
                    world.work();
                    if (world.volumes().size() == 2) {
                        Thread.currentThread().interrupt();
                    }
                };
        new BackupOperation(world.tools, world.settings()).run(id);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(world.stored(id).text("/status/phase")).isEqualTo("InProgress");

        world.settle(id);
        assertThat(world.stored(id).text("/status/phase")).isEqualTo("Failed");
        assertThat(world.volumes())
                .extracting(v -> v.text("/spec/volume") + " " + v.text("/status/phase"))
                .containsExactlyInAnyOrder("data Completed", "cache Failed");
        assertThat(world.volumes())
                .filteredOn(v -> v.text("/spec/volume").equals("cache"))
                .allMatch(v -> v.at("/spec/cancel").asBoolean());
    }

    @Test
    void aBackupThatBreaksOffStopsWhatIsStillCaptured() {
        pod("data, cache");
        world.endings.put("cache", "{'phase': 'InProgress'}");
        world.others =
                () -> {
                    world.work();
                    if (world.volumes().size() == 2) {
                        throw new IllegalStateException("the disk is gone");
                    }
                };
        Item backup = run();

        assertThat(backup.text("/status/phase")).isEqualTo("Failed");
        assertThat(world.volumes())
                .extracting(v -> v.text("/spec/volume") + " " + v.text("/status/message"))
                .containsExactlyInAnyOrder("data ", "cache the backup failed");
    }

    @Test
    void aVolumeThatCannotBeAskedForFailsNoOtherAndIsListed() {
        world.api.failNext(
                1, "POST", "podvolumebackups", new Fault.Refuse(403, "Forbidden", "quota", 0));
        pod("data, cache");
        Item backup = run();

        assertThat(backup.text("/status/phase")).isEqualTo("PartiallyFailed");
        assertThat(errors("foo")).singleElement().asString().contains("quota");
        assertThat(file("b1-podvolumebackups.json.gz")).hasSize(2);
        assertThat(file("b1-podvolumebackups.json.gz"))
                .extracting(volume -> volume.at("/status/phase").asText())
                .containsExactlyInAnyOrder("Completed", "Failed");
    }
}
