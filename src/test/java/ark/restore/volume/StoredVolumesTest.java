package ark.restore.volume;

import static org.assertj.core.api.Assertions.assertThat;

import ark.item.GroupResource;
import ark.item.ItemKey;
import ark.restore.action.Yaml;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoredVolumesTest {
    private static final ItemKey POD = new ItemKey(GroupResource.core("pods"), "target", "p");
    private static final ItemKey CLAIM =
            new ItemKey(GroupResource.core("persistentvolumeclaims"), "target", "data");

    @Test
    void knowThePodVolumesThatHaveASnapshot() {
        var stored =
                new StoredVolumes()
                        .addPodVolumes(
                                List.of(
                                        podVolume("data", "status: {snapshotID: aa}"),
                                        podVolume("cache", "status: {snapshotID: bb}"),
                                        podVolume("empty", "status: {phase: Completed}"),
                                        Yaml.tree("spec: nonsense")));
        assertThat(stored.lostWithPod("ns1/p", POD).orElseThrow())
                .startsWith(
                        "pod target/p: the contents of its volumes cache, data are in the backup");
        assertThat(stored.lostWithPod("ns1/other", POD)).isEmpty();
    }

    private static com.fasterxml.jackson.databind.JsonNode podVolume(String volume, String status) {
        return Yaml.tree(
                "spec: {pod: {namespace: ns1, name: p}, volume: " + volume + "}\n" + status);
    }

    @Test
    void knowTheAnnotationsOfBothEras() {
        for (String era : List.of("velero.io", "ark.heptio.com")) {
            var stored =
                    new StoredVolumes()
                            .addAnnotated(
                                    Yaml.item(
                                            "pods",
                                            """
                                            metadata:
                                              name: p
                                              namespace: ns1
                                              annotations: {snapshot.%s/data: 4f2a91c0}
                                            spec:
                                              volumes:
                                              - {name: data, persistentVolumeClaim: {claimName: c}}
                                              - {name: x, persistentVolumeClaim: {claimName: d}}
                                            """
                                                    .formatted(era)));
            assertThat(stored.lostWithPod("ns1/p", POD)).isPresent();
            assertThat(stored.storedWithPod("ns1/c")).isTrue();
            assertThat(stored.storedWithPod("ns1/d")).isFalse();
        }
    }

    @Test
    void knowSnapshotsOfProvidersHoweverTheirNameIsWritten() {
        var stored =
                new StoredVolumes()
                        .addSnapshots(
                                List.of(
                                        Yaml.tree("spec: {PersistentVolumeName: old}"),
                                        Yaml.tree("spec: {persistentVolumeName: new}")));
        assertThat(stored.inSnapshot("old")).isTrue();
        assertThat(stored.inSnapshot("new")).isTrue();
        assertThat(stored.inSnapshot("none")).isFalse();
    }

    @Test
    void knowClaimsInCsiSnapshots() {
        var stored =
                new StoredVolumes()
                        .addCsiSnapshots(
                                List.of(
                                        Yaml.tree(
                                                """
                                                metadata: {namespace: ns1}
                                                spec:
                                                  source: {persistentVolumeClaimName: data}
                                                """)));
        assertThat(stored.lostWithClaim("ns1/data", CLAIM).orElseThrow())
                .startsWith("claim target/data: its contents are in a CSI snapshot");
        assertThat(stored.lostWithClaim("ns1/other", CLAIM)).isEmpty();
    }

    @Test
    void knowWhatNewerVelerosSayOfEachVolume() {
        var stored =
                new StoredVolumes()
                        .addVolumeInfo(
                                List.of(
                                        info("a", "CSISnapshot", "snapshotDataMoved: true"),
                                        info("b", "NativeSnapshot", "pvName: pv-b"),
                                        info("c", "PodVolumeBackup", "x: 1"),
                                        info("d", "CSISnapshot", "skipped: true")));
        assertThat(stored.lostWithClaim("ns1/a", CLAIM).orElseThrow()).contains("was moved");
        assertThat(stored.inSnapshot("pv-b")).isTrue();
        assertThat(stored.storedWithPod("ns1/c")).isTrue();
        assertThat(stored.lostWithClaim("ns1/d", CLAIM)).isEmpty();
    }

    private static com.fasterxml.jackson.databind.JsonNode info(
            String claim, String method, String more) {
        return Yaml.tree(
                "{pvcNamespace: ns1, pvcName: %s, backupMethod: %s, %s}"
                        .formatted(claim, method, more));
    }
}
