package ark.restic.store;

import static ark.restic.store.Locations.location;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.api.v1.BackupStorageLocation;
import ark.spi.StoreException;
import ark.spi.StoreException.Reason;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Source of the addresses: upstream `pkg/restic/config_test.go` of 1.9.7.
class RepositoryAddressTest {
    private static final Regions NOBODY_ASKED =
            bucket -> {
                throw new AssertionError("asked for the region of " + bucket);
            };

    @ParameterizedTest
    @ValueSource(
            strings = {
                "velero.io/aws | bucket | | region=eu-west-1 | repo-1"
                        + "| s3:s3-eu-west-1.amazonaws.com/bucket/restic/repo-1",
                "aws | bucket | prefix | region=eu-west-1 | repo-1"
                        + "| s3:s3-eu-west-1.amazonaws.com/bucket/prefix/restic/repo-1",
                "aws | bucket | prefix | s3Url=http://minio:9000/ | repo-1"
                        + "| s3:http://minio:9000/bucket/prefix/restic/repo-1",
                "aws | bucket | prefix | s3Url=http://minio:9000 | repo-1"
                        + "| s3:http://minio:9000/bucket/prefix/restic/repo-1",
                "aws | bucket | a/b/ | s3Url=https://s3.example.com/base;region=x | repo-1"
                        + "| s3:https://s3.example.com/base/bucket/a/b/restic/repo-1",
                "aws | /bucket/ | /a//b/ | s3Url=http://[::1]:9000 | repo-1"
                        + "| s3:http://[::1]:9000/bucket/a/b/restic/repo-1",
                "example.com/own | bucket | prefix | s3Url=http://minio:9000 | repo-1"
                        + "| s3:http://minio:9000/bucket/prefix/restic/repo-1",
                "velero.io/azure | azure-bucket | azure-prefix | | azure-repo"
                        + "| azure:azure-bucket:/azure-prefix/restic/azure-repo",
                "azure | bucket | | | azure-repo | azure:bucket:/restic/azure-repo",
                "gcp | gcp-bucket | gcp-prefix | | gcp-repo"
                        + "| gs:gcp-bucket:/gcp-prefix/restic/gcp-repo",
                "gcp | bucket | | | gcp-repo | gs:bucket:/restic/gcp-repo",
                "filesystem | bucket | | path=/backups | shop | /backups/bucket/restic/shop",
                "filesystem | b | p/q | path=/mnt/b x/ | shop | /mnt/b x/b/p/q/restic/shop",
                "filesystem | b | | path=/ | shop | /b/restic/shop",
                "aws | bucket | prefix | resticRepoPrefix=s3:http://own:1/b/x/;region=r | repo-1"
                        + "| s3:http://own:1/b/x/repo-1",
                "any | b | p | resticRepoPrefix=s3:s3.amazonaws.com/b | n"
                        + "| s3:s3.amazonaws.com/b/n",
                "any | b | p | resticRepoPrefix=azure:container:/restic | n"
                        + "| azure:container:/restic/n",
                "any | b | p | resticRepoPrefix=gs:bucket:/ | n | gs:bucket:/n",
                "any | b | p | resticRepoPrefix=/some/path | n | /some/path/n",
                "aws | bucket | prefix | resticLocation=old;region=eu-west-1 | ns"
                        + "| s3:s3-eu-west-1.amazonaws.com/old/ns",
                "aws | bucket | prefix | resticLocation=old/a/b;s3Url=http://minio:9000 | ns"
                        + "| s3:http://minio:9000/old/a/b/ns",
                "aws | bucket | prefix | resticLocation=old | ns | s3:s3.amazonaws.com/old/ns",
                "azure | bucket | prefix | resticLocation=old/a | ns | azure:old:/a/ns",
                "gcp | bucket | prefix | resticLocation=old | ns | gs:old:/ns",
                "filesystem | b | p | resticLocation=old;path=/backups | ns | /backups/old/ns",
            })
    void isWhatUpstreamBuilds(String example) {
        List<String> given = Stream.of(example.split("\\|", -1)).map(String::strip).toList();
        BackupStorageLocation location =
                location(given.get(0), given.get(1), given.get(2), config(given.get(3)));
        assertThat(RepositoryAddress.of(location, given.get(4), NOBODY_ASKED).text())
                .isEqualTo(given.get(5));
    }

    @Test
    void asksForTheRegionThatALocationDoesNotName() {
        BackupStorageLocation location = location("aws", "bucket", "prefix", Map.of());
        Regions regions = bucket -> bucket.equals("bucket") ? "us-west-2" : "";
        assertThat(RepositoryAddress.of(location, "ns", regions).text())
                .isEqualTo("s3:s3-us-west-2.amazonaws.com/bucket/prefix/restic/ns");
    }

    @Test
    void isAFolderWhereTheStoreIsOne() {
        var location = location("filesystem", "bucket", "", Map.of("path", "/backups"));
        assertThat(RepositoryAddress.of(location, "shop", NOBODY_ASKED).folder())
                .contains(Path.of("/backups/bucket/restic/shop"));
        assertThat(new RepositoryAddress("s3:http://minio:9000/b/restic/shop").folder()).isEmpty();
    }

    @Test
    void hasALeaseThatEveryLocationOfTheSameBucketShares() {
        String name = new RepositoryAddress("s3:http://minio:9000/b/restic/shop").leaseName();
        assertThat(name).matches("restic-repository-[0-9a-f]+");
        assertThat(new RepositoryAddress("s3:http://minio:9000/b/restic/other").leaseName())
                .isNotEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sftp:user@host:/srv",
                "rclone:remote:path",
                "rest:http://user:pass@host/",
                "local:/srv",
                "custom:prefix:/restic",
                "swift:container:/path",
                "b2:bucket:path",
                "s3:https://user:pass@host/bucket",
                "s3:http://host/bucket?x=y",
                "s3:bucket",
                "azure:container",
                "relative/path",
                "--option=/x",
                "/srv/../etc",
                "/srv/./x",
                "/srv/a\nb",
                "-o/x",
            })
    void refusesAPrefixThatIsNoPlainStore(String prefix) {
        refused(
                location("any", "bucket", "", Map.of("resticRepoPrefix", prefix)),
                "ns",
                "resticRepoPrefix");
    }

    @Test
    void refusesWhatCouldNameAnotherStore() {
        Map<String, String> region = Map.of("region", "eu-west-1");
        refused(location("aws", "b", "a/../../x", region), "ns", "prefix");
        refused(location("aws", "b", "a%2fb", region), "ns", "prefix");
        refused(location("aws", "b", "a?b", region), "ns", "prefix");
        refused(location("aws", "b\n", "", region), "ns", "bucket");
        refused(location("aws", "..", "", region), "ns", "bucket");
        refused(location("aws", "", "", region), "ns", "bucket");
        refused(location("azure", "a:b", "", Map.of()), "ns", "bucket");
        refused(location("aws", "b", "", Map.of("region", "evil.example.com/x")), "ns", "region");
        refused(location("aws", "b", "", Map.of("s3Url", "http://u:p@host")), "ns", "s3Url");
        refused(location("aws", "b", "", Map.of("s3Url", "http://host?x")), "ns", "s3Url");
        refused(location("aws", "b", "", Map.of("s3Url", "file:/etc")), "ns", "s3Url");
        refused(location("aws", "b", "", Map.of("s3Url", "http://host/%2e%2e")), "ns", "s3Url");
        refused(
                location("aws", "b", "", Map.of("resticLocation", "x/../y")),
                "ns",
                "resticLocation");
        refused(location("filesystem", "b", "", Map.of("path", "relative")), "ns", "path");
        refused(location("filesystem", "b", "", Map.of("path", "/a/../b")), "ns", "path");
        refused(location("filesystem", "b", "", Map.of()), "ns", "path");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "a/b", "-x", "A", "a.b", "a\n", "a b"})
    void refusesWhatIsNoNamespace(String namespace) {
        refused(location("aws", "b", "", Map.of("region", "r")), namespace, "namespace");
    }

    @Test
    void namesEverythingThatIsWrongAtOnceAndAsksNobodyThen() {
        BackupStorageLocation location = location("aws", "?", "..", Map.of());
        assertThatThrownBy(() -> RepositoryAddress.of(location, "A", NOBODY_ASKED))
                .hasMessageContaining("bucket")
                .hasMessageContaining("prefix")
                .hasMessageContaining("namespace \"A\"");
    }

    @Test
    void saysWhichKeyAnUnknownProviderNeeds() {
        refused(
                location("example.com/own", "b", "", Map.of()),
                "ns",
                "restic repository prefix (resticRepoPrefix) not specified in backup storage"
                        + " location's config");
    }

    @Test
    void refusesALocationWithoutASpec() {
        var location = new BackupStorageLocation();
        location.setMetadata(new ObjectMetaBuilder().withName("default").build());
        assertThatThrownBy(() -> RepositoryAddress.of(location, "ns", NOBODY_ASKED))
                .hasMessageContaining("no spec");
    }

    private static void refused(BackupStorageLocation location, String namespace, String named) {
        assertThatThrownBy(() -> RepositoryAddress.of(location, namespace, NOBODY_ASKED))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.MISCONFIGURED))
                .hasMessageContaining(named);
    }

    private static Map<String, String> config(String text) {
        var config = new java.util.TreeMap<String, String>();
        for (String each : text.split(";", -1)) {
            if (!each.isEmpty()) {
                String[] parts = each.split("=", 2);
                config.put(parts[0], parts[1]);
            }
        }
        return config;
    }
}
