package ark.objectstore.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.item.Secret;
import ark.spi.StoreException;
import ark.spi.StoreException.Reason;
import ark.spi.StoreSettings;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FilesystemSettingsTest {
    private static FilesystemSettings read(String bucket, Map<String, String> config) {
        var nothing = new Secret("");
        return FilesystemSettings.of(
                new StoreSettings("default", "filesystem", bucket, config, "", nothing, nothing));
    }

    private static void assertMisconfigured(String bucket, Map<String, String> config, String why) {
        assertThatThrownBy(() -> read(bucket, config))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.MISCONFIGURED))
                .hasMessage("opening bucket " + bucket + ": " + why);
    }

    @Test
    void givesTheBucketsFolder() {
        assertThat(read("ark", Map.of("path", "/backups")))
                .isEqualTo(new FilesystemSettings(Path.of("/backups/ark"), ""));
        assertThat(read("ark", Map.of("path", "/b/", "publicUrl", "https://x/y", "prefix", "p")))
                .isEqualTo(new FilesystemSettings(Path.of("/b/ark"), "https://x/y"));
    }

    @Test
    void listsUnknownKeysAsVeleroDoes() {
        assertMisconfigured(
                "ark",
                Map.of("path", "/backups", "region", "x", "Path", "y"),
                "config has invalid keys [Path region]; valid keys are [path publicUrl]");
    }

    @Test
    void neverRepeatsAnAddressThatMayHoldAPassword() {
        assertMisconfigured(
                "ark",
                Map.of("path", "/backups", "publicUrl", "https://user:hunter2@host"),
                "config key publicUrl must start with http:// or https:// and name a host, without"
                        + " credentials and query");
    }

    @Test
    void namesAllProblemsAtOnce() {
        assertMisconfigured(
                "..",
                Map.of("publicUrl", "ftp://x"),
                "config key path is missing: the folder that holds the bucket's folder; the bucket"
                        + " must be the name of a folder, is \"..\"; config key publicUrl must start with"
                        + " http:// or https:// and name a host, without credentials and query");
        assertMisconfigured(
                "b", Map.of("path", "here"), "config key path must be an absolute path, is here");
    }
}
