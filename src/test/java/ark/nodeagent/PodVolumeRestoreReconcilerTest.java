package ark.nodeagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ark.api.v1.PodVolumeRestore;
import ark.api.v1.VeleroKind;
import ark.cluster.FakeApiServer;
import ark.cluster.ResourceType;
import ark.item.Item;
import ark.item.Json;
import ark.nodeagent.room.Places;
import ark.operation.Operations;
import ark.testing.Contexts;
import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A pod waits for a volume whose restore somebody else has ended: it must be told, or it waits for
/// ever. The launcher is a script here that notes what it is to write; where there is a pipe,
/// after a
/// line from it.
class PodVolumeRestoreReconcilerTest {
    private static final String RESTORES = "podvolumerestores.velero.io";
    private static final String POD =
            """
            {"metadata": {"namespace": "shop", "name": "web", "uid": "u1"},
             "spec": {"nodeName": "node-1", "initContainers": [{"name": "restic-wait"}],
                      "volumes": [{"name": "ark-restore", "emptyDir": {}}]},
             "status": {"initContainerStatuses": [
                 {"name": "restic-wait", "state": {"running": {}}}]}}
            """;

    @TempDir private Path folder;
    private final FakeApiServer api = new FakeApiServer();
    private final Operations operations = new Operations("restore", 1);
    private PodVolumeRestoreReconciler reconciler;

    @BeforeEach
    void prepare() throws IOException {
        Path launcher = folder.resolve("launcher");
        Files.writeString(
                launcher,
                """
                #!/bin/sh
                cd %s
                echo begun >> begun
                if [ -p pipe ]; then read -r _ < pipe; fi
                [ -e broken ] && exit 1
                cat > message
                echo "$4" >> told
                """
                        .formatted(folder));
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
        Files.createFile(folder.resolve("told"));
        api.serve(VeleroKind.POD_VOLUME_RESTORE.as(ResourceType::of));
        api.serve(PodReference.TYPE);
        api.add("pods", POD);
        api.add(
                RESTORES,
                """
                {"metadata": {"namespace": "velero", "name": "v1", "uid": "p1",
                     "labels": {"velero.io/restore-uid": "r1"}},
                 "spec": {"volume": "data", "backupStorageLocation": "default",
                     "snapshotID": "0a1b2c3d", "sourceNamespace": "shop",
                     "pod": {"namespace": "shop", "name": "web", "uid": "u1"}},
                 "status": {"phase": "Failed", "message": "timed out"}}
                """);
        AgentTools tools =
                ToolsWithoutSecrets.of(
                        api,
                        new Places(folder, folder, folder, launcher),
                        _ -> {
                            throw new AssertionError("no lease is needed");
                        },
                        folder);
        reconciler =
                new PodVolumeRestoreReconciler(
                        "node-1", tools, InstantSource.system(), operations, Duration.ofHours(1));
    }

    @AfterEach
    void close() {
        operations.close();
        api.close();
    }

    private UpdateControl<PodVolumeRestore> reconcile() {
        Item stored = api.stored(RESTORES, "velero", "v1").orElseThrow();
        PodVolumeRestore restore =
                Json.mapper().convertValue(stored.copyOfJson(), PodVolumeRestore.class);
        Pod pod =
                Json.mapper()
                        .convertValue(
                                api.stored("pods", "shop", "web").orElseThrow().copyOfJson(),
                                Pod.class);
        return reconciler.reconcile(restore, Contexts.of(false, List.of(restore), List.of(pod)));
    }

    private List<String> lines(String file) throws IOException {
        Path path = folder.resolve(file);
        return Files.exists(path) ? Files.readAllLines(path) : List.of();
    }

    private void awaitQuiet() {
        await().until(() -> !operations.runs("p1") && !operations.runs("p1 failed"));
    }

    @Test
    void whatCannotBeToldIsToldTheNextTimeAndThenNoMore() throws IOException {
        Path broken = Files.createFile(folder.resolve("broken"));
        reconcile();
        awaitQuiet();
        assertThat(lines("told")).isEmpty();

        Files.delete(broken);
        reconcile();
        awaitQuiet();
        reconcile();
        awaitQuiet();
        assertThat(lines("told")).containsExactly("--file=data/r1.failed");
    }

    @Test
    void anotherEventMeanwhileDoesNotKeepThePodFromBeingTold() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        reconcile();
        await().until(() -> !lines("begun").isEmpty());
        reconcile();
        try (var line = new RandomAccessFile(pipe.toFile(), "rw")) { // waits for no reader
            line.write('\n');
            awaitQuiet();
        }
        assertThat(lines("told")).containsExactly("--file=data/r1.failed");
    }

    @Test
    void whatIsStillAtWorkEndsBeforeThePodIsTold() throws IOException {
        var mayEnd = new CountDownLatch(1);
        operations.startAtOnce("p1", () -> untilInterruptedAnd(mayEnd));
        assertThat(reconcile().getScheduleDelay()).isPresent();
        mayEnd.countDown();
        awaitQuiet();
        assertThat(lines("told")).isEmpty();
        reconcile();
        awaitQuiet();
        assertThat(lines("told")).hasSize(1);
    }

    /// As restic, which removes its lock first.
    private static void untilInterruptedAnd(CountDownLatch mayEnd) {
        try {
            new CountDownLatch(1).await(); // for ever
        } catch (InterruptedException _) { // told to end, and about to
        }
        try {
            mayEnd.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
