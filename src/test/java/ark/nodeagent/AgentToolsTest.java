package ark.nodeagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.api.v1.VeleroKind;
import ark.cluster.FakeApiServer;
import ark.cluster.ResourceType;
import ark.lease.Leadership;
import ark.nodeagent.room.Places;
import ark.restic.Repository;
import ark.restic.ResticException;
import ark.restic.ResticException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Restic is a script here that only notes its command.
class AgentToolsTest {
    private static final Repositories.Wish WISH = new Repositories.Wish("default", "shop", true);

    @TempDir private Path folder;

    private final FakeApiServer api = new FakeApiServer();
    private final List<String> done = new ArrayList<>();
    private Path log;
    private AgentTools tools;

    @BeforeEach
    void prepare() throws IOException {
        log = Files.createFile(folder.resolve("log"));
        Path restic = folder.resolve("restic");
        Files.writeString(restic, "#!/bin/sh\necho $1 >>" + log + "\n");
        Files.setPosixFilePermissions(restic, PosixFilePermissions.fromString("rwx------"));
        api.serve(VeleroKind.BACKUP_STORAGE_LOCATION.as(ResourceType::of));
        api.add(
                "backupstoragelocations.velero.io",
                """
                {"metadata": {"namespace": "velero", "name": "default"},
                 "spec": {"provider": "filesystem", "config": {"path": "%s"},
                          "objectStorage": {"bucket": "bucket"}}}
                """
                        .formatted(folder));
        Files.createDirectories(folder.resolve("pods"));
        tools =
                ToolsWithoutSecrets.of(
                        api,
                        new Places(folder.resolve("pods"), folder, restic, folder),
                        _ -> new NobodysLease(),
                        folder);
    }

    @AfterEach
    void close() {
        api.close();
    }

    private static final class NobodysLease implements Leadership.Store {
        @Override
        public Optional<Leadership.Claim> read() {
            return Optional.empty();
        }

        @Override
        public Optional<Leadership.Claim> write(
                Leadership.@org.jspecify.annotations.Nullable Claim seen,
                String holder,
                Duration duration) {
            return Optional.of(new Leadership.Claim(holder, duration, "1"));
        }
    }

    private String outliving(Repository repository, Reason... failures) {
        var left = new ArrayList<>(List.of(failures));
        return tools.outliving(
                repository,
                () -> {
                    done.add("run");
                    if (!left.isEmpty()) {
                        throw new ResticException(left.removeFirst(), "restoring", "it", null);
                    }
                    return "restored";
                });
    }

    private String inRepository(Reason... failures) throws IOException {
        Files.createDirectories(folder.resolve("bucket/restic/shop"));
        return tools.repositories().with(WISH, repository -> outliving(repository, failures));
    }

    @Test
    void aKilledResticIsStartedAgainOnceItsLockIsGone() throws IOException {
        assertThat(inRepository(Reason.KILLED, Reason.KILLED)).isEqualTo("restored");
        assertThat(done).hasSize(3);
        assertThat(log).hasContent("unlock\nunlock");
    }

    @Test
    void oneThatIsKilledAgainAndAgainIsGivenUpAndLeavesNoLock() {
        assertThatThrownBy(() -> inRepository(Reason.KILLED, Reason.KILLED, Reason.KILLED))
                .isInstanceOf(ResticException.class);
        assertThat(done).hasSize(3);
        assertThat(log).hasContent("unlock\nunlock\nunlock");
    }

    @Test
    void anyOtherFailureStands() {
        assertThatThrownBy(() -> inRepository(Reason.FULL)).isInstanceOf(ResticException.class);
        assertThat(done).hasSize(1);
        assertThat(log).isEmptyFile();
    }

    @Test
    void aFolderThatIsNotThereIsNoRepository() {
        assertThatThrownBy(() -> tools.repositories().with(WISH, r -> outliving(r)))
                .hasMessageContaining("there is no repository there")
                .satisfies(
                        e ->
                                assertThat(((ResticException) e).reason())
                                        .isEqualTo(Reason.NO_REPOSITORY));
        assertThat(done).isEmpty();
    }
}
