package ark.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.api.v1.BackupStorageLocation;
import ark.api.v1.BackupStorageLocationSpec;
import ark.api.v1.BackupStorageLocationSpec.ObjectStorage;
import ark.backupstore.BackupStore;
import ark.backupstore.LocationSettings;
import ark.cli.install.InstallCommand;
import ark.item.Secret;
import ark.objectstore.ObjectStores;
import ark.objectstore.Pauses;
import ark.objectstore.Retries;
import ark.objectstore.filesystem.DownloadUrls;
import ark.spi.StoreException;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocationStoresTest {
    @TempDir private Path folder;

    private final Map<String, String> secrets = Map.of("keys/cloud", "x", "ca/pem", "y");
    private final List<String> read = new ArrayList<>();

    private LocationStores stores() {
        var urls = new DownloadUrls(new Secret("k".repeat(32)), "http://x", InstantSource.system());
        var objects =
                new ObjectStores(
                        Retries.USUAL,
                        _ -> {},
                        urls,
                        InstantSource.system(),
                        Pauses.real(new Random(1)));
        return new LocationStores(
                objects,
                new LocationSettings(
                        (secret, key) -> {
                            read.add(secret + "/" + key);
                            return Optional.ofNullable(secrets.get(secret + "/" + key))
                                    .map(value -> value.getBytes(UTF_8));
                        }));
    }

    @Test
    void aFolderIsOpenedWithItsPrefix() throws Exception {
        Files.createDirectories(folder.resolve("bucket/team-a/backups/b1"));
        Files.writeString(folder.resolve("bucket/team-a/backups/b1/velero-backup.json"), "{}");
        try (BackupStore store = stores().open(location(storage("bucket", "/team-a/")))) {
            assertThat(store.backupNames()).containsExactly("b1");
        }
    }

    @Test
    void theSecretsThatALocationNamesAreRead() {
        var spec =
                spec(storageWithCa(null, new SecretKeySelector("pem", "ca", null))).toBuilder()
                        .credential(new SecretKeySelector("cloud", "keys", null))
                        .build();
        stores().open(location(spec)).close();
        assertThat(read).containsExactlyInAnyOrder("ca/pem", "keys/cloud");
    }

    @Test
    void aCustomersKeyIsAny32Bytes() {
        var key = new byte[32];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (200 + i);
        }
        var urls = new DownloadUrls(new Secret("k".repeat(32)), "http://x", InstantSource.system());
        var objects =
                new ObjectStores(
                        Retries.USUAL,
                        _ -> {},
                        urls,
                        InstantSource.system(),
                        Pauses.real(new Random(1)));
        var spec =
                spec(storage("bucket", "")).toBuilder()
                        .provider("aws")
                        .config(
                                Map.of(
                                        "region",
                                        "x",
                                        "customerKeyEncryptionSecret",
                                        "keys/customer"))
                        .build();
        new LocationStores(objects, new LocationSettings((_, _) -> Optional.of(key)))
                .open(location(spec))
                .close();
    }

    @Test
    void aSecretThatIsNotThereIsNamed() {
        var spec =
                spec(storage("bucket", "")).toBuilder()
                        .credential(new SecretKeySelector("cloud", "other", null))
                        .build();
        assertThatThrownBy(() -> stores().open(location(spec)))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.reason()).isEqualTo(StoreException.Reason.MISCONFIGURED))
                .hasMessageContaining(
                        "credential: there is no Secret \"other\" with the key \"cloud\"");
    }

    /// The command line warns of a provider that the server does not know.
    @Test
    void theCommandLineKnowsTheServersProviders() {
        var unknown = spec(storage("bucket", "")).toBuilder().provider("nobody").build();
        assertThat(problemOf(unknown))
                .endsWith(
                        "there are velero.io/"
                                + String.join(", velero.io/", InstallCommand.PROVIDERS));
    }

    @Test
    void whatCannotWorkIsNamed() {
        assertThat(problemOf(spec(null))).contains("bucket is missing");
        assertThat(problemOf(spec(storage(null, "")))).contains("bucket is missing");
        assertThat(problemOf(spec(storageWithCa("%", null)))).contains("caCert is no base64");
        assertThat(problemOf(spec(storageWithCa("eA==", new SecretKeySelector("pem", "ca", null)))))
                .contains("both caCert and caCertRef");
        assertThat(
                        problemOf(
                                spec(storage("bucket", "")).toBuilder()
                                        .config(Map.of("customerKeyEncryptionSecret", "x"))
                                        .build()))
                .contains("must be SECRET/KEY");
        assertThat(problemOf(spec(storage("b", "")).toBuilder().provider("tape").build()))
                .contains("no object store provider is named \"tape\"");
    }

    private String problemOf(BackupStorageLocationSpec spec) {
        try {
            stores().open(location(spec)).close();
            throw new AssertionError("opened");
        } catch (StoreException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private BackupStorageLocation location(ObjectStorage storage) {
        return location(spec(storage));
    }

    private static BackupStorageLocation location(BackupStorageLocationSpec spec) {
        var location = new BackupStorageLocation();
        location.setMetadata(
                new ObjectMetaBuilder().withNamespace("velero").withName("default").build());
        location.setSpec(spec);
        return location;
    }

    private BackupStorageLocationSpec spec(@Nullable ObjectStorage storage) {
        return BackupStorageLocationSpec.builder()
                .provider("filesystem")
                .config(Map.of("path", folder.toString()))
                .objectStorage(storage)
                .build();
    }

    private static ObjectStorage storage(@Nullable String bucket, String prefix) {
        return new ObjectStorage(bucket, prefix, null, null);
    }

    private static ObjectStorage storageWithCa(
            @Nullable String caCert, @Nullable SecretKeySelector reference) {
        return new ObjectStorage("bucket", null, caCert, reference);
    }
}
