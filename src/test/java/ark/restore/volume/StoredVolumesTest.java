package ark.restore.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import ark.item.GroupResource;
import ark.item.Item;
import ark.item.ItemKey;
import ark.restore.action.Yaml;
import ark.restore.volume.PodVolumeContents.Lost;
import ark.restore.volume.PodVolumeContents.Snapshot;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredVolumesTest {
    private static final ItemKey CLAIM =
            new ItemKey(GroupResource.core("persistentvolumeclaims"), "target", "data");

    private static JsonNode podVolume(String volume, String more) {
        return Yaml.tree(
                "spec: {pod: {namespace: ns1, name: p}, volume: %s}\n%s".formatted(volume, more));
    }

    private static Map<String, PodVolumeContents> ofPod(JsonNode... list) {
        return new StoredVolumes().addPodVolumes(List.of(list)).ofPod("ns1/p");
    }

    @Test
    void knowWhatBecameOfEachVolumeOfAPod() {
        Map<String, PodVolumeContents> known =
                ofPod(
                        podVolume("data", "status: {phase: Completed, snapshotID: a4efe810}"),
                        podVolume("empty", "status: {phase: Completed}"),
                        podVolume("lost", "status: {phase: Failed, message: no agent}"),
                        podVolume(
                                "partial",
                                "status: {phase: Failed, snapshotID: a4efe811, message: 1 file}"),
                        Yaml.tree("spec: nonsense"));

        assertThat(known)
                .containsOnly(
                        entry("data", new Snapshot("a4efe810", "", "")),
                        entry("empty", new PodVolumeContents.Empty()),
                        entry("lost", new Lost("it was not captured: no agent")),
                        entry("partial", new Snapshot("a4efe811", "", "1 file")));
        assertThat(new StoredVolumes().ofPod("ns1/other")).isEmpty();
    }

    @Test
    void theBucketWhichIsAddedLastIsRight() {
        JsonNode cluster = podVolume("data", "status: {phase: Completed, snapshotID: aaaaaaaa}");
        JsonNode bucket = podVolume("data", "status: {phase: Completed, snapshotID: bbbbbbbb}");
        var stored =
                new StoredVolumes().addPodVolumes(List.of(cluster)).addPodVolumes(List.of(bucket));

        assertThat(stored.ofPod("ns1/p"))
                .containsExactly(entry("data", new Snapshot("bbbbbbbb", "", "")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"latest", "--help", "a4efe81", "a4efe810:/etc", "A4EFE810", "' '"})
    void whatIsNoSnapshotIdIsNotPassedOn(String id) {
        JsonNode volume = podVolume("data", "status: {phase: Completed, snapshotID: " + id + "}");

        assertThat(ofPod(volume).get("data")).isInstanceOf(Lost.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "-o", "a/b", "''", "A"})
    void whatIsNoVolumesNameIsNoVolume(String name) {
        assertThat(ofPod(podVolume(name, "status: {phase: Completed, snapshotID: a4efe810}")))
                .isEmpty();
    }

    @Test
    void whatAnotherProgramWroteCannotBeRead() {
        JsonNode volume =
                Yaml.tree(
                        """
                        spec: {pod: {namespace: ns1, name: p}, volume: data, uploaderType: kopia}
                        status: {phase: Completed, snapshotID: f4efe8101234}
                        """);
        assertThat(ofPod(volume).get("data"))
                .isEqualTo(
                        new Lost(
                                "they were written by kopia, which this version of Ark cannot"
                                        + " read"));
    }

    @Test
    void modeAndOwnerOfTheRootComeAlongWhenTheyAreThat() {
        String root = "{\"mode\":\"2770\",\"uid\":0,\"gid\":1000}";
        String more =
                "metadata: {annotations: {ark.dev/volume-root: '%s'}}\n"
                        + "status: {phase: Completed, snapshotID: a4efe810}";

        assertThat(ofPod(podVolume("data", more.formatted(root))).get("data"))
                .isEqualTo(new Snapshot("a4efe810", root, ""));
        assertThat(ofPod(podVolume("data", more.formatted("u+s"))).get("data"))
                .isEqualTo(new Snapshot("a4efe810", "", ""));
    }

    private static Item annotated(String annotation) {
        return Yaml.item(
                "pods",
                """
                metadata: {name: p, namespace: ns1, annotations: {%s}}
                spec:
                  volumes:
                  - {name: data, persistentVolumeClaim: {claimName: c}}
                  - {name: x, persistentVolumeClaim: {claimName: d}}
                """
                        .formatted(annotation));
    }

    @ParameterizedTest
    @ValueSource(strings = {"velero.io", "ark.heptio.com"})
    void knowTheAnnotationsOfBothEras(String era) {
        var stored =
                new StoredVolumes().addAnnotated(annotated("snapshot." + era + "/data: 4f2a91c0"));

        assertThat(stored.ofPod("ns1/p"))
                .containsExactly(entry("data", new Snapshot("4f2a91c0", "", "")));
        assertThat(stored.storedWithPod("ns1/c")).isTrue();
        assertThat(stored.storedWithPod("ns1/d")).isFalse();
    }

    @Test
    void annotationsAreCheckedAndDoNotCountBesidePodVolumeBackups() {
        assertThat(
                        new StoredVolumes()
                                .addAnnotated(annotated("snapshot.velero.io/data: --help"))
                                .ofPod("ns1/p")
                                .get("data"))
                .isInstanceOf(Lost.class);
        assertThat(
                        new StoredVolumes()
                                .addPodVolumes(
                                        List.of(podVolume("x", "status: {phase: Completed}")))
                                .addAnnotated(annotated("snapshot.velero.io/data: 4f2a91c0"))
                                .ofPod("ns1/p"))
                .containsOnlyKeys("x");
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

    private static JsonNode info(String claim, String method, String more) {
        return Yaml.tree(
                "{pvcNamespace: ns1, pvcName: %s, backupMethod: %s, %s}"
                        .formatted(claim, method, more));
    }
}
