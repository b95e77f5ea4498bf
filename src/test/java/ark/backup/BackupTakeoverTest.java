package ark.backup;

import static org.assertj.core.api.Assertions.assertThat;

import ark.backup.request.BackupId;
import ark.cluster.Fault;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.ItemKey;
import ark.objectstore.FaultyObjectStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whoever leads next settles what a dead process left: the backup never existed, or it is whole.
class BackupTakeoverTest {
    private static final ItemKey BACKUP =
            new ItemKey(new GroupResource("velero.io", "backups"), "velero", "b1");

    @TempDir private Path scratch;
    private BackupWorld world;

    @BeforeEach
    void makeWorld() {
        world = new BackupWorld(scratch);
        world.add("namespaces foo");
        world.add("configmaps foo/c");
    }

    @AfterEach
    void close() {
        world.close();
    }

    /// The process dies after so many writes to the bucket: nothing that it does then happens, in
    /// the bucket or to the Backup.
    private void dieAfter(int writes, BackupId id) {
        FaultyObjectStore dying = FaultyObjectStore.dyingAfter(world.bucket, writes);
        world.between = _ -> dying;
        world.run(id);
        world.between = UnaryOperator.identity();
        world.inProgress(id);
    }

    @Test
    void killedAfterAnyWriteTheBackupNeverExistedOrIsWhole() {
        int writesOfOneBackup = 13; // claim, log, nine files, manifest, metadata: see below
        int whole = 0;
        for (int writes = 0; writes <= writesOfOneBackup; writes++) {
            world.bucket.keys().forEach(world.bucket::delete);
            world.api.remove(BACKUP);
            BackupId id = world.create("b1", "{}");
            dieAfter(writes, id);

            world.settle(id);

            String phase = world.stored(id).text("/status/phase");
            List<String> keys = world.bucket.keys();
            if (keys.contains("backups/b1/velero-backup.json")) {
                whole++;
                assertThat(phase).as("after %s writes", writes).isEqualTo("Completed");
                assertThat(keys).hasSize(writesOfOneBackup);
                assertThat(world.items("b1")).contains("configmaps foo/c");
            } else {
                assertThat(phase).as("after %s writes", writes).isEqualTo("Failed");
                assertThat(world.stored(id).text("/status/failureReason"))
                        .isEqualTo(Settlement.ABANDONED);
                assertThat(keys).isSubsetOf("backups/b1/b1-logs.gz");
            }
        }
        assertThat(whole).as("only the last write commits").isEqualTo(1);
    }

    @Test
    void aCommittedBackupTakesItsPhaseFromTheBucket() {
        BackupId id = world.create("b1", "{'includedNamespaces': ['foo', 'nope']}");
        Item ended = world.run(id);
        world.inProgress(id);

        world.settle(id);

        assertThat(world.stored(id).at("/status")).isEqualTo(ended.at("/status"));
        assertThat(ended.text("/status/phase")).isEqualTo("PartiallyFailed");
    }

    @Test
    void aBackupOfAnotherResourceOfThatNameIsNotOurs() {
        world.run("b1", "{}");
        List<String> keys = world.bucket.keys();
        world.api.remove(BACKUP);
        BackupId id = world.create("b1", "{}");
        world.inProgress(id);

        world.settle(id);

        assertThat(world.stored(id).text("/status/phase")).isEqualTo("Failed");
        assertThat(world.bucket.keys()).isEqualTo(keys);
    }

    @Test
    void whatAnotherServerIsWritingIsLeftAlone() {
        world.bucket.put("backups/b1/b1-claim", "{\"server\":\"server-2/uid-9\"}");
        world.bucket.put("backups/b1/b1.tar.gz", "half");
        BackupId id = world.create("b1", "{}");
        world.inProgress(id);

        world.settle(id);

        assertThat(world.stored(id).text("/status/phase")).isEqualTo("Failed");
        assertThat(world.bucket.keys()).hasSize(2);
    }

    @Test
    void aLocationThatIsGoneCannotHaveTheBackup() {
        BackupId id = world.create("b1", "{}");
        world.inProgress(id);
        world.api.remove(
                new ItemKey(
                        new GroupResource("velero.io", "backupstoragelocations"),
                        "velero",
                        "default"));

        world.settle(id);

        assertThat(world.stored(id).text("/status/phase")).isEqualTo("Failed");
    }

    @Test
    void onlyAnEndIsBelievedOfABucket() {
        BackupId id = world.create("b1", "{}");
        world.run(id);
        String metadata = world.file("b1", "velero-backup.json");
        for (String phase : List.of("InProgress", "New", "Deleting", "Nonsense")) {
            world.inProgress(id);
            world.bucket.put("backups/b1/velero-backup.json", metadata.replace("Completed", phase));

            world.settle(id);

            assertThat(world.stored(id).text("/status/phase")).as(phase).isEqualTo("Failed");
        }
    }

    @Test
    void aBackupThatIsNotInProgressIsNotSettled() {
        BackupId id = world.create("b1", "{}");
        Item before = world.stored(id);

        world.settle(id);

        assertThat(world.stored(id)).isEqualTo(before);
    }

    @Test
    void whatADeadProcessLeftOnDiskIsRemoved() throws Exception {
        BackupId id = world.create("b1", "{}");
        Path left = scratch.resolve("ark-backup-" + id.uid());
        Files.createDirectories(left);
        Files.writeString(left.resolve("contents.tar.gz"), "half");

        world.settle(id);

        assertThat(left).doesNotExist();
    }

    @Test
    void aLastStatusThatCannotBeWrittenIsSettledLater() {
        BackupId id = world.create("b1", "{}");
        world.api.beforeNext(
                "PATCH",
                "/backups/b1",
                () -> // the first patch begins it, the second has R, the third the end
                world.api.beforeNext("PATCH", "/backups/b1", this::refuseNextPatch));

        assertThat(world.run(id).text("/status/phase")).isEqualTo("InProgress");

        world.settle(id);
        assertThat(world.stored(id).text("/status/phase")).isEqualTo("Completed");
    }

    private void refuseNextPatch() {
        world.api.failNext(1, "PATCH", "/backups/b1", Fault.forbidden("no more patches"));
    }

    @Test
    void aBackupThatIsDeletedWhileItRunsLeavesNothing() {
        BackupId id = world.create("b1", "{}");
        world.api.beforeNext("GET", "/configmaps?limit=500", () -> world.api.remove(BACKUP));

        new BackupOperation(world.tools, world.settings()).run(id);

        assertThat(world.bucket.keys()).isEmpty();
    }

    @Test
    void aBackupThatIsStoppedStaysInProgressForTheNextServer() {
        BackupId id = world.create("b1", "{}");
        Thread worker = Thread.currentThread();
        world.api.beforeNext("GET", "/configmaps?limit=500", worker::interrupt);

        new BackupOperation(world.tools, world.settings()).run(id);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(world.stored(id).text("/status/phase")).isEqualTo("InProgress");
        world.settle(id);
        assertThat(world.stored(id).text("/status/phase")).isEqualTo("Failed");
        assertThat(world.bucket.keys()).isEmpty();
    }
}
