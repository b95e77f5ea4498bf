package ark.podvolume;

import static org.assertj.core.api.Assertions.assertThat;

import ark.api.v1.VeleroKind;
import ark.item.Item;
import ark.podvolume.VolumeRestores.Contents;
import ark.restore.action.Yaml;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VolumeRestoresTest {
    private static final Owner RESTORE = Owner.restore("velero", "r1", "uid-r1");
    private static final String RUNNING =
            "{phase: Pending, initContainerStatuses: [{name: restic-wait, state: {running: {}}}]}";

    private VolumeWorld world;
    private VolumeRestores restores;

    @BeforeEach
    void start() {
        world = new VolumeWorld();
        restores = restores(Duration.ofHours(4));
        world.others = () -> world.finishAll("{phase: Completed}");
    }

    private VolumeRestores restores(Duration timeout) {
        return new VolumeRestores(world.tools, RESTORE, "default", timeout);
    }

    @AfterEach
    void stop() {
        restores.close();
        world.close();
    }

    private Item pod(String node, String status) {
        return world.api.add(
                "pods",
                Yaml.tree(
                                """
                                metadata:
                                  name: redis-0
                                  namespace: target
                                  uid: uid-pod
                                  labels: {velero.io/restore-name: r1}
                                spec:
                                  nodeName: "%s"
                                  volumes:
                                  - {name: data, persistentVolumeClaim: {claimName: data-redis-0}}
                                  - {name: cache, emptyDir: {}}
                                status: %s
                                """
                                        .formatted(node, status))
                        .toString());
    }

    private static Contents contents(String volume) {
        return new Contents(volume, "a4efe810", "");
    }

    @Test
    void onlyArksOwnHelperWaitsForArksFile() throws InterruptedException {
        for (String helper : List.of("ark", "velero")) {
            Item pod = pod("node1", RUNNING);
            Item waiting =
                    pod.edit(
                            json ->
                                    json.withObject("/spec")
                                            .putArray("initContainers")
                                            .addObject()
                                            .put("name", "restic-wait")
                                            .putArray("command")
                                            .add("/" + helper + "-restic-restore-helper"));
            restores.request(waiting, "guestbook", List.of(contents(helper)));
        }

        assertThat(restores.awaitAll())
                .extracting(
                        outcome ->
                                outcome.volume().name()
                                        + " "
                                        + outcome.object().annotations().get("ark.dev/era"))
                .containsExactlyInAnyOrder("ark ark", "velero null");
    }

    @Test
    void aVolumeIsAskedForAsVeleroAsksForIt() throws InterruptedException {
        world.api.add(
                "persistentvolumeclaims",
                "{\"metadata\":{\"name\":\"data-redis-0\",\"namespace\":\"target\",\"uid\":\"uid-pvc\"}}");
        String root = "{\"mode\":\"2770\",\"uid\":0,\"gid\":1000}";
        restores.request(
                pod("node1", RUNNING),
                "guestbook",
                List.of(new Contents("data", "a4efe810", root)));
        List<VolumeOutcome> outcomes = restores.awaitAll();

        Item object = outcomes.getFirst().object();
        assertThat(outcomes).singleElement().matches(VolumeOutcome::completed);
        assertThat(VolumeWorld.bare(object, "r1-x"))
                .isEqualTo(
                        Yaml.tree(
                                """
                                apiVersion: velero.io/v1
                                kind: PodVolumeRestore
                                metadata:
                                  name: r1-x
                                  generateName: r1-
                                  namespace: velero
                                  labels:
                                    velero.io/restore-name: r1
                                    velero.io/restore-uid: uid-r1
                                    velero.io/pod-uid: uid-pod
                                    velero.io/pvc-uid: uid-pvc
                                  annotations:
                                    ark.dev/volume-root: '{"mode":"2770","uid":0,"gid":1000}'
                                  ownerReferences:
                                  - apiVersion: velero.io/v1
                                    kind: Restore
                                    name: r1
                                    uid: uid-r1
                                    controller: true
                                spec:
                                  pod: {kind: Pod, namespace: target, name: redis-0, uid: uid-pod}
                                  volume: data
                                  backupStorageLocation: default
                                  repoIdentifier: s3:x/restic/guestbook
                                  uploaderType: restic
                                  snapshotID: a4efe810
                                  sourceNamespace: guestbook
                                status: {progress: {}, phase: Completed}
                                """));
        assertThat(world.all(VeleroKind.RESTIC_REPOSITORY))
                .extracting(r -> r.text("/spec/volumeNamespace"))
                .containsExactly("guestbook");
    }

    @Test
    void aRestoreThatIsResumedAdoptsWhatItHadAskedFor() throws InterruptedException {
        Item pod = pod("node1", RUNNING);
        restores.request(pod, "guestbook", List.of(contents("data"), contents("cache")));
        restores.awaitAll();
        String first = world.all(VeleroKind.POD_VOLUME_RESTORE).toString();

        try (var resumed = restores(Duration.ofHours(1))) {
            resumed.request(pod, "guestbook", List.of(contents("data"), contents("cache")));
            assertThat(resumed.awaitAll()).hasSize(2).allMatch(VolumeOutcome::completed);
        }
        assertThat(world.all(VeleroKind.POD_VOLUME_RESTORE)).hasToString(first);
    }

    @Test
    void aPodThatIsDeletedIsNotWaitedFor() throws InterruptedException {
        Item pod = pod("node1", RUNNING);
        restores.request(pod, "guestbook", List.of(contents("data")));
        world.others =
                () -> {
                    world.keepRepositories();
                    world.api.remove(pod.key());
                };
        assertThat(restores.awaitAll().getFirst().message())
                .isEqualTo("its pod target/redis-0 was deleted");
        assertThat(world.passed()).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void anotherPodOfItsNameIsNotItsPod() throws InterruptedException {
        Item pod = pod("node1", RUNNING);
        restores.request(pod, "guestbook", List.of(contents("data")));
        world.others =
                () -> {
                    world.keepRepositories();
                    world.api.remove(pod.key());
                    world.api.add(
                            "pods",
                            pod.edit(j -> j.withObject("/metadata").put("uid", "other"))
                                    .copyOfJson()
                                    .toString());
                };
        assertThat(restores.awaitAll().getFirst().message()).endsWith("was deleted");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "| {phase: Pending, conditions: [{type: PodScheduled, message: 0/1 nodes fit}]}"
                        + " | its pod is on no node: 0/1 nodes fit",
                "| {phase: Pending} | its pod is on no node",
                "node1 | {phase: Pending, initContainerStatuses: [{name: restic-wait, state:"
                        + " {waiting: {reason: ErrImagePull, message: no such image}}}]} | the init"
                        + " container restic-wait of its pod does not run: ErrImagePull: no such image",
                "node1 | {phase: Pending} | the init container restic-wait of its pod does not run",
                "node2 | {phase: Pending} | no node agent runs on node node2"
            })
    void whenTheTimeIsOverItSaysWhatWasInTheWay(String node, String status, String why)
            throws InterruptedException {
        restores.close();
        restores = restores(Duration.ofSeconds(30));
        world.others = world::keepRepositories;
        restores.request(
                pod(node == null ? "" : node, status), "guestbook", List.of(contents("data")));

        assertThat(restores.awaitAll().getFirst().message())
                .isEqualTo("timed out waiting for all PodVolumeRestores to complete: " + why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{phase: Failed} | its pod target/redis-0 has ended: Failed",
                "{phase: Running, initContainerStatuses: [{name: restic-wait, state: {terminated:"
                        + " {exitCode: 0}}}]} | the init container restic-wait of its pod has ended"
                        + " without waiting"
            })
    void aPodThatWaitsForNothingAnyMoreIsNotWaitedFor(String status, String why)
            throws InterruptedException {
        world.others = world::keepRepositories;
        restores.request(pod("node1", status), "guestbook", List.of(contents("data")));

        assertThat(restores.awaitAll().getFirst().message()).isEqualTo(why);
        assertThat(world.passed()).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void aVolumeThatIsBeingRestoredIsLeftToItsAgent() throws InterruptedException {
        Item pod = pod("node1", RUNNING);
        restores.request(pod, "guestbook", List.of(contents("data")));
        var begun = new AtomicReference<>(false);
        world.others =
                () -> {
                    world.keepRepositories();
                    if (world.passed().compareTo(Duration.ofSeconds(40)) > 0) {
                        world.all(VeleroKind.POD_VOLUME_RESTORE)
                                .forEach(v -> world.patch(v, "", "{phase: Completed}"));
                    } else if (!world.all(VeleroKind.POD_VOLUME_RESTORE).isEmpty()) {
                        begun.set(true);
                        world.all(VeleroKind.POD_VOLUME_RESTORE)
                                .forEach(v -> world.patch(v, "", "{phase: InProgress}"));
                        world.patch(
                                pod,
                                "",
                                "{initContainerStatuses: [{name: restic-wait, state:"
                                        + " {terminated: {exitCode: 0}}}]}");
                    }
                };
        assertThat(restores.awaitAll()).allMatch(VolumeOutcome::completed);
        assertThat(begun.get()).isTrue();
    }
}
