package ark.backup;

import static org.assertj.core.api.Assertions.assertThat;

import ark.backup.request.BackupId;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.ItemKey;
import ark.objectstore.FaultyObjectStore;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of the snapshots of volumes that were captured for a backup that never came to be.
class LeftSnapshotsTest {
    private static final ItemKey LOCATION =
            new ItemKey(
                    GroupResource.parse("backupstoragelocations.velero.io"), "velero", "default");

    @TempDir private Path scratch;
    private BackupWorld world;

    @BeforeEach
    void makeWorld() {
        world = new BackupWorld(scratch);
        world.others = world::work;
        world.add("namespaces foo");
        world.nodeAgent();
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void podWithAVolume() {
        world.add(
                "pods foo/p {'metadata': {'annotations': {'backup.velero.io/backup-volumes':"
                        + " 'cache'}}, 'spec': {'nodeName': 'n1', 'volumes': [{'name': 'cache',"
                        + " 'emptyDir': {}}], 'containers': [{'volumeMounts': [{'name':"
                        + " 'cache'}]}]}, 'status': {'phase': 'Running'}}");
    }

    /// A Backup that a dead server left, with volumes of two namespaces.
    ///
    /// @param last status of the one that was asked for last
    private BackupId abandoned(String last) {
        BackupId id = world.create("b1", "{}");
        world.inProgress(id);
        asked("v1", id, "foo", BackupWorld.STORED);
        asked("v2", id, "bar", last);
        return id;
    }

    private void asked(String name, BackupId id, String namespace, String status) {
        world.add(
                ("podvolumebackups.velero.io velero/%s {'metadata': {'labels':"
                                + " {'velero.io/backup-uid': '%s'}}, 'spec': {'pod': {'namespace':"
                                + " '%s'}}, 'status': %s}")
                        .formatted(name, id.uid(), namespace, status));
    }

    private static final String LEFT = "ark.dev/snapshots-left";

    @Test
    void theSnapshotsOfABackupThatADeadServerLeftAreForgotten() {
        BackupId id = abandoned(BackupWorld.STORED);
        world.settle(id);
        assertThat(world.stored(id).text("/status/phase")).isEqualTo("Failed");
        assertThat(world.stored(id).annotations()).containsKey(LEFT);
        assertThat(world.forgotten).isEmpty();

        world.forgetLeft(id);
        assertThat(world.forgotten)
                .containsExactlyInAnyOrder("b1/" + id.uid() + "/foo", "b1/" + id.uid() + "/bar");
        assertThat(world.stored(id).annotations()).doesNotContainKey(LEFT);

        world.forgetLeft(id);
        assertThat(world.forgotten).hasSize(2);
    }

    @Test
    void aSnapshotThatIsStoredByAnAgentWhichIsJustStoppedIsForgottenAsWell() {
        BackupId id = abandoned("{'phase': 'InProgress'}");
        world.settle(id);
        assertThat(world.volumes()).allMatch(v -> !v.text("/status/phase").equals("InProgress"));
        world.forgetLeft(id);
        assertThat(world.stored(id).annotations()).containsKey(LEFT);

        world.now = BackupWorld.NOW.plusSeconds(60);
        world.forgetLeft(id);
        assertThat(world.forgotten).hasSize(4);
        assertThat(world.stored(id).annotations()).doesNotContainKey(LEFT);
    }

    @Test
    void aRepositoryThatIsLockedKeepsNoBackupFromFailingAndIsTriedAgain() {
        BackupId id = abandoned(BackupWorld.STORED);
        world.locked = Optional.of("locked by node-2");
        world.settle(id);
        world.forgetLeft(id);
        assertThat(world.stored(id).text("/status/phase")).isEqualTo("Failed");
        assertThat(world.stored(id).annotations()).containsKey(LEFT);

        world.locked = Optional.empty();
        world.forgetLeft(id);
        assertThat(world.stored(id).annotations()).doesNotContainKey(LEFT);
    }

    @Test
    void ofALocationThatIsGoneNothingCanBeForgotten() {
        BackupId id = abandoned(BackupWorld.STORED);
        world.settle(id);
        world.api.remove(LOCATION);
        world.forgetLeft(id);
        assertThat(world.forgotten).isEmpty();
        assertThat(world.stored(id).annotations()).doesNotContainKey(LEFT);
    }

    @Test
    void aBackupThatWasStoredKeepsItsSnapshots() {
        podWithAVolume();
        BackupId id = world.create("b1", "{'includedNamespaces': ['foo']}");
        world.run(id);
        world.inProgress(id);
        world.settle(id);
        world.forgetLeft(id);
        assertThat(world.stored(id).text("/status/phase")).isEqualTo("Completed");
        assertThat(world.forgotten).isEmpty();
        assertThat(world.stored(id).annotations()).doesNotContainKey(LEFT);
    }

    @Test
    void aBackupThatFailsByItselfLeavesNoSnapshotsEither() {
        podWithAVolume();
        world.between =
                bucket -> new FaultyObjectStore(bucket, (String key) -> key.endsWith("/b1.tar.gz"));
        BackupId id = world.create("b1", "{'includedNamespaces': ['foo']}");
        assertThat(world.run(id).text("/status/phase")).isEqualTo("Failed");
        world.forgetLeft(id);
        assertThat(world.forgotten).containsExactly("b1/" + id.uid() + "/foo");
        assertThat(world.stored(id).annotations()).doesNotContainKey(LEFT);
    }

    @Test
    void aBackupWithoutVolumesHasNothingToForget() {
        world.between =
                bucket -> new FaultyObjectStore(bucket, (String key) -> key.endsWith("/b1.tar.gz"));
        BackupId id = world.create("b1", "{'includedNamespaces': ['foo']}");
        assertThat(world.run(id).annotations()).doesNotContainKey(LEFT);
    }

    @Test
    void aLocationThatIsMalformedMayBeMendedSoNothingIsTakenForForgottenMeanwhile() {
        BackupId id = abandoned(BackupWorld.STORED);
        world.settle(id);
        world.api.add(
                "backupstoragelocations.velero.io",
                "{\"metadata\": {\"namespace\": \"velero\", \"name\": \"default\"},"
                        + " \"spec\": {\"provider\": [\"memory\"]}}");
        world.forgetLeft(id);
        assertThat(world.forgotten).isEmpty();
        assertThat(world.stored(id).annotations()).containsKey(LEFT);

        world.location("default", "{}");
        world.forgetLeft(id);
        assertThat(world.forgotten).hasSize(2);
        assertThat(world.stored(id).annotations()).doesNotContainKey(LEFT);
    }

    @Test
    void whetherABackupIsInAMalformedLocationIsNotKnown() {
        BackupId id = abandoned(BackupWorld.STORED);
        world.api.add(
                "backupstoragelocations.velero.io",
                "{\"metadata\": {\"namespace\": \"velero\", \"name\": \"default\"},"
                        + " \"spec\": {\"provider\": [\"memory\"]}}");
        world.settle(id);
        assertThat(world.stored(id).text("/status/phase")).isEqualTo("InProgress");
        assertThat(world.stored(id).text("/status/failureReason"))
                .startsWith("it is not known whether the backup was stored")
                .contains("backup storage location default: malformed");
    }

    @Test
    void isLookedSoonWhileAnAgentMayStillStoreOneAndLaterMoreSeldom() {
        BackupId id = abandoned("{'phase': 'InProgress'}");
        world.settle(id);
        var failed = BackupObjects.decode(world.stored(id));
        assertThat(LeftSnapshots.pause(failed, BackupWorld.NOW)).hasSeconds(5);
        assertThat(LeftSnapshots.pause(failed, BackupWorld.NOW.plusSeconds(39))).hasSeconds(5);
        assertThat(LeftSnapshots.pause(failed, BackupWorld.NOW.plusSeconds(41))).hasMinutes(1);
    }

    /// Deletes the Backup as soon as its volume is captured.
    private void deleteWhenCaptured() {
        world.others =
                () -> {
                    boolean waits = world.volumes().isEmpty();
                    world.work();
                    if (!waits && backup().isPresent()) {
                        world.api.remove(backup().orElseThrow().key());
                        Thread.currentThread().interrupt(); // as the reconciler cancels
                    }
                };
    }

    private Optional<Item> backup() {
        return world.api.stored("backups.velero.io", "velero", "b1");
    }

    @Test
    void aBackupThatIsDeletedWhileItRunsLeavesNothingInBucketOrRepository() {
        podWithAVolume();
        BackupId id = world.create("b1", "{'includedNamespaces': ['foo']}");
        deleteWhenCaptured();

        new BackupOperation(world.tools, world.settings()).run(id);

        assertThat(Thread.interrupted()).isFalse();
        assertThat(backup()).isEmpty();
        assertThat(world.volumes()).isEmpty();
        assertThat(world.forgotten).containsExactly("b1/" + id.uid() + "/foo");
        assertThat(world.bucket.keys()).isEmpty();
    }

    @Test
    void whatCannotBeForgottenThenTheClaimInTheBucketTellsOf() {
        podWithAVolume();
        BackupId id = world.create("b1", "{'includedNamespaces': ['foo']}");
        world.locked = Optional.of("locked by node-2");
        deleteWhenCaptured();

        new BackupOperation(world.tools, world.settings()).run(id);

        assertThat(world.bucket.keys()).containsExactly("backups/b1/b1-claim");
        assertThat(world.file("b1", "b1-claim")).contains("/" + id.uid());
    }

    @Test
    void aServerThatStopsMeanwhileLeavesTheClaimToo() {
        podWithAVolume();
        BackupId id = world.create("b1", "{'includedNamespaces': ['foo']}");
        deleteWhenCaptured();
        Runnable before = world.others;
        world.others =
                () -> {
                    if (backup().isPresent()) {
                        before.run();
                    } else { // it waits for the agents
                        Thread.currentThread().interrupt();
                        world.locked = Optional.of("interrupted");
                    }
                };
        new BackupOperation(world.tools, world.settings()).run(id);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(world.bucket.keys()).containsExactly("backups/b1/b1-claim");
    }

    @Test
    void ofABackupThatIsDeletedBehindItsServerEveryRepositoryIsLookedInto() {
        BackupId id = abandoned(BackupWorld.STORED);
        new LeftSnapshots(world.tools).forgetOfGone(id, "default");
        assertThat(world.forgotten).containsExactly("b1/" + id.uid() + "/*");
    }
}
