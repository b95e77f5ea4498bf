package ark.location;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ark.item.Item;
import ark.item.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyncedBackupTest {
    private static final SyncedBackup.Target TARGET = new SyncedBackup.Target("ark", "second");

    private static final String METADATA =
            """
            {"kind": "Backup", "apiVersion": "velero.io/v1",
             "metadata": {"name": "b1", "namespace": "velero", "uid": "u1", "resourceVersion": "7",
               "labels": {"velero.io/storage-location": "default", "team": "a"},
               "annotations": {"velero.io/source-cluster-k8s-gitversion": "v1.34.4"}},
             "spec": {"ttl": "720h0m0s", "hooks": {}, "storageLocation": "default",
               "includedNamespaces": ["shop"], "unknown": {"of": "a newer version"}},
             "status": {"phase": "Completed", "startTimestamp": "2026-11-21T16:15:17Z",
               "progress": {"totalItems": 92, "itemsBackedUp": 92}}}
            """;

    @Test
    void aFinishedBackupIsShownInItsNewPlace() {
        Item backup = shown(_ -> {});
        assertThat(backup.text("/metadata/namespace")).isEqualTo("ark");
        assertThat(backup.text("/spec/storageLocation")).isEqualTo("second");
        assertThat(backup.labels())
                .containsEntry("velero.io/storage-location", "second")
                .containsEntry("team", "a");
        assertThat(backup.text("/spec/includedNamespaces/0")).isEqualTo("shop");
        assertThat(backup.text("/spec/unknown/of")).isEqualTo("a newer version");
        assertThat(backup.at("/status/progress/totalItems").asInt()).isEqualTo(92);
        assertThat(backup.annotations())
                .containsEntry("velero.io/source-cluster-k8s-gitversion", "v1.34.4");
    }

    /// As Ark 0.9 stored it: the completion was not known yet, and one item had failed.
    @Test
    void aBackupOfArkIsShownAsOneOfVelero() {
        String metadata =
                """
                {"kind": "Backup", "apiVersion": "ark.heptio.com/v1",
                 "metadata": {"name": "b1", "namespace": "heptio-ark", "creationTimestamp": null,
                   "finalizers": ["gc.ark.heptio.com"],
                   "labels": {"ark-schedule": "daily", "ark.heptio.com/storage-location": "x"},
                   "annotations": {"ark.heptio.com/pod-volume-timeout": "2h"}},
                 "spec": {"includedNamespaces": ["*"], "labelSelector": null, "ttl": "720h0m0s",
                   "hooks": {"resources": [{"name": "h", "hooks": [{"exec": {"command": ["rm"]}}]}]}},
                 "status": {"version": 1, "expiration": "2018-07-01T07:00:00Z", "phase": "Failed",
                   "volumeBackups": {"pv-1": {"snapshotID": "snap-1", "type": "gp2"}},
                   "validationErrors": null, "startTimestamp": "2018-06-01T07:00:00Z",
                   "completionTimestamp": null}}
                """;

        var found = (SyncedBackup.Found) SyncedBackup.read("b1", metadata.getBytes(UTF_8), TARGET);

        Item backup = found.backup();
        assertThat(backup.apiVersion()).isEqualTo("velero.io/v1");
        assertThat(backup.labels())
                .containsEntry("velero.io/schedule-name", "daily")
                .containsEntry("velero.io/storage-location", "second")
                .hasSize(2);
        assertThat(backup.annotations())
                .containsEntry("velero.io/pod-volume-timeout", "2h")
                .containsEntry("ark.dev/era", "ark")
                .hasSize(2);
        assertThat(backup.at("/spec").fieldNames())
                .toIterable()
                .containsExactly("includedNamespaces", "ttl", "storageLocation");
        assertThat(backup.text("/status/phase")).isEqualTo("PartiallyFailed");
        assertThat(backup.at("/status/volumeSnapshotsCompleted").asInt()).isEqualTo(1);
        assertThat(backup.at("/status").has("completionTimestamp")).isFalse();
        assertThat(backup.at("/status").has("volumeBackups")).isFalse();
    }

    @Test
    void aLongNameOfTheLocationIsShortenedInTheLabel() {
        String location = "l".repeat(70);
        var target = new SyncedBackup.Target("ark", location);
        var found = (SyncedBackup.Found) SyncedBackup.read("b1", METADATA.getBytes(UTF_8), target);
        assertThat(found.backup().labels().get("velero.io/storage-location")).hasSize(63);
        assertThat(found.backup().text("/spec/storageLocation")).isEqualTo(location);
    }

    @Test
    void whatTheClusterSetsOrActsOnIsDropped() {
        Item backup =
                shown(
                        json -> {
                            ObjectNode metadata = json.withObject("/metadata");
                            metadata.putArray("finalizers").add("keep.me/for-ever");
                            metadata.putArray("ownerReferences").addObject().put("uid", "u2");
                            metadata.put("deletionTimestamp", "2026-11-21T16:15:17Z");
                            metadata.put("generateName", "x-");
                            json.withObject("/spec/hooks")
                                    .withArray("resources")
                                    .addObject()
                                    .put("name", "rm -rf");
                        });
        assertThat(backup.at("/metadata").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("name", "namespace", "labels", "annotations");
        assertThat(backup.at("/spec").has("hooks")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "ark.dev/revision, 1482201, true",
        "ark.dev/revision, 1; rm, false",
        "ark.dev/contents-bytes, 432013312, true",
        "ark.dev/contents-bytes, 1 MiB, false",
        "ark.dev/inexact-kinds, 'events,nodes.metrics.k8s.io', true",
        "ark.dev/inexact-kinds, '<b>', false",
        "ark.dev/open-hooks, anything, false",
        "ark.dev/confirm-expiry, true, false",
        "velero.io/resource-timeout, 10m0s, true",
        "velero.io/unheard-of, x, false",
        "kubectl.kubernetes.io/last-applied-configuration, {}, false",
    })
    void onlyAnnotationsThatDescribeAreKept(String key, String value, boolean kept) {
        Item backup = shown(json -> json.withObject("/metadata/annotations").put(key, value));
        assertThat(backup.annotations().containsKey(key)).isEqualTo(kept);
    }

    @ParameterizedTest
    @CsvSource({
        "app, shop, true",
        "velero.io/schedule-name, nightly, true",
        "velero.io/gc-failure, BSLNotFound, false",
        "argocd.argoproj.io/instance, apps, false",
        "app.kubernetes.io/instance, apps, false",
        "kustomize.toolkit.fluxcd.io/name, apps, false",
        "not a key, x, false",
        "app, 'no value!', false",
    })
    void labelsAreKeptThatAreValidAndNoToolTakesForItsOwn(String key, String value, boolean kept) {
        Item backup = shown(json -> json.withObject("/metadata/labels").put(key, value));
        assertThat(backup.labels().containsKey(key)).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Completed", "PartiallyFailed", "Failed"})
    void everyTerminalPhaseIsShown(String phase) {
        assertThat(
                        shown(json -> json.withObject("/status").put("phase", phase))
                                .text("/status/phase"))
                .isEqualTo(phase);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"InProgress", "Finalizing", "WaitingForPluginOperationsPartiallyFailed"})
    void aBackupThatSomebodyIsAtWorkOnIsNotShownYet(String phase) {
        assertThat(read(json -> json.withObject("/status").put("phase", phase)))
                .isEqualTo(new SyncedBackup.Unfinished(phase));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "New", "Queued", "ReadyToStart", "Deleting", "Perfect"})
    void aPhaseThatWouldMakeTheServerActIsRejected(String phase) {
        assertThat(problemsOf(json -> json.withObject("/status").put("phase", phase)))
                .contains("its phase is \"" + phase + "\"");
    }

    @Test
    void everythingThatIsWrongIsNamed() {
        assertThat(
                        problemsOf(
                                json -> {
                                    json.put("kind", "Restore");
                                    json.withObject("/metadata").put("name", "b2");
                                    json.withObject("/spec").put("ttl", "30 days");
                                    json.remove("status");
                                }))
                .contains("it is a \"velero.io/v1 Restore\"")
                .contains("it is the metadata of \"b2\"")
                .contains("its ttl: time: ")
                .contains("it has no status");
    }

    @Test
    void aNameThatNoBackupCanHaveIsRejected() {
        byte[] json = METADATA.replace("\"b1\"", "\"B_1\"").getBytes(UTF_8);
        assertThat(SyncedBackup.read("B_1", json, TARGET))
                .isInstanceOf(SyncedBackup.Rejected.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "{", "{\"a\":1,\"a\":2}", "\u0000"})
    void whatIsNoObjectIsRejected(String text) {
        assertThat(SyncedBackup.read("b1", text.getBytes(UTF_8), TARGET))
                .isInstanceOf(SyncedBackup.Rejected.class);
    }

    @Test
    void whatDoesNotFitIntoTheClusterIsRejected() {
        byte[] large = (" ".repeat(SyncedBackup.MAX_BYTES) + METADATA).getBytes(UTF_8);
        assertThat(SyncedBackup.read("b1", large, TARGET))
                .isInstanceOf(SyncedBackup.Rejected.class);
    }

    private static SyncedBackup read(Consumer<ObjectNode> change) {
        ObjectNode json = Json.object(METADATA.getBytes(UTF_8));
        change.accept(json);
        return SyncedBackup.read("b1", Json.bytes(json), TARGET);
    }

    private static Item shown(Consumer<ObjectNode> change) {
        return ((SyncedBackup.Found) read(change)).backup();
    }

    private static String problemsOf(Consumer<ObjectNode> change) {
        return String.join("\n", ((SyncedBackup.Rejected) read(change)).problems());
    }
}
