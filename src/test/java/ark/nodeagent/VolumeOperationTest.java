package ark.nodeagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.api.v1.VeleroKind;
import ark.cluster.ClusterException;
import ark.cluster.FakeApiServer;
import ark.cluster.ResourceType;
import ark.item.Item;
import ark.operation.ProgressReporter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What becomes of a snapshot when others decide about its volume meanwhile.
class VolumeOperationTest {
    private static final Instant NOW = Instant.parse("2026-11-21T16:15:17Z");
    private static final String BACKUPS = "podvolumebackups.velero.io";

    private final FakeApiServer api = new FakeApiServer();
    private final List<String> unwanted = new ArrayList<>();
    private Runnable meanwhile = () -> {};

    @BeforeEach
    void serve() {
        api.serve(VeleroKind.POD_VOLUME_BACKUP.as(ResourceType::of));
        put("");
    }

    @AfterEach
    void close() {
        api.close();
    }

    private void put(String status) {
        api.add(
                BACKUPS,
                """
                {"metadata": {"namespace": "velero", "name": "v1", "uid": "u1"},
                 "spec": {"volume": "data"}, "status": {%s}}
                """
                        .formatted(status));
    }

    private final class Capture implements VolumeOperation.Work {
        @Override
        public Ending run(Item item, boolean resumed, ProgressReporter progress) {
            meanwhile.run();
            return Ending.stored("0a1b2c3d", 5);
        }

        @Override
        public void failed(Item item, String message) {
            throw new AssertionError(message);
        }

        @Override
        public void unwanted(Item item, String snapshot) {
            unwanted.add(item.key().name() + " " + snapshot);
        }
    }

    private static final VolumeId ID = new VolumeId("velero", "v1", "u1");

    private final VolumeOperation operation =
            new VolumeOperation(
                    new VolumeObjects(api.cluster(), VeleroKind.POD_VOLUME_BACKUP, () -> NOW),
                    new Capture(),
                    Duration.ofHours(1));

    private void work() {
        operation.begin(ID, "");
    }

    @Test
    void aSnapshotIsToldOfAndKept() {
        work();
        Item ended = api.stored(BACKUPS, "velero", "v1").orElseThrow();
        assertThat(ended.text("/status/phase")).isEqualTo("Completed");
        assertThat(ended.text("/status/snapshotID")).isEqualTo("0a1b2c3d");
        assertThat(unwanted).isEmpty();
    }

    @Test
    void theSnapshotOfAVolumeThatSomebodyElseHasEndedIsUnwanted() {
        meanwhile = () -> put("\"phase\": \"Failed\", \"message\": \"the backup failed\"");
        work();
        assertThat(api.stored(BACKUPS, "velero", "v1").orElseThrow().text("/status/message"))
                .isEqualTo("the backup failed");
        assertThat(unwanted).containsExactly("v1 0a1b2c3d");
    }

    @Test
    void theSnapshotOfAVolumeThatIsDeletedIsUnwanted() {
        meanwhile = () -> api.remove(api.stored(BACKUPS, "velero", "v1").orElseThrow().key());
        work();
        assertThat(unwanted).containsExactly("v1 0a1b2c3d");
    }

    @Test
    void theSnapshotOfAVolumeIsUnwantedAlsoWhenThatCannotBeTriedAtOnce() {
        meanwhile =
                () -> {
                    put("\"phase\": \"Failed\"");
                    Thread.currentThread().interrupt(); // as who has ended it tells us
                };
        assertThatThrownBy(this::work).isInstanceOf(ClusterException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(unwanted).isEmpty();
        assertThat(operation.isEnding(ID)).isTrue();

        operation.endAgain(ID);
        assertThat(unwanted).containsExactly("v1 0a1b2c3d");
        assertThat(operation.isEnding(ID)).isFalse();
    }

    @Test
    void whereOnlyTheAnswerWasLostTheSnapshotIsKept() {
        meanwhile = () -> put("\"phase\": \"Completed\", \"snapshotID\": \"0a1b2c3d\"");
        work();
        assertThat(unwanted).isEmpty();
    }
}
