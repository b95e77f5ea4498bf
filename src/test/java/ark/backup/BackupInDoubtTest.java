package ark.backup;

import static org.assertj.core.api.Assertions.assertThat;

import ark.backup.request.BackupId;
import ark.cluster.ListRequest;
import ark.item.Item;
import ark.objectstore.FaultyObjectStore;
import ark.objectstore.FaultyObjectStore.Fate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The answer to the write that commits a backup is lost, and the bucket does not answer any more.
class BackupInDoubtTest {
    @TempDir private Path scratch;
    private final AtomicInteger asked = new AtomicInteger();
    private BackupWorld world;
    private BackupId id;
    private Settlement settlement;

    @BeforeEach
    void makeADoubt() {
        world = new BackupWorld(scratch);
        world.serve("events", "Event", true);
        world.add("namespaces foo");
        world.add("configmaps foo/c");
        id = world.create("b1", "{}");
        world.between = store -> new FaultyObjectStore(store, new LosesTheCommit());
        assertThat(world.run(id).text("/status/phase")).isEqualTo("InProgress");
        away();
        settlement = world.settlement();
    }

    private static final class LosesTheCommit implements FaultyObjectStore.Plan {
        private boolean away;

        @Override
        public Fate of(FaultyObjectStore.Call call) {
            boolean commit = call.verb().equals("put") && call.key().endsWith("velero-backup.json");
            if (commit) {
                away = true;
                return Fate.LOSES_ITS_ANSWER;
            }
            return away ? Fate.FAILS : Fate.WORKS;
        }
    }

    private void away() {
        world.between =
                store ->
                        new FaultyObjectStore(
                                store,
                                (FaultyObjectStore.Plan)
                                        _ -> {
                                            asked.incrementAndGet();
                                            return Fate.FAILS;
                                        });
    }

    private void back() {
        world.between = UnaryOperator.identity();
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void pass(Duration time) {
        world.now = world.now.plus(time);
        settlement.settle(id);
    }

    private Item backup() {
        return world.stored(id);
    }

    private List<String> events() {
        return world.tools.cluster().items(ListRequest.all(world.api.type("events"))).stream()
                .map(event -> event.text("/reason") + ": " + event.text("/message"))
                .toList();
    }

    @Test
    void theBackupStaysInProgressUntilTheBucketAnswersAndIsThenWhole() {
        settlement.settle(id);
        assertThat(backup().text("/status/phase")).isEqualTo("InProgress");

        back();
        pass(Duration.ofMinutes(10));
        assertThat(backup().text("/status/phase")).isEqualTo("Completed");
        assertThat(backup().at("/status").has("failureReason")).isFalse();
        assertThat(backup().annotations()).doesNotContainKey("ark.dev/in-doubt-since");
        assertThat(world.items("b1")).contains("configmaps foo/c");
    }

    @Test
    void itSaysThatItIsInDoubtAndUntilWhen() {
        settlement.settle(id);
        String message =
                "it is not known whether the backup was stored: calling"
                        + " memory://bucket/backups/b1/velero-backup.json: no answer; its location is"
                        + " asked until 2026-11-22T16:15:17Z";
        assertThat(backup().text("/status/failureReason")).isEqualTo(message);
        assertThat(backup().annotations())
                .containsEntry("ark.dev/in-doubt-since", "2026-11-21T16:15:17Z");
        assertThat(events()).containsExactly("BackupInDoubt: " + message);
    }

    @Test
    void theBucketIsAskedLessAndLessOftenButAtLeastEveryTenMinutes() {
        settlement.settle(id);
        int calls = asked.get();
        for (int i = 0; i < 100; i++) {
            settlement.settle(id); // as its own patches make the reconciler do
        }
        assertThat(asked).hasValue(calls);

        asked.set(0);
        for (int minute = 0; minute < 23 * 60; minute++) {
            pass(Duration.ofMinutes(1));
        }
        int tries = asked.get() / calls;
        assertThat(tries).isBetween(23 * 6, 23 * 6 + 5);
        assertThat(events()).hasSize(1);
    }

    @Test
    void afterADayItFailsAndSaysHowToSeeWhatTheLocationHas() {
        settlement.settle(id);
        settlement = world.settlement(); // another server leads now
        pass(Duration.ofHours(24));

        assertThat(backup().text("/status/phase")).isEqualTo("Failed");
        assertThat(backup().text("/status/failureReason"))
                .contains(
                        "it is not known whether the backup was stored",
                        "its location has not answered since 2026-11-21T16:15:17Z",
                        "`kubectl delete backup b1`");
        assertThat(backup().text("/status/completionTimestamp")).isEqualTo("2026-11-22T16:15:17Z");
        assertThat(events()).hasSize(2);
        back();
        assertThat(world.items("b1")).as("nothing is lost").contains("configmaps foo/c");
        assertThat(world.file("b1", "velero-backup.json")).contains("Completed");
    }

    @Test
    void aBackupThatWasNotStoredFailsWhenTheBucketAnswers() {
        world.bucket.delete("backups/b1/velero-backup.json");
        settlement.settle(id);
        back();
        pass(Duration.ofMinutes(1));
        assertThat(backup().text("/status/phase")).isEqualTo("Failed");
        assertThat(backup().text("/status/failureReason")).isEqualTo(Settlement.ABANDONED);
    }

    @Test
    void aBackupThatIsDeletedMeanwhileIsForgotten() {
        settlement.settle(id);
        world.api.remove(backup().key());
        pass(Duration.ofMinutes(1));
        settlement.forget(id);
        assertThat(events()).hasSize(1);
    }
}
