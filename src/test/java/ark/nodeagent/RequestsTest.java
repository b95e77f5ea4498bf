package ark.nodeagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.api.v1.PodVolumeBackup;
import ark.api.v1.VeleroKind;
import ark.item.Item;
import ark.item.Json;
import ark.nodeagent.room.VolumeException;
import ark.restic.SnapshotId;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What resources may ask for, and which snapshot a backup is compared with.
class RequestsTest {
    private static Item item(VeleroKind kind, String yaml) {
        var tree =
                Serialization.unmarshal(
                        "---\n" + yaml, com.fasterxml.jackson.databind.JsonNode.class);
        return Item.parse(kind.resource(), Json.bytes(tree));
    }

    private static Item restore(String spec) {
        return item(
                VeleroKind.POD_VOLUME_RESTORE,
                """
                metadata: {name: r-1, namespace: velero, ownerReferences:
                  [{uid: other}, {uid: 5d3c-9f, controller: true}]}
                spec: {volume: data, backupStorageLocation: default, snapshotID: 12345678,
                       sourceNamespace: shop, pod: {namespace: shop, name: web, uid: u1}, %s}
                """
                        .formatted(spec));
    }

    @Test
    void aRestoreIsNamedAfterItsOwner() {
        VolumeRestoreRequest request = VolumeRestoreRequest.of(restore(""));
        assertThat(request.restoreUid()).isEqualTo("5d3c-9f");
        assertThat(request.root()).isEmpty();
        assertThat(request.arkEra()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "snapshotID: --password-command=x",
                "snapshotID: latest",
                "volume: ../../etc",
                "sourceNamespace: ../other",
                "backupStorageLocation: ''"
            })
    void nothingButNamesBecomesAPathOrAnArgument(String spec) {
        Item bad =
                restore("")
                        .edit(
                                json ->
                                        json.withObject("/spec")
                                                .setAll(
                                                        (com.fasterxml.jackson.databind.node
                                                                        .ObjectNode)
                                                                Serialization.unmarshal(
                                                                        "---\n" + spec,
                                                                        com.fasterxml.jackson
                                                                                .databind.JsonNode
                                                                                .class)));
        assertThatThrownBy(() -> VolumeRestoreRequest.of(bad)).isInstanceOf(VolumeException.class);
    }

    @Test
    void theNamespaceOfAnOldServersRequestIsAtTheEndOfItsAddress() {
        Item old =
                restore("repoIdentifier: 's3:http://minio:9000/b/restic/shop'")
                        .edit(json -> json.withObject("/spec").remove("sourceNamespace"));
        assertThat(VolumeRestoreRequest.of(old).sourceNamespace()).isEqualTo("shop");
    }

    private static Item backup(String tags) {
        return item(
                VeleroKind.POD_VOLUME_BACKUP,
                """
                metadata: {name: b-1, namespace: velero, labels: {velero.io/pvc-uid: c1}}
                spec: {volume: data, backupStorageLocation: default, tags: {%s},
                       pod: {namespace: shop, name: web, uid: u1}}
                """
                        .formatted(tags));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: 'x,host=y'", "a: \"x\\ny\"", "'-a': b", "'a=b': c"})
    void aTagIsANameAndAValue(String tags) {
        assertThatThrownBy(() -> VolumeBackupRequest.of(backup(tags)))
                .hasMessageContaining("no tag of a snapshot");
    }

    private static PodVolumeBackup earlier(
            String name, String start, String location, String claim, String snapshot) {
        return Serialization.unmarshal(
                """
                ---
                {apiVersion: velero.io/v1, kind: PodVolumeBackup,
                 metadata: {name: %s, labels: {velero.io/pvc-uid: "%s"}},
                 spec: {volume: data, backupStorageLocation: %s,
                        pod: {namespace: shop, name: web, uid: u0}},
                 status: {phase: Completed, startTimestamp: "2026-01-%sT00:00:00Z",
                          snapshotID: "%s"}}
                """
                        .formatted(name, claim, location, start, snapshot),
                PodVolumeBackup.class);
    }

    @Test
    void aVolumeIsComparedWithTheNewestSnapshotOfItsClaimInTheSameLocation() {
        VolumeBackupRequest request = VolumeBackupRequest.of(backup("backup: b1"));
        assertThat(
                        Parents.of(
                                request,
                                Stream.of(
                                        earlier("old", "01", "default", "c1", "11111111"),
                                        earlier("new", "02", "default", "c1", "22222222"),
                                        earlier("empty", "03", "default", "c1", ""),
                                        earlier("elsewhere", "04", "other", "c1", "44444444"),
                                        earlier("another", "05", "default", "c2", "55555555"))))
                .contains(new SnapshotId("22222222"));
        assertThat(Parents.of(request, Stream.of())).isEmpty();
    }

    @Test
    void aVolumeWithoutAClaimIsComparedWithThatOfThePodOfTheSameName() {
        Item item =
                backup("backup: b1").edit(json -> json.withObject("/metadata").remove("labels"));
        VolumeBackupRequest request = VolumeBackupRequest.of(item);
        PodVolumeBackup before = earlier("old", "01", "default", "", "11111111");
        before.getMetadata().setLabels(null);
        assertThat(Parents.of(request, Stream.of(before))).contains(new SnapshotId("11111111"));
    }
}
