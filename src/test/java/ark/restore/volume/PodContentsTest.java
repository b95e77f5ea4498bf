package ark.restore.volume;

import static org.assertj.core.api.Assertions.assertThat;

import ark.item.Item;
import ark.item.NameFilter;
import ark.podvolume.VolumeRestores.Contents;
import ark.restore.action.Yaml;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodContentsTest {
    private static StoredVolumes stored(String... volumesAndStatus) {
        var list = new ArrayList<JsonNode>();
        for (String text : volumesAndStatus) {
            int space = text.indexOf(' ');
            list.add(
                    Yaml.tree(
                            "spec: {pod: {namespace: ns1, name: p}, volume: %s}\nstatus: %s"
                                    .formatted(
                                            text.substring(0, space), text.substring(space + 1))));
        }
        return new StoredVolumes().addPodVolumes(list);
    }

    private static Item pod(String annotations, String phase) {
        return Yaml.item(
                "pods",
                """
                metadata: {name: p, namespace: ns1, annotations: {%s}}
                spec:
                  volumes:
                  - {name: data, persistentVolumeClaim: {claimName: c}}
                  - {name: cache, emptyDir: {}}
                  - {name: host, hostPath: {}}
                  - {name: token, projected: {}}
                  containers: [{volumeMounts: [{name: data}, {name: cache}, {name: host}]}]
                status: {phase: %s}
                """
                        .formatted(annotations, phase));
    }

    private static final String WISH = "backup.velero.io/backup-volumes: 'data,cache,host,nope'";

    @Test
    void aVolumeWithASnapshotGetsItsContents() {
        var contents =
                new PodContents(
                        stored(
                                "data {phase: Completed, snapshotID: a4efe810}",
                                "token {phase: Completed, snapshotID: a4efe811}",
                                "gone {phase: Completed, snapshotID: a4efe812}"),
                        true,
                        false);
        PodContents.Found found = contents.of(pod("", "Running"));

        assertThat(found.contents()).containsExactly(new Contents("data", "a4efe810", ""));
        assertThat(found.warnings()).isEmpty();
        assertThat(found.problems()).isEmpty();
    }

    @Test
    void whatIsThereInPartIsRestoredWithAWarning() {
        PodContents.Found found =
                new PodContents(
                                stored(
                                        "data {phase: Failed, snapshotID: a4efe810, message: 1 file}"),
                                true,
                                false)
                        .of(pod("", "Running"));

        assertThat(found.contents()).hasSize(1);
        assertThat(found.warnings())
                .containsExactly(
                        "the backup has the contents of volume \"data\" in part only: 1 file");
    }

    @Test
    void whatWasAskedForAndIsNotThereIsAProblem() {
        PodContents.Found found =
                new PodContents(stored("cache {phase: Failed, message: no agent}"), true, false)
                        .of(pod(WISH, "Running"));

        assertThat(found.contents()).isEmpty();
        assertThat(found.problems())
                .containsExactlyInAnyOrder(
                        "the contents of volume \"cache\" are not restored: it was not captured: no"
                                + " agent",
                        "the contents of volume \"data\" are not restored: the backup has none");
    }

    @Test
    void anEmptyVolumeAndOneThatWasCapturedWithAnotherPodAreNoProblem() {
        StoredVolumes stored =
                stored("cache {phase: Completed}")
                        .addPodVolumes(
                                List.of(
                                        Yaml.tree(
                                                """
                                                metadata: {annotations: {velero.io/pvc-name: c}}
                                                spec: {pod: {namespace: ns1, name: q}, volume: v}
                                                status: {phase: Completed, snapshotID: a4efe810}
                                                """)));
        PodContents.Found found = new PodContents(stored, true, false).of(pod(WISH, "Running"));

        assertThat(found.problems()).isEmpty();
        assertThat(found.warnings()).isEmpty();
    }

    @Test
    void aPodThatDidNotRunMissesItsVolumesWithAWarning() {
        PodContents.Found found =
                new PodContents(new StoredVolumes(), true, false).of(pod(WISH, "Pending"));

        assertThat(found.problems()).isEmpty();
        assertThat(found.warnings()).hasSize(2);
    }

    @Test
    void whereAllVolumesWereAskedForEachMustBeThere() {
        PodContents.Found found =
                new PodContents(stored("cache {phase: Completed}"), true, true)
                        .of(pod("", "Running"));

        assertThat(found.problems())
                .containsExactly(
                        "the contents of volume \"data\" are not restored: the backup has none");
    }

    @Test
    void aRestoreWithoutClaimsSaysThatItRestoresNoContents() {
        var contents =
                new PodContents(
                        stored("data {phase: Completed, snapshotID: a4efe810}"), false, false);

        assertThat(contents.of(pod(WISH, "Running")))
                .isEqualTo(
                        new PodContents.Found(
                                List.of(),
                                List.of(
                                        "the contents of its volumes are not restored, since the"
                                                + " restore leaves out persistentvolumes or"
                                                + " persistentvolumeclaims"),
                                List.of()));
        assertThat(contents.restoresClaim("ns1/c")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        ",,true",
        "*,,true",
        "pods,,false",
        "pods pvc pv,,true",
        "pods PersistentVolumeClaims persistentvolumes,,true",
        "pods persistentvolumeclaims,,false",
        ",pvc,false",
        ",persistentvolume,false",
        ",secrets,true",
        "persistentvolume*,,true"
    })
    void theFilterDecidesWhetherContentsAreWanted(
            String included, String excluded, boolean wanted) {
        assertThat(PodContents.wanted(new NameFilter(words(included), words(excluded))))
                .isEqualTo(wanted);
    }

    private static List<String> words(String text) {
        return text == null ? List.of() : List.of(text.split(" "));
    }
}
