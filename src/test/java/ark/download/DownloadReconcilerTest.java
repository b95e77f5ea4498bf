package ark.download;

import static org.assertj.core.api.Assertions.assertThat;

import ark.api.v1.DownloadRequest;
import ark.backupstore.BackupStore;
import ark.cluster.FakeApiServer;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.Json;
import ark.objectstore.MemoryObjectStore;
import ark.spi.StoreException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DownloadReconcilerTest {
    private final FakeApiServer api = new FakeApiServer();
    private final MemoryObjectStore bucket = new MemoryObjectStore();
    private boolean storeOpens = true;
    private Instant now = Instant.parse("2026-11-21T16:15:17Z");

    @BeforeEach
    void fill() {
        Map.of(
                        "backups", "Backup",
                        "restores", "Restore",
                        "downloadrequests", "DownloadRequest",
                        "backupstoragelocations", "BackupStorageLocation")
                .forEach((plural, kind) -> api.serve(type(plural, kind)));
        api.add("backupstoragelocations.velero.io", "velero", "default");
        api.add(
                "backups.velero.io",
                """
                {"metadata": {"namespace": "velero", "name": "b1"},
                 "spec": {"storageLocation": "default"}}
                """);
        api.add(
                "restores.velero.io",
                """
                {"metadata": {"namespace": "velero", "name": "r1"}, "spec": {"backupName": "b1"}}
                """);
    }

    @AfterEach
    void close() {
        api.close();
    }

    @ParameterizedTest
    @CsvSource({
        "BackupLog, b1, backups/b1/b1-logs.gz",
        "BackupContents, b1, backups/b1/b1.tar.gz",
        "BackupVolumeSnapshots, b1, backups/b1/b1-volumesnapshots.json.gz",
        "BackupItemSnapshots, b1, backups/b1/b1-itemsnapshots.json.gz",
        "BackupItemOperations, b1, backups/b1/b1-itemoperations.json.gz",
        "BackupResourceList, b1, backups/b1/b1-resource-list.json.gz",
        "BackupResults, b1, backups/b1/b1-results.gz",
        "BackupVolumeInfos, b1, backups/b1/b1-volumeinfo.json.gz",
        "CSIBackupVolumeSnapshots, b1, backups/b1/b1-csi-volumesnapshots.json.gz",
        "CSIBackupVolumeSnapshotContents, b1, backups/b1/b1-csi-volumesnapshotcontents.json.gz",
        "RestoreLog, r1, restores/r1/restore-r1-logs.gz",
        "RestoreResults, r1, restores/r1/restore-r1-results.gz",
        "RestoreResourceList, r1, restores/r1/restore-r1-resource-list.json.gz",
        "RestoreItemOperations, r1, restores/r1/restore-r1-itemoperations.json.gz",
        "RestoreVolumeInfo, r1, restores/r1/r1-volumeinfo.json.gz",
    })
    void everyKindOfBothErasIsAnswered(String kind, String name, String key) {
        request(kind, name);
        reconcile();
        Item request = stored().orElseThrow();
        assertThat(request.text("/status/phase")).isEqualTo("Processed");
        assertThat(request.text("/status/downloadURL")).contains(key);
        assertThat(request.text("/status/expiration")).isEqualTo("2026-11-21T16:25:17Z");
    }

    @Test
    void aRequestGoesWhenItsUrlHasExpired() {
        request("BackupLog", "b1");
        reconcile();
        now = now.plus(Duration.ofMinutes(9));
        assertThat(reconcile().getScheduleDelay()).contains(60_500L);
        assertThat(stored()).isPresent();

        now = now.plus(Duration.ofMinutes(1));
        reconcile();
        assertThat(stored()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"BackupLog, b2", "RestoreLog, r2", "RestoreLog, b1", "Everything, b1"})
    void aRequestForWhatDoesNotExistIsTriedAgainUntilItExpires(String kind, String name) {
        request(kind, name);
        assertThat(reconcile().getScheduleDelay()).contains(5_500L);
        assertThat(stored().orElseThrow().text("/status/phase")).isEmpty();
        assertThat(stored().orElseThrow().text("/status/expiration"))
                .isEqualTo("2026-11-21T16:25:17Z");

        now = now.plus(Duration.ofMinutes(5));
        reconcile(); // does not prolong it
        now = now.plus(Duration.ofMinutes(5));
        reconcile();
        assertThat(stored()).isEmpty();
    }

    @Test
    void aRequestThatNamesNothingExpiresToo() {
        api.add(
                "downloadrequests.velero.io",
                "{\"metadata\": {\"namespace\": \"velero\", \"name\": \"d1\"}, \"spec\": {}}");
        reconcile();
        assertThat(stored().orElseThrow().text("/status/expiration")).isNotEmpty();
    }

    @Test
    void aBackupThatAppearsMeanwhileIsFound() {
        request("BackupLog", "b2");
        reconcile();
        api.add(
                "backups.velero.io",
                """
                {"metadata": {"namespace": "velero", "name": "b2"},
                 "spec": {"storageLocation": "default"}}
                """);
        reconcile();
        assertThat(stored().orElseThrow().text("/status/downloadURL")).isNotEmpty();
    }

    @Test
    void aLocationThatCannotBeOpenedIsTriedAgain() {
        storeOpens = false;
        request("BackupLog", "b1");
        reconcile();
        storeOpens = true;
        reconcile();
        assertThat(stored().orElseThrow().text("/status/phase")).isEqualTo("Processed");
    }

    private UpdateControl<DownloadRequest> reconcile() {
        var reconciler =
                new DownloadReconciler(
                        DownloadSettings.in("velero"),
                        api.cluster(),
                        _ -> {
                            if (!storeOpens) {
                                throw new StoreException(
                                        StoreException.Reason.DENIED, "opening", "no", null);
                            }
                            return new BackupStore(bucket, "");
                        },
                        () -> now);
        var json = stored().orElseThrow().copyOfJson();
        return reconciler.reconcile(
                Json.mapper().convertValue(json, DownloadRequest.class), context());
    }

    @SuppressWarnings("unchecked")
    private static Context<DownloadRequest> context() {
        return (Context<DownloadRequest>)
                Proxy.newProxyInstance(
                        Context.class.getClassLoader(),
                        new Class<?>[] {Context.class},
                        (_, method, _) -> {
                            throw new AssertionError(method);
                        });
    }

    private void request(String kind, String name) {
        api.add(
                "downloadrequests.velero.io",
                """
                {"metadata": {"namespace": "velero", "name": "d1"},
                 "spec": {"target": {"kind": "%s", "name": "%s"}}}
                """
                        .formatted(kind, name));
    }

    private Optional<Item> stored() {
        return api.stored("downloadrequests.velero.io", "velero", "d1");
    }

    private static ResourceType type(String plural, String kind) {
        return ResourceType.of(new GroupResource("velero.io", plural), "v1", kind, true);
    }
}
