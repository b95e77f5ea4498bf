package ark.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ark.api.v1.Annotations;
import ark.api.v1.Restore;
import ark.backupstore.BackupStore;
import ark.cluster.FakeApiServer;
import ark.item.Item;
import ark.item.Json;
import ark.objectstore.FaultyObjectStore;
import ark.objectstore.MemoryObjectStore;
import ark.operation.Operations;
import ark.spi.ObjectStore;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RestoreFilesReconcilerTest {
    private final FakeApiServer api = new FakeApiServer();
    private final MemoryObjectStore bucket = new MemoryObjectStore();
    private ObjectStore store = bucket;

    @BeforeEach
    void fill() {
        List.of(Resources.BACKUPS, Resources.RESTORES, Resources.LOCATIONS).forEach(api::serve);
        location("ReadWrite");
        api.add(
                "backups.velero.io",
                """
                {"metadata": {"namespace": "velero", "name": "b1"},
                 "spec": {"storageLocation": "default"}}
                """);
        bucket.put("restores/r/restore-r-logs.gz", "x");
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void aRestoreThatHasFilesIsHeld() {
        restore("Completed", "\"other/one\"", false);
        look();
        assertThat(finalizers()).containsExactly("other/one", Annotations.RESTORE_FINALIZER);
    }

    @Test
    void aRestoreThatHasNoFilesIsNotHeld() {
        for (String phase : List.of("", "New", "FailedValidation")) {
            restore(phase, "", false);
            look();
            assertThat(finalizers()).isEmpty();
        }
    }

    @Test
    void aDeletedRestoreTakesItsFilesAlong() {
        restore("Completed", "\"other/one\",\"" + Annotations.RESTORE_FINALIZER + "\"", true);
        look();
        assertThat(bucket.keys()).isEmpty();
        assertThat(finalizers()).containsExactly("other/one");
    }

    @Test
    void aStoreThatFailsKeepsTheRestore() {
        store = FaultyObjectStore.dyingAfter(bucket, 0);
        restore("Completed", "\"" + Annotations.RESTORE_FINALIZER + "\"", true);
        look();
        assertThat(finalizers()).hasSize(1);

        store = bucket;
        look();
        assertThat(finalizers()).isEmpty();
    }

    @Test
    void aLocationThatMayNotBeWrittenToLetsTheRestoreGoWithoutItsFiles() {
        location("ReadOnly");
        restore("Completed", "\"" + Annotations.RESTORE_FINALIZER + "\"", true);
        look();
        assertThat(finalizers()).isEmpty();
        assertThat(bucket.keys()).hasSize(1);
    }

    @Test
    void aRestoreOfABackupThatIsGoneIsLetGo() {
        api.remove(api.stored("backups.velero.io", "velero", "b1").orElseThrow().key());
        restore("Completed", "\"" + Annotations.RESTORE_FINALIZER + "\"", true);
        look();
        assertThat(finalizers()).isEmpty();
    }

    @Test
    void aRestoreThatSomebodyChangedIsLookedAtAgain() {
        restore("Completed", "", false);
        api.beforeNext("PATCH", "/restores/", () -> restore("Completed", "\"new/one\"", false));
        look();
        assertThat(finalizers()).containsExactly("new/one");
        look();
        assertThat(finalizers()).containsExactly("new/one", Annotations.RESTORE_FINALIZER);
    }

    private void look() {
        Item item = stored();
        var restore = Json.mapper().convertValue(item.copyOfJson(), Restore.class);
        try (var operations = new Operations("restore-files", 1)) {
            var tools =
                    new DeletionReconciler.Tools(
                            api.cluster(),
                            _ -> new BackupStore(store, ""),
                            new FakeVolumeData(),
                            operations,
                            InstantSource.system());
            new RestoreFilesReconciler("velero", tools).reconcile(restore, notDeleted());
            await().pollInterval(Duration.ofMillis(2)).until(() -> !operations.runs("u1"));
        }
    }

    @SuppressWarnings("unchecked")
    private static Context<Restore> notDeleted() {
        return (Context<Restore>)
                Proxy.newProxyInstance(
                        Context.class.getClassLoader(),
                        new Class<?>[] {Context.class},
                        (_, method, _) -> {
                            assertThat(method.getName()).isEqualTo("isPrimaryResourceDeleted");
                            return false;
                        });
    }

    private void location(String accessMode) {
        api.add(
                "backupstoragelocations.velero.io",
                """
                {"metadata": {"namespace": "velero", "name": "default"},
                 "spec": {"provider": "aws", "accessMode": "%s"}}
                """
                        .formatted(accessMode));
    }

    private void restore(String phase, String finalizers, boolean deleted) {
        api.add(
                "restores.velero.io",
                """
                {"metadata": {"namespace": "velero", "name": "r", "uid": "u1",
                  "finalizers": [%s]%s},
                 "spec": {"backupName": "b1"}, "status": {"phase": "%s"}}
                """
                        .formatted(
                                finalizers,
                                deleted ? ",\"deletionTimestamp\":\"2026-11-21T16:15:17Z\"" : "",
                                phase));
    }

    private Item stored() {
        return api.stored("restores.velero.io", "velero", "r").orElseThrow();
    }

    /// None either when it was let go for good.
    private List<String> finalizers() {
        return api.stored("restores.velero.io", "velero", "r")
                .map(Resources::finalizers)
                .orElse(List.of());
    }
}
