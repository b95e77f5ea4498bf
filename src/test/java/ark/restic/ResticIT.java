package ark.restic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.api.v1.BackupStorageLocation;
import ark.item.Secret;
import ark.restic.ResticException.Reason;
import ark.restic.store.Locations;
import ark.restic.store.RepositoryAddress;
import ark.restic.store.StoreAccess;
import ark.spi.StoreSettings;
import ark.testing.GrowingLimit;
import ark.testing.MinioServer;
import ark.testing.MinioTest;
import ark.testing.ResticProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The real program, on a folder, on a real S3 server, and on what Velero 1.9.7 wrote.
@MinioTest
class ResticIT {
    private static final Path FIXTURE =
            Path.of("src/test/resources/fixtures/velero-1.9.7/bucket/restic");
    private static final StoreAccess NO_ACCESS = new StoreAccess(Map.of(), List.of(), "", false);
    private static final Restic.Settings SETTINGS =
            new Restic.Settings(
                    Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(2));

    @TempDir Path folder;
    private Path volume;
    private Path target;
    private Restic restic;

    @BeforeEach
    void makeFolders() throws IOException {
        volume = Files.createDirectory(folder.resolve("volume"));
        target = Files.createDirectory(folder.resolve("target"));
        restic = restic(volume);
    }

    private Restic restic(Path workingFolder) {
        return restic(workingFolder, SETTINGS);
    }

    private Restic restic(Path workingFolder, Restic.Settings settings) {
        String cache = folder.resolve("cache").toString();
        return new Restic(
                Launch.direct(ResticProgram.path(), workingFolder, cache),
                new RunFolders(folder.resolve("runs-of-" + workingFolder.getFileName())),
                settings);
    }

    private Repository inFolder(String password) {
        BackupStorageLocation location =
                Locations.location(
                        "filesystem", "bucket", "prefix", Map.of("path", folder.toString()));
        return repository(location, NO_ACCESS, password);
    }

    private static Repository repository(
            BackupStorageLocation location, StoreAccess access, String password) {
        RepositoryAddress address =
                RepositoryAddress.of(
                        location,
                        "shop",
                        bucket -> {
                            throw new AssertionError(bucket);
                        });
        return new Repository(
                address, access, new RepositoryKey(new Secret(password), "test"), false);
    }

    private static Repository inMinio(MinioServer minio, String bucket) {
        Map<String, String> config = Map.of("s3Url", minio.endpoint() + "/");
        BackupStorageLocation location = Locations.location("aws", bucket, "a/b", config);
        var settings =
                new StoreSettings(
                        "default",
                        "aws",
                        bucket,
                        config,
                        "",
                        new Secret(minio.credentialsFile()),
                        new Secret(""));
        return repository(location, StoreAccess.of(settings, Map.of()), "pw");
    }

    private static BackupOptions options(String backup) {
        return new BackupOptions(
                Map.of("backup", backup, "ns", "shop"), "velero", List.of(), List.of());
    }

    @Test
    void keepsAFolderInAFolder() throws IOException {
        keeps(inFolder("pw"));
        assertThat(folder.resolve("bucket/prefix/restic/shop/config")).exists();
    }

    @Test
    void keepsAFolderInABucket(MinioServer minio) throws IOException {
        String bucket = minio.createBucket();
        keeps(inMinio(minio, bucket));
        assertThat(
                        minio.client()
                                .listObjectsV2(
                                        list -> list.bucket(bucket).prefix("a/b/restic/shop/"))
                                .contents())
                .isNotEmpty();
    }

    /// From the first command to the last.
    private void keeps(Repository repository) throws IOException {
        isMadeOnce(repository);
        assertThat(restic.backup(repository, options("b0"), _ -> {}))
                .isEqualTo(new BackupOutcome.Empty());
        Files.writeString(Files.createDirectory(volume.resolve("in")).resolve("a *[x]\n"), "hello");
        Path leftOut = Files.writeString(volume.resolve("left out [*]"), "not this");
        BackupOptions options =
                new BackupOptions(
                        Map.of("backup", "b1", "ns", "shop"),
                        "velero",
                        List.of(),
                        List.of(leftOut.toString()));
        var first = (BackupOutcome.Stored) restic.backup(repository, options, _ -> {});
        assertThat(first.size()).isEqualTo(new Progress(1, 1, 5, 5));
        Files.writeString(volume.resolve("b"), "more");
        var second = (BackupOutcome.Stored) restic.backup(repository, options("b2"), _ -> {});

        listsThem(repository, first.snapshot(), second.snapshot());
        assertThat(restic(target).restore(repository, first.snapshot(), _ -> {}))
                .isInstanceOf(RestoreOutcome.Restored.class);
        assertThat(target.resolve("in/a *[x]\n")).hasContent("hello");
        assertThat(target.resolve("left out [*]")).doesNotExist();
        assertThat(target.resolve("b")).doesNotExist();
        forgetsTheFirst(repository, first.snapshot(), second.snapshot());
    }

    private void isMadeOnce(Repository repository) {
        assertReason(Reason.NO_REPOSITORY, repository);
        restic.init(repository, 2);
        RepositoryConfig config = restic.open(repository);
        assertThat(config.version()).isEqualTo(2);
        assertThatThrownBy(() -> restic.init(repository, 2)).isInstanceOf(ResticException.class);
        assertThat(restic.open(repository)).isEqualTo(config);
    }

    private void listsThem(Repository repository, SnapshotId first, SnapshotId second) {
        assertThat(restic.snapshots(repository, Map.of("backup", "b2", "ns", "shop"), List.of()))
                .singleElement()
                .satisfies(
                        snapshot -> {
                            assertThat(snapshot.id()).isEqualTo(second);
                            assertThat(snapshot.host()).isEqualTo("velero");
                            assertThat(snapshot.tags())
                                    .containsExactlyInAnyOrder("backup=b2", "ns=shop");
                            assertThat(snapshot.paths()).containsExactly(volume.toString());
                        });
        var ids = List.of(new SnapshotId(first.shortened()), new SnapshotId("0123456789"));
        assertThat(restic.snapshots(repository, Map.of(), ids))
                .extracting(Snapshot::id)
                .containsExactly(first);
        assertThat(restic.stats(repository, first).bytesTotal()).isEqualTo(5);
    }

    private void forgetsTheFirst(Repository repository, SnapshotId first, SnapshotId second) {
        restic.check(repository);
        restic.forget(repository, List.of(first, new SnapshotId("0123456789")));
        restic.unlock(repository);
        restic.prune(repository);
        restic.check(repository);
        assertThat(restic.snapshots(repository, Map.of(), List.of()))
                .extracting(Snapshot::id)
                .containsExactly(second);
    }

    @Test
    void tellsAWrongPasswordAnAbsentRepositoryAndAnAbsentStoreApart(MinioServer minio)
            throws Exception {
        Repository repository = inMinio(minio, minio.createBucket());
        restic.init(repository, 2);
        var other = new RepositoryKey(new Secret("other"), "test");
        assertReason(Reason.WRONG_PASSWORD, repository.with(other));
        assertReason(Reason.NO_REPOSITORY, inMinio(minio, minio.createBucket()));
        try (MinioServer away = MinioServer.start()) {
            Repository unreachable = inMinio(away, away.createBucket());
            away.stop();
            GrowingLimit.passes(
                    limit ->
                            assertThatThrownBy(() -> impatient(limit).open(unreachable))
                                    .isInstanceOfSatisfying(
                                            ResticException.class,
                                            e ->
                                                    assertThat(e.reason())
                                                            .isEqualTo(Reason.UNREACHABLE))
                                    .hasMessageContaining("connection refused"));
        }
    }

    /// Restic itself tries again for a quarter of an hour.
    private Restic impatient(Duration look) {
        return restic(
                volume, new Restic.Settings(Duration.ofSeconds(1), look, Duration.ofMinutes(2)));
    }

    private void assertReason(Reason reason, Repository repository) {
        assertThatThrownBy(() -> restic.open(repository))
                .isInstanceOfSatisfying(
                        ResticException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void tellsWrongCredentialsApart(MinioServer minio) throws Exception {
        Repository repository = inMinio(minio, minio.createBucket());
        String file = minio.credentialsFile().replace(minio.secretKey(), "wrong-secret");
        var access =
                new StoreAccess(
                        Map.of(),
                        List.of(
                                new StoreAccess.AccessFile(
                                        "cloud", "AWS_SHARED_CREDENTIALS_FILE", new Secret(file))),
                        "",
                        false);
        var denied = new Repository(repository.address(), access, repository.key(), false);
        GrowingLimit.passes(
                limit -> {
                    restic = impatient(limit);
                    assertReason(Reason.DENIED, denied);
                });
    }

    @Test
    void makesAnOldRepositoryForOldServers() {
        Repository repository = inFolder("pw");
        restic.init(repository, 1);
        assertThat(restic.open(repository).version()).isEqualTo(1);
    }

    @Test
    void opensWhatVeleroWroteAndListsItsSnapshots() throws IOException {
        copy(FIXTURE, Files.createDirectories(folder.resolve("copy/restic")));
        var repository =
                new Repository(
                        new RepositoryAddress(folder.resolve("copy/restic/guestbook").toString()),
                        NO_ACCESS,
                        RepositoryKey.FIXED,
                        true);
        assertThat(restic.open(repository).version()).isEqualTo(2);
        List<Snapshot> b1 =
                restic.snapshots(repository, Map.of("backup", "b1", "ns", "guestbook"), List.of());
        assertThat(b1)
                .hasSize(3)
                .allSatisfy(snapshot -> assertThat(snapshot.host()).isEqualTo("velero"));
        Snapshot cache =
                b1.stream().filter(one -> one.tags().contains("volume=cache")).findFirst().get();
        assertThat(restic(target).restore(repository, cache.id(), _ -> {}))
                .isInstanceOf(RestoreOutcome.Restored.class);
        assertThat(target).isNotEmptyDirectory();
        assertThat(folder.resolve("copy/restic/guestbook/locks"))
                .satisfiesAnyOf(
                        locks -> assertThat(locks).doesNotExist(),
                        locks -> assertThat(locks).isEmptyDirectory());
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }

    @Test
    void saysWhoHoldsARepository() throws IOException {
        Repository repository = inFolder("pw");
        restic.init(repository, 2);
        Files.writeString(volume.resolve("a"), "a");
        leaveLockBehind(repository);
        assertThatThrownBy(() -> restic.prune(repository))
                .isInstanceOfSatisfying(
                        ResticException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LOCKED))
                .hasMessageContaining("locked by PID");
        restic.unlock(repository);
        restic.prune(repository);
    }

    /// As a restic that is killed does.
    private void leaveLockBehind(Repository repository) throws IOException {
        Path big = volume.resolve("big");
        Files.write(big, new byte[64 * 1024 * 1024]);
        Path locks = folder.resolve("bucket/prefix/restic/shop/locks");
        var builder =
                new ProcessBuilder(
                        ResticProgram.path().toString(),
                        "backup",
                        "--repo=" + repository.address(),
                        "--no-cache",
                        "--limit-upload=1",
                        "--quiet",
                        big.toString());
        builder.environment().put("RESTIC_PASSWORD", "pw");
        Process killed = builder.start();
        while (isEmpty(locks)) {
            assertThat(killed.isAlive()).isTrue();
            Thread.onSpinWait();
        }
        killed.destroyForcibly();
        killed.onExit().join();
    }

    private static boolean isEmpty(Path locks) throws IOException {
        try (Stream<Path> files = Files.list(locks)) {
            return files.noneMatch(file -> file.getFileName().toString().length() == 64);
        }
    }

    @Test
    void removesItsLockWhenItIsStopped() throws Exception {
        Repository repository = inFolder("pw");
        restic.init(repository, 2);
        Files.write(volume.resolve("big"), new byte[128 * 1024 * 1024]);
        Path locks = folder.resolve("bucket/prefix/restic/shop/locks");
        var failure = new java.util.concurrent.CompletableFuture<ResticException>();
        Thread thread =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        restic.backup(repository, options("b"), _ -> {});
                                    } catch (ResticException e) {
                                        failure.complete(e);
                                    }
                                });
        while (isEmpty(locks)) {
            Thread.onSpinWait();
        }
        thread.interrupt();
        assertThat(failure.get().reason()).isEqualTo(Reason.CANCELLED);
        assertThat(isEmpty(locks)).isTrue();
        try (Stream<Path> files = Files.walk(folder.resolve("runs-of-volume"))) {
            assertThat(files.filter(file -> file.toString().contains("/run-"))).isEmpty();
        }
    }
}
