package ark.backup;

import static org.assertj.core.api.Assertions.assertThat;

import ark.item.Item;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What was asked for and is not captured: a backup that lacks something says what.
class BackupNoticesTest {
    @TempDir private Path scratch;
    private BackupWorld world;

    @BeforeEach
    void makeWorld() {
        world = new BackupWorld(scratch);
        world.add("namespaces foo");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private Item backUpVolume(String spec, boolean location) {
        world.add("persistentvolumes pv-1");
        if (location) {
            world.add(
                    "volumesnapshotlocations.velero.io velero/east {'spec': {'provider': 'aws'}}");
        }
        return world.run("b1", spec);
    }

    @Test
    void aSnapshotThatWasAskedForAndIsNotTakenIsAnError() {
        Item backup = backUpVolume("{'snapshotVolumes': true}", true);

        assertThat(backup.text("/status/phase")).isEqualTo("PartiallyFailed");
        assertThat(world.file("b1", "b1-results.gz"))
                .contains(
                        "\"errors\":{\"cluster\":[\"persistentvolumes/pv-1: no snapshot of the"
                                + " volume was taken in east: this version takes none\"]}");
        assertThat(world.items("b1")).contains("persistentvolumes pv-1");
        assertThat(backup.at("/spec/volumeSnapshotLocations/0").asText()).isEqualTo("east");
    }

    @Test
    void aSnapshotThatWouldHaveBeenTakenIsAWarning() {
        Item backup = backUpVolume("{}", true);

        assertThat(backup.text("/status/phase")).isEqualTo("Completed");
        assertThat(backup.at("/status/warnings").asInt()).isEqualTo(1);
    }

    @Test
    void snapshotsWithoutALocationAreOneWarning() {
        Item backup = backUpVolume("{'snapshotVolumes': true}", false);

        assertThat(backup.text("/status/phase")).isEqualTo("Completed");
        assertThat(world.file("b1", "b1-results.gz")).contains("there is no location for them");
    }

    @ParameterizedTest
    @CsvSource({"{'snapshotVolumes': false},true", "{},false"})
    void snapshotsThatNobodyWantsAreNotMissed(String spec, boolean location) {
        Item backup = backUpVolume(spec, location);

        assertThat(backup.text("/status/phase")).isEqualTo("Completed");
        assertThat(backup.at("/status/warnings").isMissingNode()).isTrue();
    }

    @Test
    void whatAnItemNeedsAndDoesNotExistIsAWarning() {
        world.add(
                "pods foo/q {'spec': {'priorityClassName': 'gone', 'volumes': [{'name': 'v',"
                        + " 'persistentVolumeClaim': {'claimName': 'gone'}}]}}");

        Item backup = world.run("b1", "{'includedNamespaces': ['foo']}");

        assertThat(backup.text("/status/phase")).isEqualTo("Completed");
        assertThat(world.file("b1", "b1-results.gz"))
                .contains("needs persistentvolumeclaims/foo/gone, which does not exist")
                .contains("needs priorityclasses.scheduling.k8s.io/gone, which does not exist");
    }
}
