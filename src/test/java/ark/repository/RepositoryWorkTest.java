package ark.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.api.v1.VeleroKind;
import ark.backupstore.BackupStore;
import ark.backupstore.LocationSettings;
import ark.cluster.FakeApiServer;
import ark.cluster.ResourceType;
import ark.event.Events;
import ark.item.GroupResource;
import ark.item.Item;
import ark.lease.Leadership;
import ark.lease.Leases;
import ark.objectstore.filesystem.FilesystemObjectStore;
import ark.operation.Pause;
import ark.restic.Launch;
import ark.restic.RepositoryKeys;
import ark.restic.Restic;
import ark.restic.RunFolders;
import ark.restic.SnapshotId;
import ark.testing.GrowingLimit;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Restic is a script here: a repository is a folder with its password in the file `config`.
class RepositoryWorkTest {
    private static final String RESTIC =
            """
            #!/bin/sh
            command=$1
            for argument in "$@"; do
                case $argument in
                --repo=*) repository=${argument#--repo=} ;;
                --password-file=*) password=$(cat "${argument#--password-file=}") ;;
                --repository-version=*) version=${argument#--repository-version=} ;;
                esac
            done
            echo "$command ${repository##*/}" >>LOG
            if [ -e "$repository.away" ]; then
                echo 'Stat(<config/>) returned error, retrying after 1s: dial tcp: refused' >&2
                exec sleep 90
            fi
            if [ "$command" = init ]; then
                if [ -e "$repository/keys/1" ]; then
                    echo 'Fatal: create repository failed: repository already contains keys' >&2
                    exit 1
                fi
                mkdir -p "$repository/keys"; echo 1 >"$repository/keys/1"
                [ ! -e "$repository.kills" ] || kill -9 $$
                echo "$password" >"$repository/config"
                echo "$version" >"$repository/version"
                exit 0
            fi
            [ -e "$repository/config" ] || exit 10
            [ "$(cat "$repository/config")" = "$password" ] || exit 12
            if [ "$command" = "$(cat "$repository/fails" 2>/dev/null)" ]; then
                echo "$command does not work" >&2
                exit 1
            fi
            [ "$command" != cat ] || echo '{"id":"1","version":2}'
            [ "$command" != snapshots ] || cat "$repository/snapshots" 2>/dev/null || echo '[]'
            """;
    private static final Instant NOW = Instant.parse("2026-11-21T07:00:00Z");

    @TempDir Path folder;
    private Path bucket;
    private final FakeApiServer api = new FakeApiServer();
    private final Map<String, String> secrets = new TreeMap<>();
    private final Map<String, Leadership.Claim> leases = new ConcurrentHashMap<>();
    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private RepositoryTools tools;

    @BeforeEach
    void prepare() throws IOException {
        List.of(
                        VeleroKind.RESTIC_REPOSITORY,
                        VeleroKind.BACKUP_REPOSITORY,
                        VeleroKind.BACKUP_STORAGE_LOCATION)
                .forEach(kind -> api.serve(kind.as(ResourceType::of)));
        api.serve(ResourceType.of(GroupResource.core("events"), "v1", "Event", true));
        bucket = Files.createDirectories(folder.resolve("store/bucket"));
        Path program =
                Files.writeString(folder.resolve("restic"), RESTIC.replace("LOG", folder + "/log"));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        location("default", "");
        repository("shop");
        tools = tools(Duration.ofMinutes(1));
    }

    @AfterEach
    void close() {
        api.close();
    }

    private RepositoryTools tools(Duration look) {
        var settings = new Restic.Settings(Duration.ofSeconds(1), look, Duration.ofMinutes(1));
        return new RepositoryTools(
                api.cluster(),
                new Events(api.cluster(), () -> NOW),
                now::get,
                new Leases(FakeLease::new, "test", Pause.REAL),
                new Restic(
                        Launch.direct(folder.resolve("restic"), folder, ""),
                        new RunFolders(folder.resolve("runs")),
                        settings),
                new RepositoryTools.Keys(
                        new RepositoryKeys(
                                (namespace, secret, key) -> bytes(namespace + "/" + secret),
                                "velero"),
                        () -> {
                            secrets.putIfAbsent("velero/velero-restic-credentials", "fresh");
                            return bytes("velero/velero-restic-credentials");
                        }),
                new RepositoryTools.Locations(
                        new LocationSettings((_, _) -> Optional.empty()),
                        _ ->
                                new BackupStore(
                                        new FilesystemObjectStore(
                                                bucket, (_, _) -> URI.create("x:"), () -> NOW),
                                        ""),
                        _ -> "eu-west-1",
                        Map.of()));
    }

    private Optional<byte[]> bytes(String secret) {
        return Optional.ofNullable(secrets.get(secret)).map(text -> text.getBytes(UTF_8));
    }

    private void location(String name, String more) {
        api.add(
                "backupstoragelocations.velero.io",
                """
                {"metadata": {"namespace": "velero", "name": "%s"},
                 "spec": {"provider": "filesystem", "config": {"path": "%s"%s},
                          "objectStorage": {"bucket": "bucket"}}}
                """
                        .formatted(name, bucket.getParent(), more));
    }

    private void repository(String namespace) {
        api.add(
                "resticrepositories.velero.io",
                """
                {"metadata": {"namespace": "velero", "name": "%s-default", "uid": "u1"},
                 "spec": {"volumeNamespace": "%s", "backupStorageLocation": "default",
                          "resticIdentifier": "", "maintenanceFrequency": "0s"}}
                """
                        .formatted(namespace, namespace));
    }

    private Item run(RepositoryPlan plan) throws InterruptedException {
        var settings = new RepositorySettings("velero", Duration.ZERO);
        new RepositoryWork(settings, tools, new RepositoryMetrics(new PrometheusRegistry()))
                .run("shop-default", plan);
        return stored("resticrepositories.velero.io", "shop-default");
    }

    private Item prepared() throws InterruptedException {
        return run(new RepositoryPlan.Prepare());
    }

    private Item stored(String resource, String name) {
        return api.stored(resource, "velero", name).orElseThrow();
    }

    private void made(String namespace, String password) throws IOException {
        Path repository = Files.createDirectories(bucket.resolve("restic/" + namespace));
        Files.writeString(repository.resolve("config"), password + "\n");
        Files.writeString(Files.createDirectories(repository.resolve("keys")).resolve("1"), "1");
    }

    private boolean exists(String namespace) {
        return Files.exists(bucket.resolve("restic/" + namespace + "/config"));
    }

    private static void assertNotReady(Item repository, String words) {
        assertThat(repository.text("/status/phase")).isEqualTo("NotReady");
        assertThat(repository.text("/status/message")).contains(words);
    }

    @Test
    void oneThatIsAbsentIsMadeWithAKeyThatIsMadeForIt() throws Exception {
        Item repository = prepared();
        assertThat(repository.text("/status/phase")).isEqualTo("Ready");
        assertThat(repository.text("/status/lastMaintenanceTime")).isEqualTo(NOW.toString());
        assertThat(repository.at("/status/message").isMissingNode()).isTrue();
        assertThat(repository.text("/spec/maintenanceFrequency")).isEqualTo("168h0m0s");
        assertThat(repository.text("/spec/resticIdentifier"))
                .isEqualTo(bucket.resolve("restic/shop").toString());
        assertThat(secrets).containsEntry("velero/velero-restic-credentials", "fresh");
        assertThat(bucket.resolve("restic/shop/config")).hasContent("fresh");
        assertThat(bucket.resolve("restic/shop/version")).hasContent("2");
        assertThat(leases).hasSize(1);
    }

    @Test
    void theBackupRepositoryThatALaterVeleroHasLeftIsTakenOver() throws Exception {
        api.add(
                "backuprepositories.velero.io",
                """
                {"metadata": {"namespace": "velero", "name": "shop-default-restic-x7b2k",
                   "labels": {"velero.io/volume-namespace": "shop",
                     "velero.io/storage-location": "default", "velero.io/repository-type": "restic"}},
                 "spec": {"volumeNamespace": "shop", "backupStorageLocation": "default",
                   "repositoryType": "restic", "resticIdentifier": "s3:old",
                   "maintenanceFrequency": "24h0m0s"},
                 "status": {"phase": "NotReady", "message": "gone"}}
                """);
        Item repository = prepared();

        assertThat(repository.text("/spec/maintenanceFrequency")).isEqualTo("24h0m0s");
        Item shown = stored("backuprepositories.velero.io", "shop-default-restic-x7b2k");
        assertThat(shown.text("/spec/resticIdentifier")).endsWith("restic/shop");
        assertThat(shown.text("/status/phase")).isEqualTo("Ready");
        assertThat(shown.at("/status").has("message")).isFalse();
        assertThat(api.stored("backuprepositories.velero.io", "velero", "shop-default-restic"))
                .isEmpty();
    }

    @Test
    void theKeyThatThereIsIsUsed() throws Exception {
        secrets.put("velero/velero-restic-credentials", "mine");
        prepared();
        assertThat(bucket.resolve("restic/shop/config")).hasContent("mine");
    }

    @Test
    void aNamespacesOwnKeyComesFirst() throws Exception {
        secrets.put("velero/velero-restic-credentials", "mine");
        secrets.put("shop/ark-restic-credentials", "own");
        prepared();
        assertThat(bucket.resolve("restic/shop/config")).hasContent("own");
    }

    @Test
    void noKeyIsMadeWhereOneIsMissing() throws Exception {
        made("other", "lost");
        assertNotReady(prepared(), "copy the Secret \"velero-restic-credentials\"");
        assertThat(secrets).isEmpty();
        assertThat(exists("shop")).isFalse();

        secrets.put("velero/velero-repo-credentials", "lost");
        assertThat(prepared().text("/status/phase")).isEqualTo("Ready");
    }

    @Test
    void foldersThatAreNoRepositoriesDoNotCount() throws Exception {
        Files.createDirectories(bucket.resolve("restic/empty"));
        Files.writeString(bucket.resolve("restic/empty/x"), "");
        Files.createDirectories(bucket.resolve("restic/Not A Namespace"));
        assertThat(prepared().text("/status/phase")).isEqualTo("Ready");
    }

    @Test
    void aSecretWithoutAPasswordIsNamed() throws Exception {
        tools =
                new RepositoryTools(
                        tools.cluster(),
                        tools.events(),
                        tools.clock(),
                        tools.leases(),
                        tools.restic(),
                        new RepositoryTools.Keys(tools.keys().known(), Optional::empty),
                        tools.locations());
        assertNotReady(prepared(), "has no key \"repository-password\"");
        assertThat(exists("shop")).isFalse();
    }

    @Test
    void oneWithAnUnknownKeyIsLeftAlone() throws Exception {
        made("shop", "lost");
        secrets.put("velero/velero-restic-credentials", "mine");
        assertNotReady(prepared(), "none of the known keys opens it");
        assertThat(bucket.resolve("restic/shop/config")).hasContent("lost");
        assertThat(secrets).hasSize(1);
    }

    @Test
    void oneWithoutAnyKeySaysSoAndBlamesNoPassword() throws Exception {
        made("shop", "lost");
        Files.delete(bucket.resolve("restic/shop/keys/1"));
        assertNotReady(prepared(), "the folder keys in it is empty");
        assertThat(exists("shop")).isTrue();
    }

    @Test
    void oneThatASettingPutsElsewhereIsNotLookedForBesideTheBackups() throws Exception {
        made("shop", "lost");
        Files.move(bucket.resolve("restic"), folder.resolve("elsewhere"));
        location("default", ", \"resticRepoPrefix\": \"" + folder.resolve("elsewhere") + "\"");
        assertNotReady(prepared(), "none of the known keys opens it");
    }

    @Test
    void theRemainsOfOneAreNotMadeAnew() throws Exception {
        made("shop", "mine");
        secrets.put("velero/velero-restic-credentials", "mine");
        Files.delete(bucket.resolve("restic/shop/config"));
        Files.createFile(bucket.resolve("restic/shop/snapshot"));
        now.set(Instant.now().plus(Duration.ofHours(1)));
        assertNotReady(prepared(), "its file config is missing");
        assertThat(bucket.resolve("restic/shop/keys/1")).exists();

        Files.delete(bucket.resolve("restic/shop/keys/1"));
        assertThat(prepared().text("/status/phase")).isEqualTo("Ready");
    }

    @Test
    void oneWhoseMakerWasKilledIsMadeAnewWhenNobodyCanBeMakingItAnyMore() throws Exception {
        secrets.put("velero/velero-restic-credentials", "mine");
        Path kills = Files.createDirectories(bucket.resolve("restic")).resolve("shop.kills");
        Files.createFile(kills);
        assertNotReady(prepared(), "restic was killed");

        Files.delete(kills);
        Path key = bucket.resolve("restic/shop/keys/1");
        Instant killed = Files.getLastModifiedTime(key).toInstant();
        now.set(killed.plus(Duration.ofMinutes(20)));
        assertNotReady(prepared(), "is made anew 20 min after that");
        now.set(killed.plus(Duration.ofMinutes(21)));
        assertThat(prepared().text("/status/phase")).isEqualTo("Ready");
        assertThat(bucket.resolve("restic/shop/config")).hasContent("mine");
    }

    @Test
    void onlyTheLocationsOwnBucketIsTidied() throws Exception {
        made("shop", "mine");
        Files.delete(bucket.resolve("restic/shop/config"));
        location("default", ", \"resticRepoPrefix\": \"" + bucket.resolve("restic") + "\"");
        now.set(Instant.now().plus(Duration.ofHours(1)));
        assertNotReady(prepared(), "its file config is missing");
        assertThat(bucket.resolve("restic/shop/keys/1")).exists();
    }

    @Test
    void oneWithTheFixedPasswordOpensWithAWarning() throws Exception {
        made("shop", "static-passw0rd");
        Item repository = prepared();
        assertThat(repository.text("/status/phase")).isEqualTo("Ready");
        assertThat(repository.text("/status/message"))
                .isEqualTo(RepositoryPreparation.FIXED_PASSWORD)
                .doesNotContain("static-passw0rd");
        assertThat(api.requests()).anyMatch(request -> request.contains("/events"));
        assertThat(secrets).isEmpty();
    }

    @Test
    void aStoreThatIsAwayIsNoReasonToMakeOne() throws Exception {
        Files.createDirectories(bucket.resolve("restic"));
        Files.writeString(bucket.resolve("restic/shop.away"), "");
        GrowingLimit.passes(
                limit -> {
                    tools = tools(limit);
                    assertNotReady(prepared(), "the store cannot be reached");
                });
        assertThat(exists("shop")).isFalse();
        tools = tools(Duration.ofMinutes(1));

        Files.delete(bucket.resolve("restic/shop.away"));
        assertThat(prepared().text("/status/phase")).isEqualTo("Ready");
    }

    @Test
    void aBucketThatIsNotThereIsNotMade() throws Exception {
        Files.delete(bucket);
        assertThat(prepared().text("/status/phase")).isEqualTo("NotReady");
        assertThat(bucket).doesNotExist();
        assertThat(secrets).isEmpty();
    }

    @Test
    void nothingIsMadeInAReadOnlyLocation() throws Exception {
        api.add(
                "backupstoragelocations.velero.io",
                """
                {"metadata": {"namespace": "velero", "name": "default"},
                 "spec": {"provider": "filesystem", "config": {"path": "%s"},
                          "accessMode": "ReadOnly", "objectStorage": {"bucket": "bucket"}}}
                """
                        .formatted(bucket.getParent()));
        assertNotReady(prepared(), "read-only");
        assertThat(exists("shop")).isFalse();
    }

    @Test
    void oldServersGetAnOldRepository() throws Exception {
        location("default", ", \"resticRepositoryVersion\": \"1\"");
        prepared();
        assertThat(bucket.resolve("restic/shop/version")).hasContent("1");
    }

    @Test
    void aLocationThatCannotHaveOneIsNamed() throws Exception {
        location("default", ", \"resticRepositoryVersion\": \"3\"");
        assertNotReady(prepared(), "resticRepositoryVersion");
        location("default", ", \"resticRepoPrefix\": \"sftp:host:/x\"");
        assertNotReady(prepared(), "resticRepoPrefix");
        api.remove(stored("backupstoragelocations.velero.io", "default").key());
        assertNotReady(prepared(), "\"default\" does not exist");
    }

    @Test
    void laterClientsSeeItToo() throws Exception {
        prepared();
        Item mirror = stored("backuprepositories.velero.io", "shop-default-restic");
        assertThat(mirror.text("/spec/repositoryType")).isEqualTo("restic");
        assertThat(mirror.text("/status/phase")).isEqualTo("Ready");
        assertThat(mirror.labels())
                .containsEntry("velero.io/repository-type", "restic")
                .containsEntry("velero.io/volume-namespace", "shop")
                .containsEntry("velero.io/storage-location", "default");
        assertThat(mirror.text("/metadata/ownerReferences/0/name")).isEqualTo("shop-default");

        Files.writeString(bucket.resolve("restic/shop/config"), "changed");
        prepared();
        mirror = stored("backuprepositories.velero.io", "shop-default-restic");
        assertThat(mirror.text("/status/phase")).isEqualTo("NotReady");
        assertThat(mirror.text("/status/message")).contains("none of the known keys");
    }

    @Test
    void aPruneSaysWhenItWas() throws Exception {
        made("shop", "static-passw0rd");
        prepared();
        Item repository = run(new RepositoryPlan.Maintain());
        assertThat(repository.text("/status/lastMaintenanceTime")).isEqualTo(NOW.toString());
        assertThat(Files.readAllLines(folder.resolve("log")))
                .endsWith("unlock shop", "check shop", "prune shop");
    }

    @Test
    void whatIsDamagedIsNotPrunedAndStaysUsable() throws Exception {
        prepared();
        Files.writeString(bucket.resolve("restic/shop/fails"), "check");
        Item repository = run(new RepositoryPlan.Maintain());
        assertThat(repository.text("/status/phase")).isEqualTo("Ready");
        assertThat(repository.text("/status/message"))
                .startsWith("maintenance failed: ")
                .contains("check does not work");
        assertThat(Files.readAllLines(folder.resolve("log"))).doesNotContain("prune shop");

        Files.delete(bucket.resolve("restic/shop/fails"));
        assertThat(run(new RepositoryPlan.Maintain()).at("/status/message").isMissingNode())
                .isTrue();
    }

    @Test
    void aRepositoryThatVanishedIsSeenAtTheNextLook() throws Exception {
        prepared();
        Files.delete(bucket.resolve("restic/shop/config"));
        assertNotReady(run(new RepositoryPlan.Unlock()), "there is no repository there");
        assertThat(exists("shop")).isFalse();
    }

    @Test
    void snapshotsAreForgottenUnderTheLease() throws Exception {
        prepared();
        var upkeep = new RepositoryUpkeep(tools);
        var location =
                new RepositoryObjects(api.cluster(), "velero").location("default").orElseThrow();
        var id = List.of(new SnapshotId("01234567"));
        upkeep.forget("shop", location, id, _ -> true); // gone already
        assertThat(Files.readAllLines(folder.resolve("log"))).endsWith("snapshots shop");

        snapshots();
        assertThat(upkeep.forget("shop", location, id, _ -> true)).isEmpty();
        assertThat(Files.readAllLines(folder.resolve("log")))
                .endsWith("snapshots shop", "forget shop");
        upkeep.forget("absent", location, id, _ -> true);
        upkeep.forget("shop", location, List.of(), _ -> true);

        leases.replaceAll((_, _) -> new Leadership.Claim("other", Duration.ofHours(1), "x"));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> upkeep.forget("shop", location, id, _ -> true))
                .isInstanceOf(InterruptedException.class);
    }

    private void snapshots() throws IOException {
        Files.writeString(
                bucket.resolve("restic/shop/snapshots"),
                """
                [{"time":"2026-11-21T07:00:00Z","hostname":"velero","paths":["/v"],
                  "tags":["backup=b1","backup-uid=u1"],
                  "id":"0123456789012345678901234567890123456789012345678901234567890123",
                  "short_id":"01234567"}]
                """);
    }

    @Test
    void aSnapshotOfSomebodyElseStaysAndIsTold() throws Exception {
        prepared();
        snapshots();
        var location =
                new RepositoryObjects(api.cluster(), "velero").location("default").orElseThrow();
        assertThat(
                        new RepositoryUpkeep(tools)
                                .forget(
                                        "shop",
                                        location,
                                        List.of(new SnapshotId("01234567")),
                                        found -> found.tags().contains("backup=b2")))
                .extracting(SnapshotId::shortened)
                .containsExactly("01234567");
        assertThat(Files.readAllLines(folder.resolve("log"))).endsWith("snapshots shop");
    }

    @Test
    void everySnapshotWithSomeTagsIsForgottenButNeverEverySnapshot() throws Exception {
        prepared();
        var upkeep = new RepositoryUpkeep(tools);
        var location =
                new RepositoryObjects(api.cluster(), "velero").location("default").orElseThrow();
        var tags = Map.of("backup", "b1");
        upkeep.forgetAll("shop", location, tags);
        upkeep.forgetAll("absent", location, tags);
        assertThat(Files.readAllLines(folder.resolve("log"))).doesNotContain("forget shop");

        snapshots();
        upkeep.forgetAll("shop", location, tags);
        assertThat(Files.readAllLines(folder.resolve("log")))
                .endsWith("snapshots shop", "forget shop");
        assertThatThrownBy(() -> upkeep.forgetAll("shop", location, Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyRepositoryOfALocationIsLookedIntoAndOneThatNoKeyOpensIsLeftAlone() throws Exception {
        prepared();
        snapshots();
        Path unknown = Files.createDirectories(bucket.resolve("restic/only-in-the-bucket"));
        Files.writeString(unknown.resolve("config"), Files.readString(config("shop")));
        Path locked = Files.createDirectories(bucket.resolve("restic/strangers"));
        Files.writeString(locked.resolve("config"), "another key");
        Files.createDirectories(bucket.resolve("restic/No Namespace"));
        var upkeep = new RepositoryUpkeep(tools);
        var location =
                new RepositoryObjects(api.cluster(), "velero").location("default").orElseThrow();
        var tags = Map.of("backup", "b1", "backup-uid", "u1");
        assertThat(upkeep.forgetEverywhere(location, tags)).isEmpty();
        assertThat(Files.readAllLines(folder.resolve("log")))
                .contains("snapshots only-in-the-bucket", "snapshots shop", "forget shop")
                .contains("snapshots strangers")
                .noneMatch(line -> line.contains("No Namespace"));

        Files.writeString(bucket.resolve("restic/shop/fails"), "snapshots");
        assertThat(upkeep.forgetEverywhere(location, tags))
                .singleElement()
                .asString()
                .startsWith("snapshots of volumes of namespace shop: ");
    }

    private Path config(String namespace) {
        return bucket.resolve("restic/" + namespace + "/config");
    }

    private final class FakeLease implements Leadership.Store {
        private final String name;

        FakeLease(String name) {
            this.name = name;
        }

        @Override
        public Optional<Leadership.Claim> read() {
            return Optional.ofNullable(leases.get(name));
        }

        @Override
        public Optional<Leadership.Claim> write(
                Leadership.@org.jspecify.annotations.Nullable Claim seen,
                String holder,
                Duration duration) {
            var claim = new Leadership.Claim(holder, duration, holder + System.nanoTime());
            Leadership.Claim now =
                    leases.compute(
                            name, (_, current) -> Objects.equals(current, seen) ? claim : current);
            return Optional.ofNullable(now).filter(claim::equals);
        }
    }
}
