package ark.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ark.item.GroupResource;
import ark.item.Item;
import ark.item.ItemKey;
import ark.objectstore.FaultyObjectStore;
import ark.objectstore.FaultyObjectStore.Fate;
import ark.spi.StoreException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Backups that must not be made, and buckets that cannot be written.
class BackupRefusalTest {
    private static final GroupResource BACKUPS = new GroupResource("velero.io", "backups");

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

    @Test
    void everyProblemIsToldAtOnceAndNothingIsWritten() {
        world.location("readonly", "{'spec': {'accessMode': 'ReadOnly'}}");

        Item backup =
                world.run(
                        "b1",
                        "{'storageLocation': 'readonly', 'ttl': 'tomorrow',"
                                + " 'includedNamespaces': ['a'], 'excludedNamespaces': ['a'],"
                                + " 'resourcePolicy': {'kind': 'configmap', 'name': 'p'}}");

        assertThat(backup.text("/status/phase")).isEqualTo("FailedValidation");
        assertThat(backup.at("/status/startTimestamp").isMissingNode()).isTrue();
        assertThat(backup.at("/status/validationErrors"))
                .extracting(problem -> problem.asText().replaceAll(":.*", ""))
                .containsExactly(
                        "invalid ttl",
                        "backup can't be created because backup storage location readonly is"
                                + " currently in read-only mode",
                        "Invalid included/excluded namespace lists",
                        "spec.resourcePolicy is set, and this version does not implement it");
        assertThat(world.bucket.keys()).isEmpty();
    }

    @Test
    void aBackupOfAnotherShapeIsToldSo() {
        Item backup = world.run("b1", "{'ttl': {'not': 'a text'}}");

        assertThat(backup.text("/status/phase")).isEqualTo("FailedValidation");
        assertThat(backup.at("/status/validationErrors/0").asText()).startsWith("malformed: ");
    }

    @Test
    void aBackupThatExistsInTheBucketIsNotTouched() {
        world.run("b1", "{}");
        List<String> keys = world.bucket.keys();
        byte[] log = world.bucket.content("backups/b1/b1-logs.gz");
        world.api.remove(new ItemKey(BACKUPS, "velero", "b1"));

        Item backup = world.run("b1", "{}");

        assertThat(backup.text("/status/phase")).isEqualTo("Failed");
        assertThat(backup.text("/status/failureReason"))
                .isEqualTo("backup already exists in object storage");
        assertThat(world.bucket.keys()).isEqualTo(keys);
        assertThat(world.bucket.content("backups/b1/b1-logs.gz")).isEqualTo(log);
    }

    @Test
    void aNameThatAnotherServerClaimedIsNotTouched() {
        world.bucket.put("backups/b1/b1-claim", "{\"server\":\"server-2/uid-9\"}");

        Item backup = world.run("b1", "{}");

        assertThat(backup.text("/status/phase")).isEqualTo("Failed");
        assertThat(backup.text("/status/failureReason"))
                .contains("claimed", "server-2/uid-9", "memory");
        assertThat(world.bucket.keys()).containsExactly("backups/b1/b1-claim");
    }

    @Test
    void aClaimOfOurOwnFromAnEarlierLifeIsReplaced() {
        world.bucket.put("backups/b1/b1-claim", "{\"server\":\"server-1/uid-of-a-dead-one\"}");
        world.bucket.put("backups/b1/b1.tar.gz", "half");

        Item backup = world.run("b1", "{}");

        assertThat(backup.text("/status/phase")).isEqualTo("Completed");
        assertThat(world.file("b1", "b1-claim"))
                .contains("server-1/" + backup.text("/metadata/uid"));
    }

    @Test
    void aBucketThatCannotBeOpenedFailsTheBackup() {
        world.between =
                _ -> {
                    throw new StoreException(
                            StoreException.Reason.MISCONFIGURED,
                            "opening",
                            "unknown key \"x\"",
                            null);
                };

        Item backup = world.run("b1", "{}");

        assertThat(backup.text("/status/phase")).isEqualTo("Failed");
        assertThat(backup.text("/status/failureReason")).isEqualTo("opening: unknown key \"x\"");
    }

    @Test
    void eachWriteThatFailsFailsTheBackupAndLeavesAtMostItsLog() {
        world.run("b0", "{}");
        List<String> files =
                world.bucket.keys().stream().map(key -> key.replace("backups/b0/", "")).toList();
        assertThat(files).hasSizeGreaterThan(10);
        int number = 0;
        for (String file : files) {
            String name = "b" + ++number;
            String failing = "backups/" + name + "/" + file.replace("b0", name);
            world.between = store -> new FaultyObjectStore(store, failing::equals);

            Item backup = world.run(name, "{}");

            assertThat(backup.text("/status/phase")).as(file).isEqualTo("Failed");
            assertThat(backup.text("/status/failureReason")).as(file).contains("no answer");
            assertThat(world.bucket.keys())
                    .as(file)
                    .filteredOn(key -> key.startsWith("backups/" + name + "/"))
                    .isSubsetOf("backups/" + name + "/" + name + "-logs.gz");
        }
    }

    @Test
    void aCommitWhoseAnswerIsLostIsACommit() {
        world.between =
                store ->
                        new FaultyObjectStore(
                                store,
                                (FaultyObjectStore.Plan)
                                        call ->
                                                call.verb().equals("put")
                                                                && call.key()
                                                                        .endsWith(
                                                                                "velero-backup.json")
                                                        ? Fate.LOSES_ITS_ANSWER
                                                        : Fate.WORKS);

        assertThat(world.run("b1", "{}").text("/status/phase")).isEqualTo("Completed");
        assertThat(world.bucket.keys()).contains("backups/b1/velero-backup.json");
    }

    @Test
    void aMalformedLocationDoesNotHideTheOthers() {
        world.api.add(
                "backupstoragelocations.velero.io",
                "{\"metadata\":{\"namespace\":\"velero\",\"name\":\"a\"},\"spec\":\"nonsense\"}");

        assertThat(world.run("b1", "{}").text("/status/phase")).isEqualTo("Completed");
    }

    @Test
    void theLogOfABackupWithAFailedWriteSaysWhich() {
        world.between = store -> new FaultyObjectStore(store, "backups/b1/b1.tar.gz"::equals);

        world.run("b1", "{}");

        assertThat(new String(world.bucket.content("backups/b1/b1-logs.gz"), UTF_8)).isNotEmpty();
        assertThat(world.file("b1", "b1-logs.gz")).contains("Backup failed: ", "b1.tar.gz");
    }
}
