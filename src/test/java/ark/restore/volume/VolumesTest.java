package ark.restore.volume;

import static org.assertj.core.api.Assertions.assertThat;

import ark.item.Item;
import ark.item.NameFilter;
import ark.podvolume.VolumeTimeout;
import ark.restore.action.Yaml;
import ark.restore.request.RestoreRequest;
import ark.restore.request.RestoreRequest.ClusterScope;
import ark.restore.request.RestoreRequest.Filter;
import ark.restore.request.RestoreRequest.Handling;
import ark.restore.volume.Volumes.Decision;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VolumesTest {
    private static final String VOLUME =
            """
            metadata:
              name: pv1
              annotations:
                pv.kubernetes.io/bound-by-controller: "yes"
                pv.kubernetes.io/provisioned-by: x
            spec:
              persistentVolumeReclaimPolicy: Retain
              claimRef: {namespace: ns1, name: data, uid: u, resourceVersion: "7", kind: C}
              storageClassName: slow
            """;
    private static final String CLAIM =
            """
            metadata:
              name: data
              namespace: ns1
              annotations:
                pv.kubernetes.io/bind-completed: "yes"
                pv.kubernetes.io/bound-by-controller: "yes"
                volume.kubernetes.io/storage-provisioner: x
            spec: {volumeName: pv1}
            """;

    @Test
    void aVolumeThatIsKeptComesBackFreeForItsClaim() {
        var volumes = volumes(true, new StoredVolumes());
        Decision decision = volumes.decide(volume(VOLUME), () -> false);
        assertThat(((Decision.Restore) decision).volume().at(""))
                .isEqualTo(
                        Yaml.tree(
                                """
                                metadata:
                                  name: pv1
                                  annotations: {pv.kubernetes.io/provisioned-by: x}
                                spec:
                                  persistentVolumeReclaimPolicy: Retain
                                  claimRef: {namespace: target, name: data, kind: C}
                                  storageClassName: slow
                                """));
        assertThat(volumes.claim(claim()).at(""))
                .isEqualTo(
                        Yaml.tree(
                                """
                                metadata:
                                  name: data
                                  namespace: ns1
                                  annotations: {volume.kubernetes.io/storage-provisioner: x}
                                spec: {volumeName: pv1}
                                """));
    }

    @Test
    void aVolumeThatIsDeletedWithItsClaimIsMadeAnew() {
        var volumes = volumes(true, new StoredVolumes());
        assertThat(volumes.decide(volume(VOLUME.replace("Retain", "Delete")), () -> false))
                .isInstanceOf(Decision.Provision.class);
        assertThat(volumes.claim(claim()).at("/spec/volumeName").isMissingNode()).isTrue();
    }

    private static StoredVolumes storedWithPod() {
        return new StoredVolumes()
                .addPodVolumes(
                        List.of(
                                Yaml.tree(
                                        """
                                        metadata: {annotations: {velero.io/pvc-name: data}}
                                        spec: {pod: {namespace: ns1, name: p}, volume: v}
                                        """)));
    }

    @Test
    void aVolumeWhoseContentsAreStoredWithAPodIsMadeAnew() {
        var volumes = volumes(true, storedWithPod());
        assertThat(volumes.decide(volume(VOLUME), () -> false))
                .isInstanceOf(Decision.Provision.class);
        assertThat(volumes.claim(claim()).at("/spec/volumeName").isMissingNode()).isTrue();
    }

    @Test
    void itsClaimIsFreeOfTheOldVolumeAlsoWhenThatIsNotInTheBackup() {
        Item claim =
                claim().edit(
                                json ->
                                        json.withObject("/spec")
                                                .putObject("dataSource")
                                                .put("kind", "VolumeSnapshot"));
        assertThat(volumes(true, storedWithPod()).claim(claim).at("/spec")).isEmpty();

        var withoutContents =
                new Volumes(request(true), new PodContents(storedWithPod(), false, false));
        assertThat(withoutContents.claim(claim).text("/spec/volumeName")).isEqualTo("pv1");
    }

    @Test
    void aVolumeInASnapshotIsAnErrorUnlessItIsThereOrNobodyWantsTheSnapshot() {
        var stored =
                new StoredVolumes()
                        .addSnapshots(List.of(Yaml.tree("spec: {PersistentVolumeName: pv1}")));
        assertThat(volumes(true, stored).decide(volume(VOLUME), () -> false))
                .isInstanceOf(Decision.Lose.class);
        assertThat(volumes(true, stored).decide(volume(VOLUME), () -> true))
                .isInstanceOf(Decision.Restore.class);
        assertThat(volumes(false, stored).decide(volume(VOLUME), () -> false))
                .isInstanceOf(Decision.Restore.class);
    }

    @Test
    void aClaimWhoseVolumeIsNotRestoredKeepsItsName() {
        var volumes = volumes(true, new StoredVolumes());
        assertThat(volumes.claim(claim()).text("/spec/volumeName")).isEqualTo("pv1");
    }

    private static Item volume(String yaml) {
        return Yaml.item("persistentvolumes", yaml);
    }

    private static Item claim() {
        return Yaml.item("persistentvolumeclaims", CLAIM);
    }

    private static Volumes volumes(boolean fromSnapshots, StoredVolumes stored) {
        return new Volumes(request(fromSnapshots), new PodContents(stored, true, false));
    }

    private static RestoreRequest request(boolean fromSnapshots) {
        return new RestoreRequest(
                new RestoreRequest.Id("velero", "r1", "uid", Instant.EPOCH),
                new RestoreRequest.Source("b1", "", "default", false, false),
                new Filter(
                        NameFilter.EVERYTHING,
                        NameFilter.EVERYTHING,
                        List.of(),
                        ClusterScope.NEEDED),
                Map.of("ns1", "target"),
                new Handling(false, fromSnapshots, false, Handling.NO_STATUS),
                RestoreRequest.Hooks.NONE,
                new VolumeTimeout(VolumeTimeout.DEFAULT, ""),
                false);
    }
}
