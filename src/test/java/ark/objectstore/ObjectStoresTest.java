package ark.objectstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.item.Secret;
import ark.objectstore.filesystem.DownloadUrls;
import ark.spi.ObjectStore;
import ark.spi.StoreException;
import ark.spi.StoreException.Reason;
import ark.spi.StoreSettings;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectStoresTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);
    private static final Secret KEY = new Secret("0123456789abcdef0123456789abcdef");
    private static final Secret NONE = new Secret("");

    @TempDir Path folder;

    private final List<StoreCall> calls = new ArrayList<>();
    private final ObjectStores stores =
            new ObjectStores(
                    Retries.USUAL,
                    calls::add,
                    new DownloadUrls(KEY, "http://velero:8086", CLOCK),
                    CLOCK,
                    Pauses.real(new Random(1)));

    private ObjectStore open(String provider, String bucket, Map<String, String> config) {
        return stores.open(new StoreSettings("default", provider, bucket, config, "", NONE, NONE));
    }

    private void assertMisconfigured(String provider, String bucket, String message) {
        assertThatThrownBy(() -> open(provider, bucket, Map.of("path", "/backups")).close())
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.MISCONFIGURED))
                .hasMessage("opening location default: " + message);
    }

    @Test
    void opensAFolderUnderBothNamesOfItsProvider() {
        for (String provider : List.of("filesystem", "velero.io/filesystem")) {
            try (ObjectStore store = open(provider, "/ark/", Map.of("path", "/backups"))) {
                assertThat(store.address()).isEqualTo("file:/backups/ark");
            }
        }
    }

    @Test
    void listsTheProvidersThatThereAre() {
        assertMisconfigured(
                "gcp",
                "b",
                "no object store provider is named \"gcp\"; there are velero.io/aws,"
                        + " velero.io/filesystem");
        assertMisconfigured(
                "example.com/filesystem",
                "b",
                "no object store provider is named \"example.com/filesystem\"; there are velero.io/aws,"
                        + " velero.io/filesystem");
    }

    @Test
    void refusesABucketWithASlashInVelerosWords() {
        assertMisconfigured(
                "filesystem",
                "/a/b/",
                "backup storage location's bucket name \"a/b\" must not contain a '/' (if using a"
                        + " prefix, put it in the 'Prefix' field instead)");
    }

    @Test
    void signsForTheServersListenerOrThePublicUrl() {
        Duration validity = Duration.ofMinutes(10);
        try (ObjectStore store = open("filesystem", "ark", Map.of("path", "/backups"))) {
            assertThat(store.sign("k", validity).toString())
                    .startsWith("http://velero:8086/download/default/k?expires=600&signature=");
        }
        Map<String, String> config = Map.of("path", "/backups", "publicUrl", "https://pub/ark/");
        try (ObjectStore store = open("filesystem", "ark", config)) {
            assertThat(store.sign("k", validity).toString())
                    .startsWith("https://pub/ark/download/default/k?expires=600&signature=");
        }
    }

    @Test
    void tellsOfEveryCall() throws Exception {
        Files.createDirectory(folder.resolve("ark"));
        try (ObjectStore store = open("filesystem", "ark", Map.of("path", folder.toString()))) {
            store.put("k", new ByteArrayInputStream("text".getBytes(UTF_8)), 4);
            store.put("k", new ByteArrayInputStream("more text".getBytes(UTF_8)));
            store.putIfAbsent("c", new byte[2]);
            assertThat(store.head("k")).isPresent();
            store.get("k").close();
            store.list("", _ -> {});
            store.listPrefixes("", _ -> {});
            store.delete("k");
            store.sign("k", Duration.ofSeconds(1));
            assertThatThrownBy(() -> store.get("k")).isInstanceOf(StoreException.class);
            assertThatThrownBy(() -> store.put("../k", new ByteArrayInputStream(new byte[1])))
                    .isInstanceOf(StoreException.class);
        }
        assertThat(calls)
                .allMatch(call -> call.location().equals("default") && !call.took().isNegative())
                .extracting(call -> call.operation() + " " + call.outcome() + " " + call.bytes())
                .containsExactly(
                        "put ok 4",
                        "put ok 9",
                        "put ok 2",
                        "head ok 0",
                        "get ok 0",
                        "list ok 0",
                        "list ok 0",
                        "delete ok 0",
                        "sign ok 0",
                        "get not_found 0",
                        "put refused 0");
    }
}
