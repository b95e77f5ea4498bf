package ark.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ark.api.v1.BackupRepository;
import ark.api.v1.BackupRepositoryStatus;
import ark.api.v1.BackupStorageLocation;
import ark.api.v1.RepositoryPhase;
import ark.api.v1.ResticRepository;
import ark.backupstore.BackupStore;
import ark.backupstore.LocationSettings;
import ark.cluster.Cluster;
import ark.cluster.ClusterSettings;
import ark.event.Events;
import ark.item.Secret;
import ark.lease.LeaseInCluster;
import ark.lease.Leases;
import ark.objectstore.ObjectStores;
import ark.objectstore.Pauses;
import ark.objectstore.Retries;
import ark.objectstore.filesystem.DownloadUrls;
import ark.operation.Operations;
import ark.operation.Pause;
import ark.process.Work;
import ark.restic.BackupOptions;
import ark.restic.BackupOutcome;
import ark.restic.Launch;
import ark.restic.Repository;
import ark.restic.RepositoryKey;
import ark.restic.RepositoryKeys;
import ark.restic.Restic;
import ark.restic.RunFolders;
import ark.secret.SecretsInCluster;
import ark.testing.KubernetesCluster;
import ark.testing.KubernetesTest;
import ark.testing.MinioServer;
import ark.testing.MinioTest;
import ark.testing.ResticProgram;
import ark.testing.TestNamespace;
import ark.testing.TestSecret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.S3Object;

/// Repositories from their first need on: the real API server, MinIO and restic.
@KubernetesTest
@MinioTest
class RepositoryIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /// Restic itself would try for a quarter of an hour.
    private static final Restic.Settings IMPATIENT =
            new Restic.Settings(
                    Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ofMinutes(2));

    @TempDir private Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private final Operations operations = new Operations("repositories", 4);
    private KubernetesClient client;
    private String namespace;
    private MinioServer minio;
    private String bucket;
    private Restic restic;
    private RepositoryTools tools;
    private Work work;

    @BeforeEach
    void start(KubernetesCluster cluster, TestNamespace testNamespace, MinioServer shared) {
        client = cluster.client();
        namespace = testNamespace.name();
        use(shared, shared.createBucket());
        restic =
                new Restic(
                        Launch.direct(ResticProgram.path(), folder, ""),
                        new RunFolders(folder.resolve("runs")),
                        IMPATIENT);
        tools = tools(new Cluster(client, ClusterSettings.forServer()));
        work = new Work(client, namespace, () -> {});
        work.start(
                List.of(
                        new ResticRepositoryReconciler(
                                new RepositorySettings(namespace, Duration.ofDays(7)),
                                tools,
                                new RepositoryMetrics(new PrometheusRegistry()),
                                operations)));
    }

    @AfterEach
    void close() throws InterruptedException {
        work.close();
        assertThat(operations.stop(PATIENCE)).isTrue();
        client.resources(ResticRepository.class).inNamespace(namespace).delete();
    }

    private RepositoryTools tools(Cluster cluster) {
        var secrets = new SecretsInCluster(cluster, namespace);
        var settings = new LocationSettings(secrets::read);
        var urls = new DownloadUrls(new Secret("k".repeat(32)), "http://x", now::get);
        var stores =
                new ObjectStores(
                        Retries.USUAL, _ -> {}, urls, Instant::now, Pauses.real(new Random(1)));
        return new RepositoryTools(
                cluster,
                new Events(cluster, now::get),
                now::get,
                new Leases(
                        name -> new LeaseInCluster(client, namespace, name, Instant::now),
                        "test",
                        Pause.REAL),
                restic,
                new RepositoryTools.Keys(
                        new RepositoryKeys(secrets::read, namespace),
                        () ->
                                secrets.readOrCreate(
                                        RepositoryKeys.SECRET,
                                        RepositoryKeys.KEY,
                                        () -> "made".getBytes(StandardCharsets.US_ASCII))),
                new RepositoryTools.Locations(
                        settings,
                        location -> new BackupStore(stores.open(settings.of(location)), "pre"),
                        _ -> "us-east-1",
                        Map.of()));
    }

    private void use(MinioServer server, String name) {
        minio = server;
        bucket = name;
        secret("store", "cloud", server.credentialsFile());
        apply(
                """
                {apiVersion: velero.io/v1, kind: BackupStorageLocation,
                 metadata: {name: default, namespace: %s},
                 spec: {provider: aws, objectStorage: {bucket: %s, prefix: pre},
                        credential: {name: store, key: cloud},
                        config: {region: %s, s3ForcePathStyle: "true", s3Url: "%s"}}}
                """
                        .formatted(namespace, name, server.region(), server.endpoint()),
                BackupStorageLocation.class);
    }

    private void secret(String name, String key, String value) {
        TestSecret.put(client, namespace, name, key, value);
    }

    private <T extends io.fabric8.kubernetes.api.model.HasMetadata> void apply(
            String yaml, Class<T> type) {
        client.resource(Serialization.unmarshal("---\n" + yaml, type))
                .createOr(NonDeletingOperation::update);
    }

    /// As a backup asks for one.
    private void need(String volumeNamespace) {
        apply(
                """
                {apiVersion: velero.io/v1, kind: ResticRepository,
                 metadata: {name: %s-default, namespace: %s},
                 spec: {volumeNamespace: %s, backupStorageLocation: default, resticIdentifier: "",
                        maintenanceFrequency: 0s}}
                """
                        .formatted(volumeNamespace, namespace, volumeNamespace),
                ResticRepository.class);
    }

    private ResticRepository repository(String volumeNamespace) {
        return client.resources(ResticRepository.class)
                .inNamespace(namespace)
                .withName(volumeNamespace + "-default")
                .get();
    }

    private ResticRepository awaitPhase(String volumeNamespace, RepositoryPhase phase) {
        await(volumeNamespace + " " + phase)
                .atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(
                                                RepositoryPhase.of(
                                                        repository(volumeNamespace).getStatus()))
                                        .as("%s", repository(volumeNamespace).getStatus())
                                        .isEqualTo(phase));
        return repository(volumeNamespace);
    }

    private String awaitNotReady(String volumeNamespace) {
        return awaitPhase(volumeNamespace, RepositoryPhase.NOT_READY).getStatus().message() + "";
    }

    /// Lets time pass, and makes the server look.
    private void later(Duration time, String... volumeNamespaces) {
        now.updateAndGet(old -> old.plus(time));
        for (String each : volumeNamespaces) {
            client.resource(repository(each))
                    .edit(
                            r -> {
                                r.getMetadata()
                                        .setAnnotations(Map.of("test", now.get().toString()));
                                return r;
                            });
        }
    }

    private List<String> objects(String volumeNamespace) {
        String prefix = "pre/restic/" + volumeNamespace + "/";
        return minio
                .client()
                .listObjectsV2(list -> list.bucket(bucket).prefix(prefix))
                .contents()
                .stream()
                .map(S3Object::key)
                .map(key -> key.substring(prefix.length()))
                .toList();
    }

    private void delete(String volumeNamespace, String beginning) {
        objects(volumeNamespace).stream()
                .filter(key -> key.startsWith(beginning))
                .forEach(
                        key ->
                                minio.client()
                                        .deleteObject(
                                                o ->
                                                        o.bucket(bucket)
                                                                .key(
                                                                        "pre/restic/%s/%s"
                                                                                .formatted(
                                                                                        volumeNamespace,
                                                                                        key))));
    }

    /// Stores something, and drops the only snapshot of it: its data is of no use to anybody.
    private void leaveGarbage(String volumeNamespace) throws IOException {
        BackupStorageLocation location =
                client.resources(BackupStorageLocation.class)
                        .inNamespace(namespace)
                        .withName("default")
                        .get();
        Repository repository =
                Place.of(volumeNamespace, location, tools.locations())
                        .with(new RepositoryKey(new Secret("made"), "test"));
        Files.writeString(folder.resolve("f"), "of no use");
        var options = new BackupOptions(Map.of(), "velero", List.of(), List.of());
        var stored = (BackupOutcome.Stored) restic.backup(repository, options, _ -> {});
        restic.forget(repository, List.of(stored.snapshot()));
    }

    @Test
    void isMadeOnFirstNeedAndPrunedOnItsSchedule() throws IOException {
        need("shop");
        ResticRepository ready = awaitPhase("shop", RepositoryPhase.READY);
        assertThat(ready.getSpec().resticIdentifier())
                .isEqualTo("s3:%s/%s/pre/restic/shop".formatted(minio.endpoint(), bucket));
        assertThat(objects("shop")).contains("config").anyMatch(key -> key.startsWith("keys/"));
        await("mirror")
                .atMost(PATIENCE)
                .until(() -> RepositoryPhase.of(mirror()) == RepositoryPhase.READY);
        Instant made = ready.getStatus().lastMaintenanceTime();

        leaveGarbage("shop");
        assertThat(objects("shop")).anyMatch(key -> key.startsWith("data/"));
        later(Duration.ofDays(8), "shop");
        await("prune")
                .atMost(PATIENCE)
                .until(
                        () ->
                                Objects.requireNonNull(
                                                repository("shop")
                                                        .getStatus()
                                                        .lastMaintenanceTime())
                                        .isAfter(made));
        assertThat(objects("shop")).noneMatch(key -> key.startsWith("data/"));
        assertThat(repository("shop").getStatus().message()).isNull();
    }

    private @Nullable BackupRepositoryStatus mirror() {
        BackupRepository mirror =
                client.resources(BackupRepository.class)
                        .inNamespace(namespace)
                        .withName("shop-default-restic")
                        .get();
        return mirror == null ? null : mirror.getStatus();
    }

    @Test
    void aWrongKeyNamesTheSecretAndTheRightOneHeals() {
        need("shop");
        awaitPhase("shop", RepositoryPhase.READY);
        secret(RepositoryKeys.SECRET, RepositoryKeys.KEY, "another");
        later(Duration.ofMinutes(6), "shop");
        assertThat(awaitNotReady("shop"))
                .contains("none of the known keys opens it")
                .contains("copy the Secret \"velero-restic-credentials\"");
        assertThat(objects("shop").stream().filter(key -> key.startsWith("keys/"))).hasSize(1);
        secret(RepositoryKeys.SECRET, RepositoryKeys.KEY, "made");
        later(Duration.ofMinutes(6), "shop");
        awaitPhase("shop", RepositoryPhase.READY);
    }

    @Test
    void aStoreThatIsAwayIsNoReasonToMakeOne() {
        try (MinioServer own = MinioServer.start()) {
            use(own, own.createBucket());
            own.stop();
            need("shop");
            assertThat(awaitNotReady("shop")).contains("the store cannot be reached");
            own.restart();
            assertThat(objects("shop")).isEmpty();
            later(Duration.ofMinutes(6), "shop");
            awaitPhase("shop", RepositoryPhase.READY);
        }
    }

    @Test
    void aBucketThatIsNotThereIsNotMade() {
        use(minio, "no-such-bucket-here");
        need("shop");
        assertThat(awaitNotReady("shop")).contains("no-such-bucket-here");
        assertThat(minio.client().listBuckets().buckets())
                .noneMatch(b -> b.name().equals("no-such-bucket-here"));
    }

    @Test
    void whatIsLeftOfARepositoryIsLeftAloneAndNamed() throws IOException {
        var all = new String[] {"without-config", "without-keys", "half-made"};
        for (String each : all) {
            need(each);
            awaitPhase(each, RepositoryPhase.READY);
        }
        leaveGarbage("without-config");
        delete("without-config", "config");
        delete("without-keys", "keys/");
        delete(
                "half-made",
                "config"); // as of a server that was killed: restic writes the key first
        List<String> remains = objects("without-config");
        for (int i = 0; i < 2; i++) { // the first look finds none, the second would make one
            later(Duration.ofMinutes(6), all);
            for (String each : all) {
                awaitNotReady(each);
            }
        }
        awaitMessage("without-config", "there are keys or snapshots");
        awaitMessage("without-keys", "the folder keys in it is empty");
        awaitMessage("half-made", "is made anew 20 min after that");
        assertThat(objects("without-config")).isEqualTo(remains);
        assertThat(objects("without-keys")).containsExactly("config");

        later(Duration.ofMinutes(30), "half-made");
        awaitPhase("half-made", RepositoryPhase.READY);
        later(Duration.ofMinutes(30), "without-config");
        awaitMessage("without-config", "its file config is missing");
        assertThat(objects("without-config")).isEqualTo(remains);
        delete("without-config", "");
        later(Duration.ofMinutes(6), "without-config");
        awaitPhase("without-config", RepositoryPhase.READY);
    }

    private void awaitMessage(String volumeNamespace, String words) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(repository(volumeNamespace).getStatus().message())
                                        .contains(words));
    }
}
