package ark.retention;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ark.backupstore.BackupStore;
import ark.cluster.FakeApiServer;
import ark.cluster.ListRequest;
import ark.cluster.ResourceType;
import ark.event.Events;
import ark.item.GroupResource;
import ark.item.Item;
import ark.objectstore.FaultyObjectStore;
import ark.objectstore.FaultyObjectStore.Fate;
import ark.objectstore.FaultyObjectStore.Plan;
import ark.objectstore.MemoryObjectStore;
import ark.spi.ObjectStore;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a backup owns beside its files goes with it, and what crashes left goes, too.
class OwnedDataTest {
    private static final String VOLUMES =
            """
            [{"metadata": {"name": "v1"}, "spec": {"pod": {"namespace": "shop"}},
              "status": {"snapshotID": "0a1b2c3d"}},
             {"metadata": {"name": "v2"},
              "spec": {"pod": {"namespace": "shop"}, "uploaderType": "restic"},
              "status": {"snapshotID": "11111111"}},
             {"spec": {"pod": {"namespace": "shop"}, "uploaderType": "kopia"},
              "status": {"snapshotID": "22222222"}},
             {"spec": {"pod": {"namespace": "shop"}}, "status": {"snapshotID": "--password-command"}},
             {"spec": {"pod": {"namespace": "../x"}}, "status": {"snapshotID": "33333333"}},
             {"spec": {"pod": {"namespace": "shop"}}, "status": {"snapshotID": ""}}]
            """;

    private final FakeApiServer api = new FakeApiServer();
    private Instant now = Instant.parse("2026-11-21T16:15:17Z");
    private final MemoryObjectStore bucket = new MemoryObjectStore(() -> now);
    private final FakeVolumeData volumes = new FakeVolumeData();

    @BeforeEach
    void fill() {
        List.of(
                        Resources.BACKUPS,
                        Resources.RESTORES,
                        Resources.REQUESTS,
                        Resources.LOCATIONS,
                        Resources.VOLUMES)
                .forEach(api::serve);
        api.add(
                "backupstoragelocations.velero.io",
                """
                {"metadata": {"namespace": "velero", "name": "default"}, "spec": {},
                 "status": {"phase": "Available"}}
                """);
        addBackup("");
        bucket.put("backups/b1/velero-backup.json", "{\"metadata\": {\"uid\": \"u1\"}}");
        bucket.put("backups/b1/b1.tar.gz", "x");
        fillRequest();
    }

    private void fillRequest() {
        api.add(
                "deletebackuprequests.velero.io",
                """
                {"metadata": {"namespace": "velero", "name": "r1"}, "spec": {"backupName": "b1"}}
                """);
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void resticSnapshotsAreForgottenAndNothingThatIsNoId() throws Exception {
        put("backups/b1/b1-podvolumebackups.json.gz", VOLUMES);
        api.add(
                "podvolumebackups.velero.io",
                """
                {"metadata": {"namespace": "velero", "name": "v3",
                  "labels": {"velero.io/backup-uid": "u1"}},
                 "spec": {"pod": {"namespace": "other"}}, "status": {"snapshotID": "44444444"}}
                """);
        delete();
        assertThat(volumes.forgotten)
                .containsExactlyInAnyOrder("shop/0a1b2c3d", "shop/11111111", "other/44444444");
        assertThat(bucket.keys()).isEmpty();
        assertThat(backup()).isEmpty();
    }

    @Test
    void whileASnapshotStaysSoDoTheFilesThatNameItButNobodySeesABackup() throws Exception {
        put("backups/b1/b1-podvolumebackups.json.gz", VOLUMES);
        volumes.problem = Optional.of("repository is locked");
        delete();
        assertThat(bucket.keys())
                .containsExactly("backups/b1/b1-podvolumebackups.json.gz", "backups/b1/b1.tar.gz");
        assertThat(backup().orElseThrow().text("/status/phase")).isEqualTo("Deleting");
        assertThat(request().orElseThrow().text("/status/errors/0"))
                .isEqualTo("repository is locked");

        volumes.problem = Optional.empty();
        api.add(
                "deletebackuprequests.velero.io",
                "{\"metadata\": {\"namespace\": \"velero\", \"name\": \"r1\"},"
                        + " \"spec\": {\"backupName\": \"b1\"}}");
        delete();
        assertThat(volumes.forgotten).contains("shop/0a1b2c3d");
        assertThat(bucket.keys()).isEmpty();
        assertThat(backup()).isEmpty();
    }

    @Test
    void aSnapshotOfAnotherBackupStaysWhateverAListSaysAndThatIsTold() throws Exception {
        api.serve(ResourceType.of(GroupResource.core("events"), "v1", "Event", true));
        put("backups/b1/b1-podvolumebackups.json.gz", VOLUMES);
        volumes.foreign.add("11111111");
        delete();
        assertThat(volumes.forgotten).containsExactly("shop/0a1b2c3d");
        assertThat(backup()).isEmpty();
        assertThat(bucket.keys()).isEmpty();
        List<Item> events = api.cluster().items(ListRequest.all(api.type("events")).in("velero"));
        assertThat(events).hasSize(1);
        assertThat(events.getFirst().text("/reason")).isEqualTo("ForeignSnapshots");
        assertThat(events.getFirst().text("/message")).contains("b1", "11111111", "they stay");
    }

    @Test
    void aSnapshotIsItsBackupsByNameAndByTheUidThatItHasHereOrHadWhereItWasMade() throws Exception {
        bucket.put("backups/b1/velero-backup.json", "{\"metadata\": {\"uid\": \"made-as\"}}");
        put("backups/b1/b1-podvolumebackups.json.gz", VOLUMES);
        volumes.problem = Optional.of("locked");
        api.add(
                "backups.velero.io",
                """
                {"metadata": {"namespace": "velero", "name": "b1", "uid": "shown-as"},
                 "spec": {"storageLocation": "default"}, "status": {"phase": "Deleting"}}
                """);
        delete();
        assertThat(volumes.owner)
                .isEqualTo(new VolumeData.Owner("b1", Set.of("made-as", "shown-as")));

        fillRequest();
        bucket.put("backups/b1/b1-claim", "{\"server\": \"there/claimed-as\"}");
        delete(); // what the metadata said is gone
        assertThat(volumes.owner)
                .isEqualTo(new VolumeData.Owner("b1", Set.of("claimed-as", "shown-as")));

        fillRequest();
        bucket.delete("backups/b1/b1-claim");
        delete();
        assertThat(volumes.owner).isEqualTo(new VolumeData.Owner("b1", Set.of()));
    }

    @Test
    void whoseASnapshotIsItsTagsSay() {
        var owner = new VolumeData.Owner("b1", Set.of("u1", "u2"));
        assertThat(owner.owns(List.of("ns=shop", "backup=b1", "backup-uid=u2"))).isTrue();
        assertThat(owner.owns(List.of("backup=b1", "backup-uid=u3"))).isFalse();
        assertThat(owner.owns(List.of("backup=b1"))).isFalse();
        assertThat(owner.owns(List.of("backup=b2", "backup-uid=u1"))).isFalse();
        assertThat(owner.owns(List.of())).isFalse();
        var known = new VolumeData.Owner("b1", Set.of());
        assertThat(known.owns(List.of("backup=b1", "backup-uid=u9"))).isTrue();
        assertThat(known.owns(List.of("backup=b10", "backup-uid=u9"))).isFalse();
    }

    @Test
    void ofAnOldBackupWithoutAListTheTagsTellWhichSnapshotsAreIts() throws Exception {
        bucket.put("backups/b1/velero-backup.json", "{\"metadata\": {\"uid\": \"made-as\"}}");
        volumes.problem = Optional.of("repository is locked");
        delete();
        assertThat(bucket.keys()).containsExactly("backups/b1/b1.tar.gz");
        assertThat(request().orElseThrow().text("/status/errors/0"))
                .isEqualTo("repository is locked");

        volumes.problem = Optional.empty();
        fillRequest();
        delete(); // what the metadata said is gone
        assertThat(volumes.forgotten).containsExactly("b1 made-as");
        assertThat(bucket.keys()).isEmpty();
        assertThat(backup()).isEmpty();
    }

    @Test
    void anOldBackupWhoseRepositoriesAreOutOfReachCanBeDeletedWithoutThem() throws Exception {
        addBackup(", \"annotations\": {\"ark.dev/keep-volume-snapshots\": \"true\"}");
        volumes.problem = Optional.of("no answer");
        delete();
        assertThat(backup()).isEmpty();
    }

    @Test
    void whatABackupThatFailedHasYetToForgetIsForgottenWithIt() throws Exception {
        bucket.delete("backups/b1/velero-backup.json");
        addBackup(", \"annotations\": {\"ark.dev/snapshots-left\": \"2026-11-21T16:15:27Z\"}");
        delete();
        assertThat(volumes.forgotten).containsExactly("b1 u1");
        assertThat(backup()).isEmpty();
    }

    @Test
    void aListThatIsDamagedDoesNotKeepTheBackupForEver() throws Exception {
        bucket.put("backups/b1/b1-podvolumebackups.json.gz", "no gzip");
        delete();
        assertThat(backup()).isEmpty();
    }

    @Test
    void snapshotsOfAProviderThatNobodyReachesKeepTheBackupWholeUntilSomebodyDecides()
            throws Exception {
        putSnapshots();
        delete();
        assertThat(request().orElseThrow().text("/status/errors/0"))
                .startsWith("unable to delete backup because it includes snapshots of volumes")
                .contains("(snap-1)");
        assertThat(bucket.keys()).contains("backups/b1/velero-backup.json");
        assertThat(backup().orElseThrow().text("/status/phase")).isEqualTo("Completed");

        fill();
        addBackup(", \"annotations\": {\"ark.dev/keep-volume-snapshots\": \"true\"}");
        putSnapshots();
        delete();
        assertThat(volumes.forgotten).isEmpty();
        assertThat(backup()).isEmpty();
    }

    @Test
    void snapshotsOfAProviderAreDeletedWhereThereIsASnapshotter() throws Exception {
        putSnapshots();
        volumes.reachesProviders = true;
        delete();
        assertThat(volumes.forgotten).containsExactly("b1 u1", "ebs/snap-1");
        assertThat(backup()).isEmpty();
    }

    private void putSnapshots() throws IOException {
        put(
                "backups/b1/b1-volumesnapshots.json.gz",
                "[{\"spec\": {\"location\": \"ebs\"}, \"status\": {\"providerSnapshotID\":"
                        + " \"snap-1\"}}]");
    }

    @Test
    void aRestoreThatBeginsAtTheSameMomentIsSeenBeforeAnythingIsLost() throws Exception {
        api.beforeNext(
                "PATCH",
                "/backups/b1",
                () ->
                        api.add(
                                "restores.velero.io",
                                """
                                {"metadata": {"namespace": "velero", "name": "r"},
                                 "spec": {"backupName": "b1"}, "status": {"phase": "InProgress"}}
                                """));
        delete();
        assertThat(bucket.keys()).contains("backups/b1/velero-backup.json");
        assertThat(backup().orElseThrow().text("/status/phase")).isEqualTo("Completed");
        assertThat(request().orElseThrow().text("/status/errors/0"))
                .isEqualTo("a restore of it has just begun");
    }

    @Test
    void whatAnotherServerIsJustWritingUnderTheNameStays() throws Exception {
        addBackup(", \"annotations\": {}");
        api.add(
                "backups.velero.io",
                """
                {"metadata": {"namespace": "velero", "name": "b1", "uid": "u1"},
                 "spec": {"storageLocation": "default"},
                 "status": {"phase": "Failed", "failureReason": "backup name b1 is claimed"}}
                """);
        bucket.delete("backups/b1/velero-backup.json");
        bucket.put("backups/b1/b1-claim", "{\"server\": \"other/u9\"}");
        delete();
        assertThat(bucket.keys()).containsExactly("backups/b1/b1-claim", "backups/b1/b1.tar.gz");
        assertThat(backup()).isEmpty();
    }

    private void leftByACrash() throws Exception {
        put("backups/left/left-podvolumebackups.json.gz", VOLUMES);
        bucket.put("backups/left/left.tar.gz", "x");
    }

    @Test
    void whatACrashLeftIsRemovedWhenItIsOldAndNobodyOwnsIt() throws Exception {
        leftByACrash();
        bucket.put("backups/b1/velero-backup.json", "{}");
        sweep(Duration.ofHours(24));
        assertThat(bucket.keys()).contains("backups/left/left.tar.gz");
        sweep(Duration.ofSeconds(1));
        assertThat(bucket.keys()).noneMatch(key -> key.startsWith("backups/left/"));
        assertThat(volumes.forgotten).contains("shop/0a1b2c3d");
        assertThat(bucket.keys()).contains("backups/b1/b1.tar.gz");
    }

    @Test
    void anUploadOfAnotherInstallationIsLeftAWeekAndOneOfOursADay() throws Exception {
        bucket.put("backups/theirs/theirs-claim", "{\"server\": \"other/u1\"}");
        bucket.put("backups/ours/ours-claim", "{\"server\": \"here/u1\"}");
        sweep(Duration.ofHours(25));
        assertThat(bucket.keys())
                .contains("backups/theirs/theirs-claim")
                .doesNotContain("backups/ours/ours-claim");
        sweep(Duration.ofDays(7));
        assertThat(bucket.keys()).doesNotContain("backups/theirs/theirs-claim");
    }

    @Test
    void whatWasCapturedForABackupThatIsGoneItsClaimTells() throws Exception {
        bucket.put("backups/left/left-claim", "{\"server\": \"here/u7\"}");
        volumes.problem = Optional.of("locked");
        sweep(Duration.ofHours(25));
        assertThat(bucket.keys()).contains("backups/left/left-claim");

        volumes.problem = Optional.empty();
        sweep(Duration.ofHours(1));
        assertThat(volumes.forgotten).containsExactly("left u7");
        assertThat(bucket.keys()).doesNotContain("backups/left/left-claim");
    }

    @Test
    void aBackupThatExistsAndTheLogOfOneThatFailedHereAreNotLeftOver() throws Exception {
        bucket.put("backups/elsewhere/velero-backup.json", "{}");
        bucket.delete("backups/b1/velero-backup.json");
        sweep(Duration.ofDays(400));
        assertThat(bucket.keys())
                .containsExactly("backups/b1/b1.tar.gz", "backups/elsewhere/velero-backup.json");
    }

    @Test
    void aCrashInTheSweepLeavesTheListOfSnapshotsForTheNext() throws Exception {
        leftByACrash();
        volumes.problem = Optional.of("locked");
        sweep(Duration.ofHours(25));
        assertThat(bucket.keys()).contains("backups/left/left-podvolumebackups.json.gz");
        volumes.problem = Optional.empty();
        sweep(Duration.ofHours(1));
        assertThat(bucket.keys()).noneMatch(key -> key.startsWith("backups/left/"));
    }

    @Test
    void aBackupThatBeginsWhileLeftoversOfItsNameAreRemovedKeepsItsFiles() throws Exception {
        put("backups/left/left-podvolumebackups.json.gz", VOLUMES);
        volumes.others = () -> bucket.put("backups/left/left-claim", "{\"server\":\"here/u2\"}");
        sweep(Duration.ofHours(25));
        assertThat(bucket.keys()).contains("backups/left/left-claim");
    }

    @Test
    void aBackupThatIsMadeWhileOneOfItsNameIsDeletedKeepsItsFiles() throws Exception {
        put("backups/b1/b1-podvolumebackups.json.gz", VOLUMES);
        volumes.others =
                () -> {
                    api.remove(backup().orElseThrow().key());
                    api.add(
                            "backups.velero.io",
                            """
                            {"metadata": {"namespace": "velero", "name": "b1", "uid": "u2"},
                             "status": {"phase": "InProgress"}}
                            """);
                    bucket.put("backups/b1/b1-claim", "{\"server\":\"here/u2\"}");
                };
        delete();
        assertThat(bucket.keys()).contains("backups/b1/b1-claim");
        assertThat(backup()).isPresent();
        assertThat(request().orElseThrow().text("/status/errors/0"))
                .isEqualTo(
                        "another Backup of its name was made meanwhile; what is stored there stays");
    }

    @Test
    void aRestoreThatIsMadeMeanwhileKeepsItsFiles() throws Exception {
        String restore =
                """
                {"metadata": {"namespace": "velero", "name": "r", "uid": "%s"},
                 "spec": {"backupName": "%s"}, "status": {"phase": "Completed"}}
                """;
        put("backups/b1/b1-podvolumebackups.json.gz", VOLUMES);
        Item first = api.add("restores.velero.io", restore.formatted("u3", "b1"));
        volumes.others =
                () -> {
                    api.remove(first.key());
                    api.add("restores.velero.io", restore.formatted("u4", "b2"));
                    bucket.put("restores/r/restore-r-logs.gz", "x");
                };
        delete();
        assertThat(bucket.keys()).containsExactly("restores/r/restore-r-logs.gz");
        assertThat(backup()).isEmpty();
        assertThat(api.stored("restores.velero.io", "velero", "r")).isPresent();
    }

    @Test
    void anUploadThatNeverEndedIsRemovedAfterADayAndNobodyElsesIs() throws Exception {
        bucket.beginPut("backups/left/left.tar.gz");
        bucket.beginPut("restores/r1/restore-r1-logs.gz");
        bucket.beginPut("restic/shop/data");
        bucket.beginPut("of-others");
        sweep(Duration.ofHours(24));
        assertThat(bucket.unfinished()).hasSize(4);
        sweep(Duration.ofSeconds(1));
        assertThat(bucket.unfinished()).containsExactly("of-others", "restic/shop/data");
    }

    @Test
    void whoMayNotLookForUploadsRemovesTheRest() throws Exception {
        bucket.put("backups/left/left.tar.gz", "x");
        now = now.plus(Duration.ofHours(25));
        Plan denying = call -> call.verb().equals("discardUnfinished") ? Fate.FAILS : Fate.WORKS;
        leftovers(new FaultyObjectStore(bucket, denying)).run();
        assertThat(bucket.keys()).doesNotContain("backups/left/left.tar.gz");
    }

    private LeftoverSweep leftovers(ObjectStore store) {
        return new LeftoverSweep(
                "here",
                new Resources(api.cluster(), "velero"),
                _ -> new BackupStore(store, ""),
                volumes,
                () -> now);
    }

    private void sweep(Duration later) throws InterruptedException {
        now = now.plus(later);
        leftovers(bucket).run();
    }

    private void delete() throws InterruptedException {
        new BackupDeletion(
                        new Resources(api.cluster(), "velero"),
                        _ -> new BackupStore(bucket, ""),
                        volumes,
                        new Events(api.cluster(), InstantSource.system()),
                        new RetentionMetrics(new PrometheusRegistry()))
                .run("r1");
    }

    private void addBackup(String metadata) {
        api.add(
                "backups.velero.io",
                """
                {"metadata": {"namespace": "velero", "name": "b1", "uid": "u1" %s},
                 "spec": {"storageLocation": "default"}, "status": {"phase": "Completed"}}
                """
                        .formatted(metadata));
    }

    private Optional<Item> backup() {
        return api.stored("backups.velero.io", "velero", "b1");
    }

    private Optional<Item> request() {
        return api.stored("deletebackuprequests.velero.io", "velero", "r1");
    }

    private void put(String key, String json) throws IOException {
        var compressed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(compressed)) {
            gzip.write(json.getBytes(UTF_8));
        }
        bucket.put(key, compressed.toByteArray());
    }
}
