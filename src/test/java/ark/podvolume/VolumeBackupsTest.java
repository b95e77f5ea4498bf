package ark.podvolume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.api.v1.VeleroKind;
import ark.cluster.Fault;
import ark.item.Item;
import ark.item.ItemKey;
import ark.podvolume.Claim.Backing;
import ark.podvolume.Claim.PersistentVolume;
import ark.podvolume.VolumeChooser.Choice.Chosen;
import ark.restore.action.Yaml;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VolumeBackupsTest {
    private static final Owner BACKUP = Owner.backup("velero", "b1", "uid-b1");
    private static final Claim CLAIM =
            new Claim("data-redis-0", "uid-pvc", Backing.FILES, PersistentVolume.NONE);

    private VolumeWorld world;
    private VolumeBackups backups;

    @BeforeEach
    void start() {
        world = new VolumeWorld();
        backups = backups(Duration.ofHours(4));
    }

    private VolumeBackups backups(Duration timeout) {
        return new VolumeBackups(world.tools, BACKUP, "default", timeout);
    }

    @AfterEach
    void stop() {
        backups.close();
        world.close();
    }

    private static Item pod(String namespace, String name) {
        return Yaml.item(
                "pods",
                """
                metadata: {name: %s, namespace: %s, uid: uid-%s}
                spec: {nodeName: node1}
                """
                        .formatted(name, namespace, name));
    }

    private static List<Chosen> volumes(Item pod, String... names) {
        var chosen = new ArrayList<Chosen>();
        for (String name : names) {
            Claim claim = name.equals("data") ? CLAIM : Claim.NONE;
            chosen.add(new Chosen(new PodVolume(pod.key(), name), claim));
        }
        return chosen;
    }

    private void request(String namespace, String pod, String... volumes) {
        Item item = pod(namespace, pod);
        backups.request(item, volumes(item, volumes));
    }

    @Test
    void aVolumeIsAskedForAsVeleroAsksForIt() throws InterruptedException {
        world.others = () -> world.finishAll("{phase: Completed, snapshotID: a4efe810}");
        request("guestbook", "redis-0", "data");
        List<VolumeOutcome> outcomes = backups.awaitAll();

        assertThat(outcomes).singleElement().matches(VolumeOutcome::completed);
        Item object = outcomes.getFirst().object();
        assertThat(object.key().name()).matches("b1-[bcdfghjklmnpqrstvwxz2456789]{10}");
        assertThat(VolumeWorld.bare(object, "b1-b92dg"))
                .isEqualTo(
                        Yaml.tree(
                                """
                                apiVersion: velero.io/v1
                                kind: PodVolumeBackup
                                metadata:
                                  name: b1-b92dg
                                  generateName: b1-
                                  namespace: velero
                                  labels:
                                    velero.io/backup-name: b1
                                    velero.io/backup-uid: uid-b1
                                    velero.io/pvc-uid: uid-pvc
                                  annotations: {velero.io/pvc-name: data-redis-0}
                                  ownerReferences:
                                  - apiVersion: velero.io/v1
                                    kind: Backup
                                    name: b1
                                    uid: uid-b1
                                    controller: true
                                spec:
                                  node: node1
                                  pod: {kind: Pod, namespace: guestbook, name: redis-0, uid: uid-redis-0}
                                  volume: data
                                  backupStorageLocation: default
                                  repoIdentifier: s3:x/restic/guestbook
                                  uploaderType: restic
                                  tags:
                                    backup: b1
                                    backup-uid: uid-b1
                                    ns: guestbook
                                    pod: redis-0
                                    pod-uid: uid-redis-0
                                    pvc-uid: uid-pvc
                                    volume: data
                                status: {progress: {}, phase: Completed, snapshotID: a4efe810}
                                """));
    }

    @Test
    void allAreAskedForBeforeAnyIsAwaited() throws InterruptedException {
        for (String pod : List.of("a", "b", "c")) {
            request("ns1", pod, "x", "y");
        }
        var atOnce = new AtomicReference<Set<String>>(Set.of());
        world.others =
                () -> {
                    world.keepRepositories();
                    List<Item> open = world.all(VeleroKind.POD_VOLUME_BACKUP);
                    if (open.size() == 6) {
                        atOnce.set(Set.copyOf(open.stream().map(i -> i.key().name()).toList()));
                        world.finishAll("{phase: Completed}");
                    }
                };
        assertThat(backups.awaitAll()).hasSize(6).allMatch(VolumeOutcome::completed);
        assertThat(atOnce.get()).hasSize(6);
    }

    @Test
    void theVolumesOfOnePodCanBeAwaitedAlone() throws InterruptedException {
        request("ns1", "a", "x");
        request("ns1", "b", "y");
        world.others =
                () -> {
                    world.keepRepositories();
                    world.all(VeleroKind.POD_VOLUME_BACKUP).stream()
                            .filter(v -> v.text("/spec/volume").equals("x"))
                            .forEach(v -> world.patch(v, "", "{phase: Completed}"));
                };
        PodVolume volume = new PodVolume(pod("ns1", "a").key(), "x");

        assertThat(backups.await(List.of(volume)))
                .extracting(VolumeOutcome::volume)
                .containsExactly(volume);
    }

    @Test
    void aRepositoryIsAskedForOncePerNamespaceAndAwaited() throws InterruptedException {
        request("ns1", "a", "x", "y");
        request("ns2", "b", "x");
        world.others = () -> world.finishAll("{phase: Completed}");
        backups.awaitAll();

        List<Item> repositories = world.all(VeleroKind.RESTIC_REPOSITORY);
        assertThat(repositories)
                .extracting(r -> r.text("/spec/volumeNamespace"))
                .containsExactlyInAnyOrder("ns1", "ns2");
        Item first = repositories.getFirst();
        assertThat(first.labels())
                .containsEntry("velero.io/volume-namespace", "ns1")
                .containsEntry("velero.io/storage-location", "default");
        assertThat(first.key().name()).matches("ns1-default-[a-z0-9]{10}");
        assertThat(first.text("/metadata/generateName")).isEqualTo("ns1-default-");
        assertThat(first.text("/spec/maintenanceFrequency")).isEqualTo("0s");
    }

    @Test
    void aRepositoryThatIsNotReadyFailsItsVolumesAndNoOthers() throws InterruptedException {
        request("broken", "a", "x");
        request("ns2", "b", "x");
        world.others = () -> world.finishAll("{phase: Completed}");
        List<VolumeOutcome> outcomes = backups.awaitAll();

        assertThat(outcomes.getFirst().message())
                .isEqualTo("restic repository is not ready: wrong password");
        assertThat(world.stored(outcomes.getFirst().object()).orElseThrow().text("/status/phase"))
                .isEqualTo("Failed");
        assertThat(outcomes.getLast().completed()).isTrue();
    }

    @Test
    void aRepositoryThatWasNotReadyIsLookedAtAgain() throws InterruptedException {
        request("ns1", "a", "x");
        world.others = () -> world.finishAll("{phase: Completed}");
        backups.awaitAll();
        Item repository = world.all(VeleroKind.RESTIC_REPOSITORY).getFirst();
        world.patch(repository, "", "{phase: NotReady, message: store is away}");

        request("ns1", "b", "x");
        try (var later = backups(Duration.ofHours(1))) {
            Item pod = pod("ns1", "c");
            later.request(pod, volumes(pod, "x"));
            assertThat(later.awaitAll()).allMatch(VolumeOutcome::completed);
        }
    }

    @Test
    void aRepositoryThatNobodyKeepsIsNotAwaitedForEver() throws InterruptedException {
        world.others = () -> {};
        request("ns1", "a", "x");

        assertThat(backups.awaitAll().getFirst().message())
                .isEqualTo("timed out waiting for restic repository to become ready");
        assertThat(world.passed()).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(6));
    }

    @Test
    void twoRepositoriesForOneNamespaceAreAnError() throws InterruptedException {
        for (String name : List.of("one", "two")) {
            world.api.add(
                    "resticrepositories.velero.io",
                    Yaml.tree(
                                    """
                                    metadata:
                                      name: %s
                                      namespace: velero
                                      labels:
                                        velero.io/volume-namespace: ns1
                                        velero.io/storage-location: default
                                    spec: {volumeNamespace: ns1, backupStorageLocation: default}
                                    """
                                            .formatted(name))
                            .toString());
        }
        request("ns1", "a", "x");

        assertThat(backups.awaitAll().getFirst().message())
                .startsWith("more than one ResticRepository found for workload namespace \"ns1\"");
    }

    @Test
    void aVolumeThatFailsSaysWhy() throws InterruptedException {
        world.others =
                () -> world.finishAll("{phase: Failed, message: 'partial: 1', snapshotID: ab}");
        request("ns1", "a", "x");
        VolumeOutcome outcome = backups.awaitAll().getFirst();

        assertThat(outcome.completed()).isFalse();
        assertThat(outcome.partial()).isTrue();
        assertThat(outcome.message()).isEqualTo("partial: 1");
    }

    @Test
    void allShareOneDeadlineAndWhoeverStillWorksIsStopped() throws InterruptedException {
        backups.close();
        backups = backups(Duration.ofMinutes(10));
        request("ns1", "a", "x", "y");
        world.others =
                () -> {
                    world.keepRepositories();
                    world.all(VeleroKind.POD_VOLUME_BACKUP)
                            .forEach(v -> world.patch(v, "", "{phase: InProgress}"));
                    world.pass(Duration.ofSeconds(30));
                };
        List<VolumeOutcome> outcomes = backups.awaitAll();

        assertThat(outcomes)
                .hasSize(2)
                .allMatch(
                        o ->
                                o.message()
                                        .equals(
                                                "timed out waiting for all PodVolumeBackups to"
                                                        + " complete"));
        Item stopped = world.stored(outcomes.getFirst().object()).orElseThrow();
        assertThat(stopped.at("/spec/cancel").asBoolean()).isTrue();
        assertThat(stopped.text("/status/phase")).isEqualTo("Failed");
        assertThat(stopped.text("/status/completionTimestamp")).isEqualTo("2026-11-21T16:15:17Z");
        assertThat(world.passed()).isBetween(Duration.ofMinutes(10), Duration.ofMinutes(11));
    }

    @Test
    void anEndThatComesJustBeforeTheDeadlineStands() throws InterruptedException {
        backups.close();
        backups = backups(Duration.ofSeconds(20));
        request("ns1", "a", "x");
        world.api.beforeNext(
                "PATCH",
                "podvolumebackups",
                () -> world.finishAll("{phase: Completed, snapshotID: a4efe810}"));

        assertThat(backups.awaitAll()).allMatch(VolumeOutcome::completed);
    }

    @Test
    void aNodeWithoutAnAgentIsSaidEarlyAndFailsItsVolumesSoon() throws InterruptedException {
        world.removeAgent("restic-1");
        request("ns1", "a", "x");
        var early = new AtomicReference<>(Duration.ZERO);
        world.others =
                () -> {
                    world.keepRepositories();
                    world.all(VeleroKind.POD_VOLUME_BACKUP).stream()
                            .filter(v -> !v.text("/status/message").isEmpty())
                            .filter(_ -> early.get().isZero())
                            .forEach(_ -> early.set(world.passed()));
                };
        VolumeOutcome outcome = backups.awaitAll().getFirst();

        assertThat(outcome.message()).isEqualTo("no node agent runs on node node1");
        assertThat(early.get()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(10));
        assertThat(world.passed()).isLessThan(Duration.ofMinutes(3));
    }

    @Test
    void withinAShorterTimeoutTheMissingAgentIsNamedAsWell() throws InterruptedException {
        backups.close();
        backups = backups(Duration.ofSeconds(20));
        world.removeAgent("restic-1");
        request("ns1", "a", "x");

        assertThat(backups.awaitAll().getFirst().message())
                .isEqualTo(
                        "timed out waiting for all PodVolumeBackups to complete: no node agent"
                                + " runs on node node1");
        assertThat(world.passed()).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void whatCannotBeSaidNorStoppedEndsAllTheSame() throws InterruptedException {
        world.removeAgent("restic-1");
        var refusal = new Fault.Refuse(403, "Forbidden", "a webhook says no", 0);
        world.api.failNext(1000, "PATCH", "podvolumebackups", refusal);
        request("ns1", "a", "x");

        assertThat(backups.awaitAll().getFirst().message())
                .isEqualTo("no node agent runs on node node1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"name: restic", "role: node-agent"})
    void anAgentThatComesBackIsWaitedForAndNothingIsSaidOfItAnyMore(String label)
            throws InterruptedException {
        world.removeAgent("restic-1");
        request("ns1", "a", "x");
        var messages = new ArrayList<String>();
        world.others =
                () -> {
                    world.keepRepositories();
                    if (world.passed().compareTo(Duration.ofSeconds(60)) > 0) {
                        world.agent("new", label, "node1", "status: {phase: Running}");
                    }
                    if (world.passed().compareTo(Duration.ofSeconds(80)) > 0) {
                        world.finishAll("{phase: Completed}");
                    }
                    world.all(VeleroKind.POD_VOLUME_BACKUP)
                            .forEach(v -> messages.add(v.text("/status/message")));
                };
        VolumeOutcome outcome = backups.awaitAll().getFirst();

        assertThat(outcome.completed()).isTrue();
        assertThat(outcome.message()).isEmpty();
        assertThat(messages).contains("no node agent runs on node node1").endsWith("");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status: {phase: Pending}",
                "status: {phase: Running, conditions: [{type: Ready, status: Unknown}]}"
            })
    void anAgentThatDoesNotWorkIsNone(String status) {
        world.removeAgent("restic-1");
        world.agent("restic-1", "name: restic", "node1", status);

        assertThat(new NodeAgents(world.cluster, "velero").nodes()).isEmpty();
    }

    @Test
    void aVolumeThatSomebodyDeletesHasFailed() throws InterruptedException {
        request("ns1", "a", "x");
        world.others =
                () -> {
                    world.keepRepositories();
                    world.all(VeleroKind.POD_VOLUME_BACKUP).forEach(v -> world.api.remove(v.key()));
                };
        assertThat(backups.awaitAll().getFirst().message())
                .isEqualTo("it was deleted before it had ended");
    }

    @Test
    void aVolumeThatTheServerWillNotHaveFailsAlone() throws InterruptedException {
        world.api.failNext(
                1, "POST", "podvolumebackups", new Fault.Refuse(403, "Forbidden", "over quota", 0));
        request("ns1", "a", "x");
        request("ns1", "b", "x");
        world.others = () -> world.finishAll("{phase: Completed}");
        List<VolumeOutcome> outcomes = backups.awaitAll();

        assertThat(outcomes).filteredOn(VolumeOutcome::completed).hasSize(1);
        assertThat(outcomes)
                .filteredOn(o -> !o.completed())
                .singleElement()
                .matches(o -> o.message().contains("over quota"));
    }

    @Test
    void anApiServerThatIsAwayForAWhileLosesNothing() throws InterruptedException {
        request("ns1", "a", "x");
        world.others =
                () -> {
                    world.keepRepositories();
                    if (world.passed().compareTo(Duration.ofSeconds(5)) < 0) {
                        world.api.failNext(
                                1,
                                "GET",
                                "podvolumebackups",
                                new Fault.Refuse(403, "Forbidden", "not now", 0));
                    } else {
                        world.finishAll("{phase: Completed}");
                    }
                };
        assertThat(backups.awaitAll()).allMatch(VolumeOutcome::completed);
    }

    @Test
    void askingTwiceFindsWhatWasAskedForBefore() throws InterruptedException {
        world.others = () -> world.finishAll("{phase: Completed, snapshotID: ab}");
        request("ns1", "a", "x");
        backups.awaitAll();
        try (var again = backups(Duration.ofHours(1))) {
            Item pod = pod("ns1", "a");
            again.request(pod, volumes(pod, "x"));
            assertThat(again.awaitAll()).allMatch(VolumeOutcome::completed);
        }
        assertThat(world.all(VeleroKind.POD_VOLUME_BACKUP)).hasSize(1);
    }

    @Test
    void aCancelEndsTheWait() throws InterruptedException {
        request("ns1", "a", "x");
        Thread waiting = Thread.currentThread();
        world.others =
                () -> {
                    world.keepRepositories();
                    if (!world.all(VeleroKind.POD_VOLUME_BACKUP).isEmpty()) {
                        waiting.interrupt();
                    }
                };
        assertThatThrownBy(backups::awaitAll).isInstanceOf(InterruptedException.class);
        Thread.interrupted();
    }

    @Test
    void whatNobodyWantsAnyMoreIsStoppedAndWhatHasEndedStays() throws InterruptedException {
        request("ns1", "a", "x", "y", "z");
        world.others =
                () -> {
                    world.keepRepositories();
                    List<Item> all = world.all(VeleroKind.POD_VOLUME_BACKUP);
                    if (all.size() == 3) {
                        world.patch(all.get(0), "", "{phase: Completed, snapshotID: ab}");
                        world.patch(all.get(1), "", "{phase: InProgress}");
                        Thread.currentThread().interrupt();
                    }
                };
        assertThatThrownBy(backups::awaitAll).isInstanceOf(InterruptedException.class);
        Thread.interrupted();
        new VolumeRequests(world.tools, BACKUP).stop("the backup failed");

        assertThat(world.all(VeleroKind.POD_VOLUME_BACKUP))
                .extracting(v -> v.text("/status/phase") + " " + v.at("/spec/cancel").asBoolean())
                .containsExactlyInAnyOrder("Completed false", "Failed true", "Failed true");
    }

    @Test
    void theVolumesOfABackupThatIsGoneAreRemovedAndNoOthers() throws InterruptedException {
        world.others = () -> world.finishAll("{phase: Completed}");
        request("ns1", "a", "x");
        backups.awaitAll();
        Owner other = Owner.backup("velero", "b1", "uid-of-another");
        new VolumeRequests(world.tools, other).remove();
        assertThat(world.all(VeleroKind.POD_VOLUME_BACKUP)).hasSize(1);

        new VolumeRequests(world.tools, BACKUP).remove();
        assertThat(world.all(VeleroKind.POD_VOLUME_BACKUP)).isEmpty();
    }

    @Test
    void longNamesAreCutWhereAnObjectMayHaveOne() {
        String name = ObjectNames.of("a".repeat(51) + "-." + "b".repeat(100), "x");

        assertThat(name).startsWith("a".repeat(51) + "-").hasSize(51 + 1 + 10);
        assertThat(ark.api.v1.Names.objectNameProblems(name)).isEmpty();
        assertThat(ObjectNames.of("b1", "x", "y")).isNotEqualTo(ObjectNames.of("b1", "xy"));
        ItemKey key = pod("ns1", "a").key();
        assertThat(new PodVolume(key, "x")).hasToString("ns1/a/x");
    }
}
